"""Labels: whether two texts are the same words, and what the words in a box say.

Case, quotation marks, stops, brackets, dashes and blanks say nothing. Every other sign does: «Ja?» is not «Ja». So do
all signs between two figures, where a dash alone is a dash: «1,4» is not «1-4».
"""

import re
import unicodedata

_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
_DASHES = "-\u2010-\u2015\u2212"
_TICKS = "☑☒✓✔\ufe0f "  # stand before the words of a box that is ticked
_LINES = {"\u0334", "\u0335", "\u0336", "\u0337", "\u0338"}  # through a letter that is struck out
_EMPTY_BOX = re.compile(r"\[\s*\]|\(\s*\)")
_DASH = re.compile(rf"(?<=\d)\s*(?:[{_DASHES}]|\btil\b)\s*(?=\d)")
_APART = re.compile(r"(?<=\d)[\s.,;:'’]+(?=\d)")
_SILENT = re.compile(rf"[{_DASHES}\s_.,;:…\"'`´«»“”„‚‘’()\[\]]+")
_ROUND = re.compile(r"_*([^\w\s])_*")

_TICKED = {"ja", "x", "true", "sann", "yes", "valgt", "checked", "selected", "quoted"}
_TICKED |= {"avkrysset", "krysset_av", "krysset", "avmerket", "markert", "huket_av"}
_NOT_TICKED = {"nei", "false", "usann", "no", "unchecked", "unselected", "unquoted"}
_NOT_TICKED |= {f"{no}_{word}" for no in ("ikke", "not") for word in (*_TICKED, "1")}
NO_ANSWER = re.compile(  # words that say that nothing is said
    r"(?:ingen|intet|tom|blank|mangler|missing|ukjent|unknown|ubesvart|uoppgitt|none|vet_ikke|veit_ikkje"
    r"|(?:ikke|ikkje|not|ingen)_(?:aktuel[lt]|besvart|svart|svar|oppgitt|relevant|noe|data|opplysning(?:er)?"
    r"|kommentar(?:er)?|applicable|answered))(?:_\d+)?"
)


def same_words(text: str) -> str:
    r"""Return what a text has in common with all texts that say the same: «Ja.» and «ja», «1–4» and «1 til 4».

    >>> [same_words(text) for text in ("«Ja, vedtatt»", "JA - vedtatt.", "Ja?", "1 – 4 %", "1 til 4%", "1,4", "-1")]
    ['ja_vedtatt', 'ja_vedtatt', 'ja?', '1=4%', '1=4%', '1\\44\\4', '-1']
    """
    plain = unicodedata.normalize("NFC", text).casefold().translate(_NORWEGIAN).strip().lstrip(_TICKS)
    if not plain.isascii():
        plain = "".join(map(_without_accent, plain))
    plain = _EMPTY_BOX.sub("□", _DASH.sub("=", plain))
    plain = _APART.sub(lambda found: "".join(f"\\{ord(sign)}\\" for sign in found[0].strip() or " "), plain)
    if any(map(str.isalpha, plain)):
        plain = _SILENT.sub("_", plain).strip("_")
    return _ROUND.sub(r"\1", re.sub(r"\s+", "_", plain))


def _without_accent(sign: str) -> str:
    """Return a letter without its accents; other signs as they are."""
    letters = unicodedata.normalize("NFD", sign) if sign.isalpha() else sign
    return "".join(part for part in letters if not "\u0300" <= part <= "\u036f" or part in _LINES)


def box_says(text: str) -> float | None:
    """Return whether the words in a box say that it is ticked (1) or empty (0); None for other words.

    >>> [box_says(text) for text in ("X", "Not selected", "1", "Ja?", "-1")]
    [1.0, 0.0, 1.0, None, None]
    """
    word = same_words(text)
    return 1.0 if text == "1" or word in _TICKED else 0.0 if text == "0" or word in _NOT_TICKED else None
