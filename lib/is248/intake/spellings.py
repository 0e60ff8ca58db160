"""Spellings: ways of writing the same cell, rewritten in the plain way before it is read.

What a cell says twice has to agree: «1: Ja» is 1 where 1 is «Ja»; «2: Ja» stays as it is, and is told as no answer.
"""

import re
from collections.abc import Callable

import pandas as pd

from is248.data.codebook import Codebook, Option
from is248.intake.labels import same_words

_NUMBER = re.compile(r"0*(\d+)(?:[.,]0+)?")
_LETTER = "(?:AO?)?"  # LimeSurvey's before a number: A1, AO01
_OF_LIMESURVEY = re.compile("AO?0*([1-9]\\d?)", re.IGNORECASE)
_CODE_FIRST = re.compile(  # 1: Ja
    rf"\(?{_LETTER}0*(\d+)(?:[.,]0+)?\)?\s*(?:[:.=)]|\s[-\u2010-\u2015]|\s)\s*(.+)", re.DOTALL
)
_CODE_LAST = re.compile(  # Ja [1]
    rf"(.*\S)\s*(?:[\[(=]\s*|[-\u2010-\u2015:]\s+){_LETTER}0*(\d+)\s*[\])]?", re.DOTALL
)
_TAG = re.compile(r"</?(?:p|b|i|u|em|strong|span|div|br|font|big|small)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAKES_BACK = re.compile(r"through|none|hidden", re.IGNORECASE)  # of a style: struck out, or not shown
_TICKS = {"y": "1", "n": "0"}
_YES, _NO = {"ja", "valgt", "avkrysset", "yes", "checked", "selected"}, {"nei", "no"}

_CODE = r"(?:K[\s.-]?)?0?(\d{4,5}|0301[\s.]\d\d)"
_UNIT_FIRST = re.compile(rf"{_CODE}(?:[.,]0+)?(?:(?:\s*[-\u2010-\u2015:,;]\s*|\s+)(\D.*))?", re.IGNORECASE)
_UNIT_LAST = re.compile(rf"(\D*?[^\s\d\[(])\s*(?:[\[(]\s*|[-\u2010-\u2015:,;]\s*|\s){_CODE}\s*[\])]?", re.IGNORECASE)
_KIND_OF_UNIT = re.compile(r"\b(?:kommune|kommunen|herad|bydel|oslo kommune)\b", re.IGNORECASE)


def spelled(given: dict[str, pd.Series], codebook: Codebook, units: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the cells of an export by column, in the plain spelling; numbers and free texts as they are."""
    names = units["name"].map(unit_name)
    by_name = {name: code for code, name in names[~names.duplicated(keep=False)].items() if name}
    plain: dict[str, Callable[[str], str]] = {
        "unit": lambda text: by_name.get(unit_name(text)) or plain_unit(text, units["name"]),
        "status": plain_status,
    }
    texts = {question.id for question in codebook.of_type("text")}
    given = {column: cells if column in texts else _each(cells, without_tags) for column, cells in given.items()}
    for question in codebook.of_type("single", "scale", "multiple"):
        options = codebook.options(question.id)
        for column in codebook.columns(question.id):
            if question.type == "multiple":
                plain[column] = plain_tick
            else:
                plain[column] = lambda text, options=options: plain_code(text, options)
    if numbered := _numbered(given.get("status", pd.Series(dtype=object))):
        plain["status"] = numbered.__getitem__
    return {column: _each(cells, plain[column]) if column in plain else cells for column, cells in given.items()}


def _numbered(cells: pd.Series) -> dict[str, str]:
    """Return the words of statuses that all have a code of their own before them, such as «0: Gjennomført»."""
    different = [text for text in cells.dropna().unique() if isinstance(text, str) and text.lstrip("(")[:1].isdigit()]
    parts = {text: _parts(text) for text in different}
    codes, words = {code for code, _ in parts.values()}, {word.casefold() for _, word in parts.values()}
    alone = len(codes - {""}) == len(words - {""}) == len(parts) == cells.nunique() > 1
    return {text: word for text, (_, word) in parts.items()} if alone else {}


def _each(cells: pd.Series, plain: Callable[[str], str]) -> pd.Series:
    """Return the cells, every different text rewritten once."""
    new = {cell: plain(cell) for cell in cells.unique() if isinstance(cell, str)}
    return cells.map(lambda cell: new.get(cell, cell)) if any(new[cell] != cell for cell in new) else cells


def without_tags(text: str) -> str:
    r"""Return a cell without the tags that say how it looks; where one stood inside it, a line ends.

    >>> [without_tags(text) for text in ("<p>Ja</p>", "1<br>250", "<s>Ja</s>", "<5")]
    ['Ja', '1\n250', '<s>Ja</s>', '<5']
    """
    return text if "<" not in text or _TAKES_BACK.search(text) else _TAG.sub("\n", text).strip()


def plain_code(text: str, options: list[Option]) -> str:
    """Return an option's code where a text is the code, or code and label together; else the text as it is.

    >>> ja = Option(code=1, label="Ja")
    >>> plain_code("1: Ja", [ja]), plain_code("Ja [1]", [ja]), plain_code("01", [ja]), plain_code("2: Ja", [ja])
    ('1', '1', '1', '2: Ja')
    """
    labels = {same_words(label) for option in options for label in option.labels}
    if same_words(text) in labels:
        return text  # «1-4 pasienter» is a label, and no code with one
    if number := _NUMBER.fullmatch(text):
        return number[1]
    codes = sorted(option.code for option in options)
    in_order = codes == list(range(1, len(codes) + 1))  # A2 is the second answer, whatever code that has
    if in_order and (number := _OF_LIMESURVEY.fullmatch(text)) and int(number[1]) in codes:
        return number[1]
    code, label = _parts(text)
    agree = (str(option.code) == code and same_words(label) in map(same_words, option.labels) for option in options)
    return code if code and any(agree) else text


def plain_tick(text: str) -> str:
    """Return 1 or 0 where a text is it in another spelling: `Y`, `1,00`, «Ja [1]»; else the text as it is."""
    if text.casefold() in _TICKS:
        return _TICKS[text.casefold()]
    if (number := _NUMBER.fullmatch(text)) and number[1] in ("0", "1"):
        return number[1]
    code, label = _parts(text)
    word = label.casefold()
    ticked = "1" if word in _YES else "0" if word in _NO or word.removeprefix("ikke ") in _YES - {word} else ""
    return code if code and code == ticked else text


def plain_status(text: str) -> str:
    """Return the word of a status that stands with its code; a 0, or a number behind a colon, may take it back.

    >>> [plain_status(text) for text in ("4: Fullført", "Fullført [4]", "Fullført (0)", "Levert: 3")]
    ['Fullført', 'Fullført', 'Fullført (0)', 'Levert: 3']
    """
    code, word = _parts(text)
    beside = text.lstrip("(")[:1].isdigit() or text.endswith((")", "]"))
    return word if beside and code.strip("0") else text


def _parts(text: str) -> tuple[str, str]:
    """Return code and label of a cell that has both; nothing of another."""
    if found := _CODE_FIRST.fullmatch(text):
        return found[1], found[2].strip()
    if found := _CODE_LAST.fullmatch(text):
        return found[2], found[1].strip()
    return "", ""


def plain_unit(text: str, names: pd.Series) -> str:
    """Return the unit's code where a text is it, alone or with the unit's own name; code and name where they differ.

    `names` are those of the units, by code. Oslo's districts have 0301 or 03 before their number in some registers.

    >>> names = pd.Series({"1101": "Eigersund", "30101": "Bydel Gamle Oslo"})
    >>> [plain_unit(text, names) for text in ("K-1101", "Eigersund kommune (1101)", "0301 01 Gamle Oslo", "1101 Time")]
    ['1101', '1101', '30101', '1101 Time']
    """
    first, last = _UNIT_FIRST.fullmatch(text), _UNIT_LAST.fullmatch(text)
    if not first and not last:
        return text
    written, name = (first[1], first[2] or "") if first else (last[2], last[1])
    code = re.sub(r"\D", "", written).removeprefix("0") if len(written) > 5 else written
    code = next((c for c in (code, code.zfill(4), code.zfill(5), code.removeprefix("0")) if c in names.index), None)
    if code is None:
        return text
    own = unit_name(name) in ("", unit_name(names[code]))
    return code if own else f"{code} {name}"


def unit_name(text: str) -> str:
    """Return what a unit's name has in common with its other spellings: «Bydel Gamle Oslo», «gamle oslo»."""
    return same_words(_KIND_OF_UNIT.sub(" ", text))
