"""Reading cells: codes, ticks, numbers, texts and status, however they are written.

Every function returns the values, missing where a cell is empty or not understood, and what else was seen on the way.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from is248.data.codebook import Option
from is248.data.personal import Masker
from is248.data.responses import number_text
from is248.intake.headings import normal

STATUSES = ("gjennomfort", "delvis", "ikke_deltatt")
_STATUS_WORDS = {
    "gjennomfort": "gjennomfort gennemfort fullfort fullstendig ferdig completed complete finished besvart levert "
    "innlevert sendt_inn innsendt submitted",
    "delvis": "delvis delvis_utfylt delvis_utfyllt delvis_besvart delvis_fullfort delvis_gjennomfort noen_svar "
    "nogen_svar some_answers partial partially_completed incomplete ufullstendig pabegynt startet started in_progress",
    "ikke_deltatt": "ikke_deltatt ikke_svart ikke_besvart ikke_startet ikke_pabegynt ikke_levert not_started ny new "
    "distribuert distribueret distributed avvist frafalt frafaldet rejected",
}
_STATUS_OF = {word: status for status, words in _STATUS_WORDS.items() for word in words.split()}
_TICKED = {"1", "ja", "x", "true", "sann", "valgt", "yes", "avkrysset", "checked", "selected", "quoted"}
_NOT_TICKED = {"0", "nei", "false", "usann", "no", *(f"{a} {b}" for a in ("ikke", "not") for b in _TICKED)}

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009']+")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[+-]?\.\d+")
_THREE = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # 1.250: one and a quarter, or twelve hundred and fifty?

Labels = dict[float | str, str]  # what the codes of a column stand for, where the file says so


def cell_text(cell: object) -> str:
    """Return what stands in a filled cell."""
    return number_text(cell) if isinstance(cell, float) else str(cell)


def unit_codes(cells: pd.Series, units: pd.DataFrame) -> pd.Series:
    """Return unit codes as text. Programs that took them for numbers have lost the zero in front."""

    def code(cell: object) -> str:
        text = cell_text(cell)
        found = re.match(r"(\d{3,5})(?:\.0)?(?!\S)", text)
        if not found:
            return text
        return next((c for c in (found[1], found[1].zfill(4), found[1].zfill(5)) if c in units.index), found[1])

    return cells.astype(object).map(code, na_action="ignore")


def _meanings(cells: pd.Series, meaning: Callable[[str], float | None]) -> tuple[pd.Series, pd.Series]:
    """Return what the cells mean, each different one looked up once, and the cells that mean nothing."""
    numbers, different = pd.factorize(cells)
    # Programs that keep codes as numbers write 1 as 1.0 or 1,0.
    texts = (number_text(c) if isinstance(c, float) else re.sub(r"^(\d+)[.,]0$", r"\1", str(c)) for c in different)
    values = [np.nan if value is None else value for value in map(meaning, texts)]
    found = pd.Series(np.array([*values, np.nan])[numbers], index=cells.index)
    return found, cells[found.isna() & cells.notna()].map(cell_text)


# --- answers to closed questions


def codes(cells: pd.Series, options: list[Option], in_file: Labels) -> tuple[pd.Series, pd.Series, list[tuple]]:
    """Return option codes, the cells not understood, and the codes that the file and the codebook name differently."""
    by_label = {normal(label): option.code for option in options for label in reversed(option.labels)}
    by_code, relabelled = {str(option.code): option.code for option in options}, []
    if in_file:
        by_code, relabelled = _by_file_label(in_file, by_label, {option.code: option.label for option in options})
    return *_meanings(cells, lambda text: by_code.get(text, by_label.get(normal(text)))), relabelled


def _by_file_label(
    in_file: Labels, by_label: dict[str, int], labels: dict[int, str]
) -> tuple[dict[str, int], list[tuple[float, str, str]]]:
    """Return the codebook's code for each code of the file: the label decides, for it was answered."""
    meanings = {code: by_label.get(normal(label)) for code, label in in_file.items()}
    claimed = {code for code in meanings.values() if code is not None}
    by_number = [code for code, meaning in meanings.items() if meaning is None and code in labels.keys() - claimed]
    meanings |= {code: int(code) for code in by_number}
    meanings |= {code: code for code in labels if code not in meanings and code not in claimed}
    found = {cell_text(code): meaning for code, meaning in meanings.items() if meaning is not None}
    return found, [(code, in_file[code], labels[int(code)]) for code in by_number]


def _words(in_file: Labels) -> dict[str, str]:
    return {number_text(code): label for code, label in in_file.items() if isinstance(code, int | float)}


def ticks(
    columns: dict[str, pd.Series], labels: dict[str, list[str]], in_file: dict[str, Labels]
) -> tuple[dict[str, pd.Series], dict[str, pd.Series]]:
    """Return a battery's boxes as 1 and 0, and the cells not understood; `labels` are those of each column's option."""
    # «Nei» may be the label of an option, ticked, or say that the box is empty: in a battery that says «Ja»
    # anywhere, or where a code has it for its label, it says that the box is empty.
    different = {cell for cells in columns.values() for cell in cells.unique() if isinstance(cell, str)}
    says_yes = any(text.casefold() in _TICKED - {"1"} for text in different)
    boxes, unread = {}, {}
    for column, cells in columns.items():
        words, named = _words(in_file.get(column, {})), set(map(normal, labels[column]))
        tick = partial(_tick, words=words, labels=named, says_yes=says_yes)
        boxes[column], unread[column] = _meanings(cells, tick)
    some = pd.DataFrame(boxes).eq(1).any(axis=1)  # a tool that leaves out the empty boxes means 0 by them
    return {column: box.mask(some & box.isna(), 0.0) for column, box in boxes.items()}, unread


def _tick(text: str, words: dict[str, str], labels: set[str], says_yes: bool) -> float | None:
    word = words.get(text, text).casefold()
    if text in ("0", "1") and word not in (_TICKED if text == "0" else _NOT_TICKED):
        return float(text)
    if word in _TICKED:
        return 1.0
    if normal(word) in labels and not (word in _NOT_TICKED and (says_yes or text in words)):
        return 1.0
    return 0.0 if word in _NOT_TICKED else None


def statuses(cells: pd.Series, in_file: Labels) -> tuple[pd.Series, pd.Series]:
    """Return each record's status as the export says, and the cells not understood."""
    words = _words(in_file)
    texts = cells.map(cell_text, na_action="ignore")
    known = texts.map(lambda text: _STATUS_OF.get(normal(words.get(text, text))), na_action="ignore")
    return known, texts[texts.notna() & known.isna()]


# --- numbers and texts


def decimal_sign(columns: list[pd.Series]) -> str | None:
    """Return the decimal sign of a file's numbers, where one of them can be read in one way only."""
    signs: Counter = Counter()
    for cells in columns:
        for bare in (_BLANKS.sub("", cell) for cell in cells.unique() if isinstance(cell, str)):
            if bare.count(",") + bare.count(".") == 1 and not _THREE.fullmatch(bare):
                signs["," if "," in bare else "."] += 1
    return signs.most_common(1)[0][0] if signs else None


def numbers(cells: pd.Series, unit: str | None, decimal: str | None) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return numbers, the cells not understood, and those such as 1.250, which can be read in two ways."""
    text = cells.map(lambda cell: isinstance(cell, str)).astype(bool)
    written, given = cells[text], cells[~text].astype(float)  # a workbook's and SPSS's numbers are numbers already
    values, unread = _meanings(written, lambda text: _number(text, unit, decimal))
    unclear = [text for text in written.unique() if _in_two_ways(_bare(text), decimal)]
    return values.reindex(cells.index).fillna(given), unread, written[written.isin(unclear)]


def _bare(text: str) -> str:
    return _BLANKS.sub("", text).replace("−", "-")


def _in_two_ways(bare: str, decimal: str | None) -> bool:
    return bool(_THREE.fullmatch(bare)) and not (decimal and decimal in bare)


def _number(text: str, unit: str | None, decimal: str | None) -> float | None:
    """Return the number that a text is: «12,5», «1 250», «1.250,5», «50 %» of a percentage."""
    bare = _bare(text)
    if unit == "prosent":
        bare = bare.removesuffix("%").removesuffix("prosent")
    last = max(bare.rfind(","), bare.rfind("."))
    if last >= 0:
        sign, before, after = bare[last], bare[:last], bare[last + 1 :]
        groups = re.fullmatch(r"[+-]?\d{1,3}(?:[.,]\d{3})*", before) is not None
        thousands = {c for c in before if c in ",."}
        if sign in thousands or (_THREE.fullmatch(bare) and sign != (decimal or ",")):
            if not groups or len(after) != 3 or len(thousands) > 1:
                return None
            bare = re.sub(r"[.,]", "", bare)  # 1.250.000, or 1.250 where the comma is for decimals
        elif not thousands or groups:
            bare = f"{re.sub(r'[.,]', '', before)}.{after}"
    if not _PLAIN.fullmatch(bare):
        return None
    value = float(bare)
    return value if np.isfinite(value) else None


def masked_texts(cells: pd.Series, masker: Masker, persons: list[tuple[str, ...]]) -> tuple[pd.Series, Counter]:
    """Return masked texts, and how much of each kind was; `persons`: the names in columns of each record's own."""
    texts, masked = [], Counter()
    for cell, names in zip(cells, persons, strict=True):
        text, counts = (None, Counter()) if pd.isna(cell) else masker(cell_text(cell), names)
        texts.append(text)
        masked.update(counts)
    return pd.Series(texts, cells.index, dtype=object), masked
