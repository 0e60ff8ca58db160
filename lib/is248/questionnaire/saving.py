"""A form's workbook as bytes: the same form gives the same ones, whatever the time of the day."""

import io
import re
import zipfile

from openpyxl import Workbook

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def saved(workbook: Workbook) -> bytes:
    """Return a workbook; the times in it, and in its archive, are when it says that it was created."""
    made, stamped, created = io.BytesIO(), io.BytesIO(), workbook.properties.created
    workbook.save(made)  # which notes the time of the day
    stamp = b"\\g<1>" + created.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(stamped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, created.timetuple()[:6])
            part.compress_type, part.create_system, part.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            content = parts.read(name)
            archive.writestr(part, _MODIFIED.sub(stamp, content) if name == "docProps/core.xml" else content)
    return stamped.getvalue()
