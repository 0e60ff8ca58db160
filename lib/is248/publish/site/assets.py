"""The files that the pages of a site load: styles, scripts, and the book's typeface as small web fonts."""

import base64
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import fontTools
from fontTools import subset

from is248.figures import FONT_FILES
from is248.project import root
from is248.steps import digest, keep, kept

_LETTERS = "U+0020-007E,U+00A0-017F,U+2010-2027,U+202F,U+2032,U+2212,U+2248,U+2260-2265,U+2190-2193"


def write_assets(folder: Path, *names: str) -> Path:
    """Write these files of templates/, and the fonts, into the folder assets/ of a site, and return that."""
    assets = folder / "assets"
    (assets / "fonts").mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(root() / "templates" / name, assets)
    for name, font in fonts().items():
        (assets / "fonts" / name).write_bytes(font)
    return assets


@cache  # the preview writes them at every save
def fonts() -> dict[str, bytes]:
    """Return the book's typeface as small web fonts, file name -> content; made once from the package's files."""
    made = {}
    for source in FONT_FILES:
        key = f"font-{digest(fontTools.version, _LETTERS, source.read_bytes())}"
        font = kept(key)
        if font is None:
            font = base64.b64encode(_web_font(source)).decode()
            keep(key, font)
        made[f"{source.stem}.woff2"] = base64.b64decode(font)
    return made


def _web_font(source: Path) -> bytes:
    with TemporaryDirectory() as folder:
        made = Path(folder) / "font.woff2"
        subset.main([
            str(source), f"--unicodes={_LETTERS}", "--layout-features=*", "--flavor=woff2", f"--output-file={made}",
        ])  # fmt: skip
        return made.read_bytes()
