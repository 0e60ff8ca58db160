"""What the PDF can set, tried by Typst before it is needed: letters and formulas. The preview asks the same."""

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from is248.figures import FONT_FILES

_FACE = '#set document(title: "x")\n#set text(font: "Source Sans Pro", lang: "nb")\n'
_UNSET = re.compile(r"the text `\"(.+?)\"` could not be displayed")
# Letters that the book's typeface is known to have; all others are tried.
KNOWN = re.compile(
    r"[\t\n\r\u0020-\u007e\u00a0-\u017f\u0370-\u03ff\u2010-\u2015\u2018-\u201e\u2022\u2026\u202f\u2212]*"
)


@cache
def unset_letters(letters: str) -> frozenset[str]:
    """Return those of some letters that no typeface of the PDF has."""
    lines = "\n\n".join(f'#"\\u{{{ord(letter):x}}}"' for letter in letters)
    return frozenset(letter for found in _UNSET.findall(_complaint(lines)) for letter in found)


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
