"""What kind of file an export is: its ending says it, and its first bytes have to agree."""

import zipfile
from pathlib import Path

from is248.project import ProjectError

KINDS = {".sav": "spss", ".zsav": "spss", ".csv": "text", ".xlsx": "workbook"}
KNOWN = ", ".join(KINDS)
_ANEW = f"Export or save the answers as one of {KNOWN}."
_WORKBOOK = "Save it as .xlsx."
_FIRST = [  # what a file begins with, and what it is then
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7z)"),
    (b"Rar!", "a compressed file (rar)"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"PAR1", "a Parquet file"),
    (b"<stata_dta>", "a Stata file"),
    (b"HEADER RECORD", "a SAS file"),
    (b"* ASCII SPSS PORT", "an SPSS portable file"),
]
_IN_TEXT = [(b"<?xml", "an XML file"), (b"<", "a web page or XML"), (b"{", "a JSON file"), (b"[", "a JSON file")]
_IN_ZIP = [  # what a packed file has in it, and what it is then
    ("xl/workbook.bin", f"a binary workbook (.xlsb). {_WORKBOOK}"),
    ("xl/workbook.xml", "workbook"),
    ("mimetype", f"an OpenDocument file, such as LibreOffice's .ods. {_WORKBOOK}"),
    ("Index/", f"a file of Apple Numbers or Pages. {_WORKBOOK}"),
    ("word/", f"a Word document. {_ANEW}"),
    ("ppt/", f"a presentation. {_ANEW}"),
]


def kind_of(path: Path) -> str:
    """Return `spss`, `text` or `workbook`.

    Raises
    ------
    ProjectError
        If there is no such file, it is empty or can't be opened, or is something else than its ending says.
    """
    if path.is_dir():
        raise ProjectError(f"{path} is a folder; the import reads a file: {KNOWN}.")
    if not path.is_file():
        raise ProjectError(f"There is no file {path}.")
    try:
        with path.open("rb") as file:
            first = file.read(4096)
    except OSError as error:
        raise ProjectError(f"{path.name} can't be opened: {error.strerror}.") from error
    said = KINDS.get(path.suffix.lower())
    found = _by_bytes(path, first) if first.strip(b"\0 \r\n\t") else None
    if said and not found:
        raise ProjectError(f"{path.name} is empty: {'no bytes' if not first else 'there is nothing but blanks in it'}.")
    if said and found == said:
        return said
    if said is None and found in (None, "text"):
        raise ProjectError(f"{path.name} can't be read: the import reads {KNOWN}. {_ANEW}")
    if found in ("spss", "workbook", "text"):
        name = {"spss": "an SPSS file", "workbook": "an .xlsx workbook", "text": "text, perhaps CSV"}[found]
        ending = {"spss": ".sav", "workbook": ".xlsx", "text": ".csv"}[found]
        hint = (
            "" if found != "text" else f" An {path.suffix} that was cut or damaged looks so too: then export it again."
        )
        raise ProjectError(f"{path.name} is {name}. Give it the ending {ending}.{hint}")
    raise ProjectError(f"{path.name} is {found}" + ("" if found.endswith(".") else f". {_ANEW}"))


def _by_bytes(path: Path, first: bytes) -> str:
    kind = next((kind for mark, kind in _FIRST if first.startswith(mark)), None)
    if kind == "zip":
        return _by_parts(path)
    if kind == "ole":
        return _by_streams(path)
    if kind is None and path.suffix.lower() not in (".sav", ".zsav"):
        start = first.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ")
        kind = next((name for mark, name in _IN_TEXT if start.startswith(mark)), None)
    return kind or "text"


def _by_parts(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return f"a workbook or another packed file that is damaged or was cut off. {_ANEW}"
    found = (kind for part, kind in _IN_ZIP if any(name.startswith(part) for name in names))
    return next(
        found, f"a packed file (zip) without a workbook in it. Unpack it, or save the answers as one of {KNOWN}."
    )


def _by_streams(path: Path) -> str:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return "a workbook with a password. Save it as .xlsx without one."
    return f"a workbook of Excel 97–2003 (.xls). {_WORKBOOK}"
