"""Which formulas the PDF can set, tried by Typst before it is needed. The preview asks the same."""

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


def _complaint(text: str) -> str:
    with TemporaryDirectory() as folder:
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
