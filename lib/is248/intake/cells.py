"""Reading cells: codes, ticks, numbers, texts and status, however they are written.

Every function returns the values, missing where a cell is empty or not understood, and what else was seen on the way.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pandas as pd

from is248.data.codebook import Option
from is248.data.personal import Masker
from is248.data.responses import number_text
from is248.intake.headings import CUT
from is248.intake.labels import box_says, same_words
from is248.intake.numbers import number

STATUSES = ("gjennomfort", "delvis", "ikke_deltatt")
_STATUS_WORDS = {
    "gjennomfort": "gjennomfort gennemfort fullfort fullstendig ferdig completed complete finished besvart svart "
    "levert innlevert sendt_inn innsendt submitted",
    "delvis": "delvis delvis_utfylt delvis_utfyllt delvis_besvart delvis_fullfort delvis_gjennomfort noen_svar "
    "nogen_svar some_answers partial partially_completed incomplete ufullstendig avbrutt pabegynt startet started "
    "in_progress",
    "ikke_deltatt": "ikke_deltatt ikke_svart ikke_besvart ubesvart ikke_startet ikke_pabegynt ikke_levert not_started "
    "ny new distribuert distribueret distributed avvist frafalt frafaldet rejected",
}
_STATUS_OF = {word: status for status, words in _STATUS_WORDS.items() for word in words.split()}

_SHORTEST = 8  # letters of a label that was cut

Labels = dict[float | str, str]  # what the codes of a column stand for, where the file says so


def cell_text(cell: object) -> str:
    """Return what stands in a filled cell."""
    return number_text(cell) if isinstance(cell, int | float) and np.isfinite(cell) else str(cell)


def unit_codes(cells: pd.Series, units: pd.DataFrame) -> pd.Series:
    """Return unit codes as text; what is no code, or a code with more than its unit's name behind it, as it stands.

    Programs that took codes for numbers have lost the zero in front.
    """

    def code(cell: object) -> str:
        text = cell_text(cell)
        found = re.fullmatch(r"([0-9]{3,5})(?:[.,]0+)?(?:\s+(.*))?", text)
        known = [c for c in (found[1], found[1].zfill(4), found[1].zfill(5)) if c in units.index] if found else []
        if not known:
            return found[1] if found and not found[2] else text
        own = not found[2] or same_words(found[2]) == same_words(units.at[known[0], "name"])
        return known[0] if own else text

    return cells.astype(object).map(code, na_action="ignore")


def _meanings(
    cells: pd.Series, meaning: Callable[[str], float | None], words: dict[str, str]
) -> tuple[pd.Series, pd.Series]:
    """Return what the cells mean, each different one looked up once, and those that mean nothing, with their labels."""
    numbers, different = pd.factorize(cells)
    # Programs that keep codes as numbers write 1 as 1.0 or 1,0.
    texts = [cell_text(c) if isinstance(c, float) else re.sub(r"^(\d+)[.,]0$", r"\1", str(c)) for c in different]
    values = [np.nan if value is None else value for value in map(meaning, texts)]
    found = pd.Series(np.array([*values, np.nan])[numbers], index=cells.index)
    shown = [f"{t} «{words[t]}»" if t in words else cell_text(c) for t, c in zip(texts, different, strict=True)]
    shown = np.array([*shown, None], dtype=object)
    return found, pd.Series(shown[numbers], cells.index, dtype=object)[found.isna() & cells.notna()]


# --- answers to closed questions


def codes(cells: pd.Series, options: list[Option], in_file: Labels) -> tuple[pd.Series, pd.Series, list[tuple]]:
    """Return option codes, the cells not understood, and the codes that the file and the codebook name differently."""
    texts = dict.fromkeys([*in_file.values(), *(cell for cell in cells.dropna().unique() if isinstance(cell, str))])
    read, words = label_reader(options), _words(in_file)
    cut = {text: option for text in texts if read(text) is None and (option := _cut(text, options))}

    def code_of(label: str) -> int | None:
        return cut[label].code if label in cut else read(label)

    by_code, relabelled = {str(option.code): option.code for option in options}, []
    if in_file:
        by_code, relabelled = _by_file_label(in_file, code_of, {option.code: option.label for option in options})
    relabelled = relabelled + [(option.code, text, option.label) for text, option in cut.items()]
    return *_meanings(cells, lambda text: by_code.get(text, code_of(text)), words), relabelled


def _cut(text: str, options: list[Option]) -> Option | None:
    """Return the option whose label alone begins with a text that a program has cut: inside a word, or with «…».

    >>> grades = [Option(code=1, label="Ja, i stor grad"), Option(code=2, label="Ja, i noen grad")]
    >>> [bool(_cut(text, grades)) for text in ("Ja, i stor gr", "Ja, i stor …", "Ja, i stor", "Ja, i s")]
    [True, True, False, False]
    """
    start = re.sub(r"\s*(?:…|\.\.\.)$", "", " ".join(text.split())).casefold()
    begin = [option for option in options if any(label.casefold().startswith(start) for label in option.labels)]
    if len(begin) != 1 or len(start) < _SHORTEST:
        return None
    label = next(label for label in begin[0].labels if label.casefold().startswith(start))
    in_word = label[: len(start) + 1][-2:].isalpha() and len(label) > len(start)
    marked = len(start) < len(" ".join(text.split()))
    return begin[0] if in_word or marked or len(text) in CUT else None


def label_reader(options: list[Option]) -> Callable[[str], int | None]:
    """Return what finds the option that a label names; labels that differ in their stops only are told by these."""
    exact, plain = {}, {}
    for option in options:
        for label in reversed(option.labels):
            exact[label.casefold()] = option.code
            plain.setdefault(same_words(label), set()).add(option.code)
    alone = {label: min(found) for label, found in plain.items() if len(found) == 1}
    return lambda label: exact.get(label.casefold(), alone.get(same_words(label)))


def _by_file_label(
    in_file: Labels, code_of: Callable[[str], int | None], labels: dict[int, str]
) -> tuple[dict[str, int], list[tuple[float, str, str]]]:
    """Return the codebook's code for each code of the file: the label decides, for it was answered.

    Where the labels show that the file has other numbers than the codebook, a number without a known label says
    nothing. Nor does a label that stands for two numbers.
    """
    clear = in_file.keys() - _with_one_label(in_file, lambda label: (same_words(label), code_of(label)))
    meanings = {code: code_of(in_file[code]) if code in clear else None for code in in_file}
    claimed = {code for code in meanings.values() if code is not None}
    by_number = []
    if all(meaning in (None, code) for code, meaning in meanings.items()):
        by_number = [code for code in clear if meanings[code] is None and code in labels.keys() - claimed]
        meanings |= {code: int(code) for code in by_number}
        meanings |= {code: code for code in labels if code not in meanings and code not in claimed}
    found = {cell_text(code): meaning for code, meaning in meanings.items() if meaning is not None}
    return found, [(code, in_file[code], labels[int(code)]) for code in sorted(by_number)]


def _with_one_label(in_file: Labels, plain: Callable[[str], object] = same_words) -> set[float | str]:
    """Return the codes that share their label with another code."""
    counts = Counter(map(plain, in_file.values()))
    return {code for code, label in in_file.items() if counts[plain(label)] > 1}


def _words(in_file: Labels) -> dict[str, str]:
    return {cell_text(code): label for code, label in in_file.items()}


def ticks(
    columns: dict[str, pd.Series],
    labels: dict[str, list[str]],
    in_file: dict[str, Labels],
    no_answer: Mapping[str, pd.Series],
) -> tuple[dict[str, pd.Series], dict[str, pd.Series], list[tuple]]:
    """Return a battery's boxes as 1 and 0, the cells not understood, and the codes whose names say neither.

    `labels` are those of each column's option; `no_answer` tells where the file has declared that there is none.
    """
    named = {column: set(map(same_words, labels[column])) for column in columns}
    boxes, unread, relabelled = {}, {}, []
    for column, cells in columns.items():
        known = in_file.get(column, {})
        words, unclear = _words(known), set(map(cell_text, _with_one_label(known)))
        no = _no_in_its_own_box(column, columns, named)
        tick = partial(_tick, words=words, labels=named[column], no=no)
        boxes[column], unread[column] = _meanings(
            cells, lambda t, u=unclear, tick=tick: None if t in u else tick(t), words
        )
        strange = [code for code in (0, 1) if code in known and tick(known[code], words={}) is None]
        relabelled += [(column, code, known[code], ("not ticked", "ticked")[code]) for code in strange]
    some = pd.DataFrame(boxes).eq(1).any(axis=1)  # a tool that leaves out the empty boxes means 0 by them
    left_out = {column: some & box.isna() & ~no_answer.get(column, False) for column, box in boxes.items()}
    return {column: box.mask(left_out[column], 0.0) for column, box in boxes.items()}, unread, relabelled


def _no_in_its_own_box(column: str, columns: dict[str, pd.Series], named: dict[str, set[str]]) -> float | None:
    """Return what «Nei» says in the box of an option that is called so: empty, ticked, or nothing that is certain.

    It is empty where that box also says «Ja», or where all others beside it say «Ja» or «Nei»; it is ticked where the
    boxes say nothing but their labels.
    """
    if not any(box_says(label) == 0 for label in named[column]):
        return 0.0
    own = {
        c: {x for x in cells.dropna().unique() if same_words(cell_text(x)) in named[c]} for c, cells in columns.items()
    }
    words = {c: _box_words(cells) - own[c] for c, cells in columns.items()}
    if any(box_says(word) == 1 for word in words[column]):
        return 0.0
    its = columns[column].isin(own[column])
    others = [columns[c][its].isin(words[c]) for c in columns if c != column]
    if others and all(said.all() for said in others) and its.any():
        return 0.0
    labels_alone = all(cells.dropna().isin(own[c]).all() for c, cells in columns.items())
    return 1.0 if labels_alone else None


def _box_words(cells: pd.Series) -> set[str]:
    """Return the different words of a column that say whether a box is ticked; 1, 0 and x are no words."""
    texts = (cell for cell in cells.unique() if isinstance(cell, str) and len(cell) > 1)
    return {text for text in texts if box_says(text) is not None}


def _tick(text: str, words: dict[str, str], labels: set[str], no: float | None) -> float | None:
    """Return whether a box is ticked; `no` is what its option's own label says, if that is «Nei»."""
    word = words.get(text, text)
    own, says = same_words(word) in labels, box_says(word)
    if says == 0 and own:
        return no if text not in words else _coded(text, words)
    if says is not None or own:
        return 1.0 if says is None else says
    return float(text) if text in ("0", "1") else None


def _coded(text: str, words: dict[str, str]) -> float | None:
    """Return what a code with the label «Nei» says in the box of «Nei»: beside «Ja» it is empty."""
    if any(box_says(label) == 1 for label in words.values()):
        return 0.0
    return float(text) if text in ("0", "1") else None


# --- numbers


def with_labels(cells: pd.Series, in_file: Labels, counted: str) -> pd.Series:
    """Return numbers, those with a label together with it: 999 «Vet ikke» is no number; 0 «Ingen» and 5 «5» are.

    `counted` has the words for what is counted: 0 «Ingen brukere» is a number too, and 0 «Ingen svar» is not.
    """
    none = {"ingen", *(f"ingen_{word}" for word in same_words(counted).split("_"))}
    same = {c for c, label in in_file.items() if number(label) == c or (c == 0 and same_words(label) in none)}
    words = {code: f"{cell_text(code)} «{label}»" for code, label in in_file.items() if code not in same}
    return cells.astype(object).map(lambda cell: words.get(cell, cell), na_action="ignore") if words else cells


# --- status


def statuses(cells: pd.Series, in_file: Labels) -> tuple[pd.Series, pd.Series]:
    """Return each record's status as the export says, and the cells not understood."""
    words = _words(in_file)
    texts = cells.map(cell_text, na_action="ignore")
    known = texts.map(lambda text: _STATUS_OF.get(same_words(words.get(text, text))), na_action="ignore")
    return known, texts[texts.notna() & known.isna()]


# --- texts


def masked_texts(cells: pd.Series, masker: Masker, persons: list[tuple[str, ...]]) -> tuple[pd.Series, Counter]:
    """Return masked texts, and how much of each kind was; `persons`: the names in columns of each record's own."""
    texts, masked = [], Counter()
    for cell, names in zip(cells, persons, strict=True):
        text, counts = (None, Counter()) if pd.isna(cell) else masker(cell_text(cell), names)
        texts.append(text)
        masked.update(counts)
    return pd.Series(texts, cells.index, dtype=object), masked
