"""Which formulas and pictures the PDF can set, tried by Typst before it is needed. The preview asks the same."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from is248.figures import FONT_FILES

_FACE = '#set document(title: "x")\n#set text(font: "Source Sans Pro", lang: "nb")\n'


@cache
def formula_complaint(formula: str) -> str:
    """Return what Typst says of a formula in its own notation; nothing if it sets it."""
    return _complaint(f'#set math.equation(alt: "x")\n{formula}').removeprefix("error: ").partition("\n")[0]


@cache
def picture_complaint(suffix: str, data: bytes) -> str:
    """Return what Typst says of a picture; nothing if it shows it."""
    told = _complaint(f'#image("picture{suffix}", alt: "x")', {f"picture{suffix}": data})
    return told.removeprefix("error: ").partition("\n")[0]


def _complaint(text: str, files: dict[str, bytes] | None = None) -> str:
    with TemporaryDirectory() as folder:
        for name, data in (files or {}).items():
            (Path(folder) / name).write_bytes(data)
        source = Path(folder) / "trial.typ"
        source.write_text(_FACE + text, encoding="utf-8")
        try:
            typst.compile(
                str(source),
                root=folder,
                font_paths=[str(FONT_FILES[0].parent)],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
            )
        except typst.TypstError as error:
            return str(error.diagnostic or error)
    return ""
