"""Signs: what of a text that people have typed can be printed, and what stands for the rest. Every output asks here.

`clean` makes a text one that HTML, PDF, CSV and workbooks can have; `escaped` and `inline` make it Markdown, and
`typst_string` Typst, that show it as it is. `unset` says which signs the book's typefaces lack.
"""

import html
import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import font_source_sans_pro

_FONTS = Path(font_source_sans_pro.__file__).parent / "files"
FONT_FILES = tuple(_FONTS / f"SourceSansPro-{style}.ttf" for style in ("Regular", "It", "Semibold", "Bold"))
# Where the book's typeface lacks a sign: matplotlib brings these along.
_MORE = Path(find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf"
FALLBACK_FILES = (_MORE / "DejaVuSans.ttf", _MORE / "DejaVuSans-Bold.ttf")
LAST_RESORT = _MORE / "LastResortHE-Regular.ttf"  # a box for every sign there is, with the name of its script

STAND_IN = "□"  # what is printed for a sign that can't be
WORD_JOINER = "\u2060"
BULLET = "•"
WORDS_BULLETS = "\uf0b7\uf0a7\uf0d8\uf0a8\uf06e\uf076\uf0fc\uf0e0\uf02d\uf06c\uf0be"  # in Symbol and Wingdings
_BULLETS = str.maketrans(dict.fromkeys(WORDS_BULLETS, BULLET))
_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANK = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# Signs without a look of their own that turn a line around, mark a place or hide a text; what joins signs stays.
_UNSEEN = re.compile(
    "[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_UNPRINTABLE = re.compile("[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]")
_PLANE_ENDS = re.compile(
    "[" + "".join(f"{chr(0x1FFFE + n * 0x10000)}{chr(0x1FFFF + n * 0x10000)}" for n in range(14)) + "]"
)
# Signs that the book's typeface is known to have: nearly all texts have no others.
_KNOWN = "\t\n\r\u0020-\u007e\u00a0-\u017f"
_KNOWN += "\u0370-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff\u2010-\u2015\u2018-\u201e\u2022\u2026\u202f\u2212"
_OTHERS = re.compile(f"[^{_KNOWN}]")
_ODD = re.compile(f"[^{_KNOWN}]|[\u037e\u0387]|\r(?!\n)")
_JOINING = re.compile("[\u200c\u200d\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")
_EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")

_MARKUP = re.compile(r"([!\"#$%&'()*+\-./:<=>@\[\\\]^_`{|}~])")  # ASCII signs that may mean something in Markdown
_STARTS = re.compile(r"[=+\-/]|\d+[.)]")  # what begins a heading or an item in Typst
_ASKED = re.compile(
    rf":::|\[[!^]|\||\{{[#.]|.*[^{_KNOWN}]|.*Ã"
)  # words that `publish/reading/elements.py` would ask an author about
_HARMLESS = re.compile(r"(?!\w+[.)]\s)(?:[^\W_]|[«–−])(?:[^\W_]|[ \u00a0\u202f\u00ad.,;?%()«»–−/:’%χ²+-])*")
_RUN = re.compile("'*[=+@\t\r＝＋－＠-]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?")
_SMART = re.compile(r"--|\.\.\.")
_LONGEST = 40  # letters of a word that a line holds
_CODED = str.maketrans({sign: f"&#{ord(sign)};" for sign in "`{}@#\"'"})
_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", **{sign: f"\\u{{{ord(sign):x}}}" for sign in "`{}@#\t"}}


def clean(text: str) -> str:
    """Return a text as every output can have it: without signs that only a program sees.

    Word's bullets become •, control signs blanks, other ends of line a plain one. What turns the direction of a line or
    has no width goes. Half of a sign, one of a program's own, or none of Unicode becomes □.
    """
    if is_clean(text):
        return text
    text = _LINES.sub("\n", text).translate(_BULLETS)
    text = _UNSEEN.sub("", _BLANK.sub(" ", text))
    return _PLANE_ENDS.sub(STAND_IN, _UNPRINTABLE.sub(STAND_IN, text))


def is_clean(text: str) -> bool:
    """Tell whether a text has nothing but the letters and signs of nearly all texts."""
    return not _ODD.search(text)


def as_read(text: str) -> str:
    """Return a text of a file as the project keeps it: clean, and in composed letters."""
    return text if is_clean(text) else unicodedata.normalize("NFC", clean(text))


def cleaned(contents):
    """Return lists and dictionaries, as YAML gives them, with every text in them as `as_read` returns it."""
    if isinstance(contents, dict):
        return {cleaned(key): cleaned(value) for key, value in contents.items()}
    if isinstance(contents, list):
        return [cleaned(item) for item in contents]
    return as_read(contents) if isinstance(contents, str) else contents


def one_line(text: str) -> str:
    """Return a clean text on one line, without blanks around it; no-break blanks stay."""
    return re.sub("[ \t\n]+", " ", clean(text)).strip()


def unset(text: str) -> list[str]:
    """Return the signs of a text that no typeface of the book has, each once; what joins signs is none of them."""
    others = dict.fromkeys(_OTHERS.findall(text))
    return [sign for sign in others if not _JOINING.fullmatch(sign) and ord(sign) not in _letters()] if others else []


def lost(text: str) -> list[str]:
    """Return the signs of a text as it was typed that the PDF shows as □, each once."""
    others = dict.fromkeys(_OTHERS.findall(text))
    return [sign for sign in others if sign != STAND_IN and (clean(sign) == STAND_IN or unset(clean(sign)))]


def named(sign: str) -> str:
    """Return a sign with its number and name: «👍» (U+1F44D, thumbs up sign)."""
    name = unicodedata.name(sign, "").lower()
    shown = f"«{sign}» " if clean(sign) == sign else ""
    return f"{shown}(U+{ord(sign):04X}{', ' if name else ''}{name})"


def refused(text: str) -> list[str]:
    """Return the signs that an author can't write: those that are not set, and emoji, which are no letters."""
    others = dict.fromkeys(_OTHERS.findall(text))
    return [sign for sign in others if sign in unset(sign) or (_EMOJI.fullmatch(sign) and ord(sign) > 0xFFFF)]


def settable(text: str) -> str:
    """Return a text with □ for what no typeface has; signs that are joined to one have one □ together."""
    if is_clean(text):
        return text
    missing = set(unset(text))
    kept, boxed, joined = [], False, False
    for sign in text:
        if sign in missing and unicodedata.combining(sign):
            continue
        if _JOINING.fullmatch(sign) and (boxed or ord(sign) not in _letters()):
            joined = boxed and sign == "\u200d"
            continue
        if sign not in missing:
            kept.append(sign)
        elif not joined:
            kept.append(STAND_IN)
        boxed, joined = sign in missing, False
    return "".join(kept)


@cache
def _letters() -> frozenset[int]:
    """Return the code points that the typefaces have, of the book and beside it."""
    from fontTools.ttLib import TTFont  # only here: few texts ask

    return frozenset().union(*(TTFont(file, lazy=True).getBestCmap() for file in (FONT_FILES[0], FALLBACK_FILES[0])))


def escaped(text: str) -> str:
    r"""Return a text as one line of Markdown that shows it as it is, whatever it contains.

    A word joiner, which no reader sees, stands before what begins a block in Typst, and before words with signs that
    an author would be asked about: these are somebody's own.

    Examples
    --------
    >>> escaped("1. <b>FACT</b>")
    '\u20601\\. \\<b\\>FACT\\<\\/b\\>'
    """
    line = one_line(text)
    words = [(WORD_JOINER if _ASKED.match(word) else "") + _MARKUP.sub(r"\\\1", word) for word in line.split(" ")]
    return (WORD_JOINER if _STARTS.match(line) else "") + " ".join(words)


def inline(text: str) -> str:
    """Return a text for a sentence: as it is where nothing in it means anything in Markdown, else escaped."""
    harmless = _HARMLESS.fullmatch(text) and not _SMART.search(text) and is_clean(text)
    return text if harmless else escaped(text)


def html_text(text: str) -> str:
    """Return a text for HTML that stands in Markdown: no sign in it means anything to either."""
    return html.escape(text, quote=False).translate(_CODED)


def unescaped(text: str) -> str:
    """Return a text of Markdown without its backslashes, and the marks that `escaped` leaves."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).replace(WORD_JOINER, "")


def unrun(text: str) -> str:
    """Return a text for a CSV file: behind an apostrophe where a spreadsheet would run it; all else as it is."""
    return f"'{text}" if isinstance(text, str) and _RUN.match(text) and not _NUMBER.fullmatch(text) else text


def typed(text: str) -> str:
    """Return the text that `unrun` was given, of what it returned."""
    return text[1:] if text.startswith("'") and unrun(text[1:]) == text else text


def typst_string(text: str) -> str:
    """Return a text as a string of Typst's, which means nothing and shows what it is; □ for what no typeface has.

    Words that no line holds may be divided anywhere.
    """
    text = re.sub(rf"[^\s\u00ad-]{{{_LONGEST + 1},}}", _divided, settable(clean(text)))
    return '"' + "".join(_SPECIAL.get(sign, sign) for sign in text) + '"'


def _divided(word: re.Match) -> str:
    return re.sub(r"(.{10})(?=.)", "\\1\u200b", word[0])
