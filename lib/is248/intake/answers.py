"""`Answers`: an export understood. Its columns are mapped to the codebook's, its cells to codes and numbers.

Nothing is judged here: what can't be read stays marked as unread, and `rules.py` says what to do about it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from is248.data.codebook import Codebook, Question
from is248.data.personal import KINDS, Masker, heading_kind
from is248.intake.exports import Export

STATUSES = ("gjennomfort", "delvis", "ikke_deltatt")
SUM = "sum"  # `<fte question>__<service>__sum`, `<fte question>__sum__<education>`: sums that the unit gave

_UNIT_HEADINGS = (
    "unit",
    "code",
    "kommunenummer",
    "kommunenr",
    "kommune_nr",
    "knr",
    "kommunekode",
    "enhetskode",
    "enhetsnummer",
    "enhetsnr",
    "bydelsnr",
)
_STATUS_HEADINGS = ("status", "svarstatus", "statoverall", "statoverall_4")
_STATUS_WORDS = {
    "gjennomfort": "gjennomfort fullfort ferdig completed complete finished besvart",
    "delvis": "delvis delvis_utfylt delvis_utfyllt delvis_besvart noen_svar some_answers partial incomplete",
    "ikke_deltatt": "ikke_deltatt ikke_svart ikke_besvart ny new distribuert distributed avvist rejected",
}
_STATUS_OF = {word: status for status, words in _STATUS_WORDS.items() for word in words.split()}
_TICKED = {"1", "ja", "x", "true", "sann", "valgt", "yes", "avkrysset", "checked", "selected", "quoted"}
_NOT_TICKED = {"0", "nei", "false", "usann", "no", *(f"{a} {b}" for a in ("ikke", "not") for b in _TICKED)}

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009']+")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[+-]?\.\d+")
_THREE = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # 1.250: one and a quarter, or twelve hundred and fifty?


@dataclass(frozen=True)
class Answers:
    """What the units answered, in the order of the export.

    Attributes
    ----------
    file : str
        The export's name, for messages.
    codebook : Codebook
        What was asked.
    units : DataFrame, indexed by unit code
        The units file: name, county, inhabitants_under_18, inhabitants_adults, ...
    frame : DataFrame, one row per record
        `unit` and `status` (text), then the codebook's columns: option codes, 0 and 1, and numbers as float;
        texts with personal data masked. Missing where not answered, not asked or not understood.
    rows : Series of int
        Where each record stands in the file.
    sums : DataFrame of float
        Sums of FTE by service or by education, where the export has them; not kept with the answers.
    headings : dict of str to str
        What the export calls each column of `frame` and `sums`.
    unread : dict of str to Series of str
        Cells that were not understood: what stands there, by record.
    ambiguous : dict of str to Series of str
        Numbers such as 1.250, which can be read in two ways.
    repeated : list of tuple of str
        Headings of columns that hold what another column holds, and that column's heading.
    relabelled : list of tuple
        (column, code, label in the file, label in the codebook) where the two name a code differently.
    unknown, lacking : list of str
        Headings that the codebook lacks, and questions that the export lacks.
    dropped, masked : Counter
        Cells of columns with personal data, and places in free texts, by kind.
    last_year : DataFrame or None
        Last year's answers as in `frame`, indexed by unit.
    last_fte : DataFrame or None
        Last year's FTE by unit and fte question, where it is known.
    """

    file: str
    codebook: Codebook
    units: pd.DataFrame
    frame: pd.DataFrame
    rows: pd.Series
    sums: pd.DataFrame
    headings: dict[str, str]
    unread: dict[str, pd.Series] = field(default_factory=dict)
    ambiguous: dict[str, pd.Series] = field(default_factory=dict)
    repeated: list[tuple[str, str]] = field(default_factory=list)
    relabelled: list[tuple[str, float, str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    dropped: Counter = field(default_factory=Counter)
    masked: Counter = field(default_factory=Counter)
    last_year: pd.DataFrame | None = None
    last_fte: pd.DataFrame | None = None

    def columns(self, question: Question) -> list[str]:
        """Return the columns of `frame` that hold a question's answers."""
        return self.codebook.columns(question.id)

    def answered(self, question: Question) -> pd.Series:
        """Return which records answer the question; FTE of 0 and a battery without a tick are no answer."""
        columns = self.frame[self.columns(question)]
        if question.type in ("fte", "multiple"):
            return columns.fillna(0).ne(0).any(axis=1)
        return columns.iloc[:, 0].notna()

    def asked(self, question: Question) -> pd.Series:
        """Return which records the gate lets through to the question; all of them where there is no gate."""
        return _asked(self.frame, self.codebook, question)

    def shown(self, question: Question, records: pd.Index) -> list[str]:
        """Return answers as texts: the code, the codes ticked (1;3), the number, the sum of the FTE."""
        given = self.frame.loc[records, self.columns(question)]
        if question.type == "multiple":
            codes = [column.rsplit("__")[-1] for column in given]
            return [
                ";".join(code for code, tick in zip(codes, ticks, strict=True) if tick == 1)
                for ticks in given.to_numpy()
            ]
        if question.type == "text":
            return given.iloc[:, 0].fillna("").to_list()
        return [number_text(number) for number in given.sum(axis=1, min_count=1).round(6)]


def _asked(frame: pd.DataFrame, codebook: Codebook, question: Question) -> pd.Series:
    if question.gate is None:
        return pd.Series(True, index=frame.index)
    gate = codebook.question(question.gate.question)
    if gate.type == "multiple":
        return frame[[f"{gate.id}__{code}" for code in question.gate.options]].eq(1).any(axis=1)
    return frame[gate.id].isin(question.gate.options)


def number_text(value: float) -> str:
    """Return a number as responses.csv has it: «12.5», «12», and nothing where it is missing."""
    if value != value or value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


def normal(text: str) -> str:
    """Return a heading or label in ASCII letters, digits and underscores, to compare it with another."""
    folded = text.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def understand(
    export: Export,
    codebook: Codebook,
    units: pd.DataFrame,
    masker: Masker,
    decimal: str | None = None,
) -> Answers:
    """Return the export's answers.

    Parameters
    ----------
    export : Export
        As read from the file.
    codebook : Codebook
        The year's questions.
    units : DataFrame, indexed by unit code
        The year's units.
    masker : Masker
        Masks personal data in free texts.
    decimal : str, optional
        The decimal sign where it is known; otherwise the file's numbers decide.
    """
    places, repeated = _places(export, codebook)
    cells = export.cells
    unit = _unit_codes(cells[places["unit"]], units) if "unit" in places else pd.Series(None, cells.index)
    keep = cells.notna().any(axis=1)
    cells, unit = cells[keep].reset_index(drop=True), unit[keep].reset_index(drop=True)
    rows = pd.Series(export.rows[keep.to_numpy()])
    reader = _Reader(export, codebook, masker, cells, places, decimal)
    columns: dict[str, pd.Series] = {"unit": unit.astype(object)}
    persons = reader.persons()
    for question in codebook.questions:
        columns |= reader.question(question, persons)
    frame = pd.DataFrame(columns)
    reader.fill_only_education(frame)
    reader.drop_empty_batteries(frame)
    frame.insert(1, "status", reader.status(frame))
    return Answers(
        export.file,
        codebook,
        units,
        frame,
        rows,
        reader.sums,
        {column: export.headings[place] for column, place in places.items()},
        reader.unread,
        reader.ambiguous,
        repeated,
        reader.relabelled,
        [masker(heading)[0] for heading in reader.unknown],
        [lacking for question in codebook.questions for lacking in _lacking(question, codebook, places)],
        reader.dropped,
        reader.masked,
    )


def _lacking(question: Question, codebook: Codebook, places: dict[str, int]) -> list[str]:
    """Return the question if the export has no column of it, else those of its columns that are not there."""
    columns = codebook.columns(question.id)
    if not any(column.split("__")[0] == question.id for column in places):
        return [question.id]
    there = [column for column in columns if column in places]
    return [column for column in columns if column not in places] if there else []


def _places(export: Export, codebook: Codebook) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Return where in the export each column of the codebook stands, and the headings that repeat another."""
    names = _names(codebook)
    exact = {c for q in codebook.questions for c in (*codebook.columns(q.id), *_sum_columns(q))}
    places: dict[str, int] = {}
    repeated = []
    wanted = [normal(heading) for heading in export.headings]
    for place, heading in enumerate(wanted):
        column = export.headings[place].casefold()
        if column not in exact:
            column = names.get(heading) or names.get(normal(export.labels.get(place, "")))
        if column is None:
            continue
        if column in places:
            repeated.append((export.headings[place], export.headings[places[column]]))
        else:
            places[column] = place
    for column, headings in (("unit", _UNIT_HEADINGS), ("status", _STATUS_HEADINGS)):
        found = [wanted.index(heading) for heading in headings if heading in wanted]
        if found:
            places[column] = found[0]
            repeated += [
                (export.headings[place], export.headings[found[0]])
                for place, heading in enumerate(wanted)
                if heading == wanted[found[0]] and place != found[0]
            ]
    return places, repeated


def _names(codebook: Codebook) -> dict[str, str]:
    """Return the codebook's column for every heading that names it: its own name, or the question's words.

    A heading that two columns could have, once it is in plain letters, names neither of them.
    """
    own: dict[str, set[str]] = {}
    words: dict[str, set[str]] = {}
    for question in codebook.questions:
        for column in _sum_columns(question):
            own.setdefault(normal(column), set()).add(column)
        for column, label in _labels(codebook, question).items():
            own.setdefault(normal(column), set()).add(column)
            for text in (question.text, f"{question.text} {question.label or ''}"):
                words.setdefault(normal(f"{text} {label}"), set()).add(column)
    both = (*words.items(), *own.items())
    return {name: min(columns) for name, columns in both if len(columns) == 1}


def _labels(codebook: Codebook, question: Question) -> dict[str, str]:
    """Return for each column of a question what it holds besides: the option, or service and education."""
    if question.type == "multiple":
        labels = [option.label for option in codebook.options(question.id)]
    elif question.type == "fte":
        labels = [f"{s.label} {e.label}" for s in question.services for e in question.educations]
    else:
        labels = [""]
    return dict(zip(codebook.columns(question.id), labels, strict=True))


def _sum_columns(question: Question) -> list[str]:
    services = [f"{question.id}__{service.code}__{SUM}" for service in question.services]
    return services + [f"{question.id}__{SUM}__{education.code}" for education in question.educations]


def _unit_codes(cells: pd.Series, units: pd.DataFrame) -> pd.Series:
    """Return unit codes as text. Programs that took them for numbers have lost the zero in front."""

    def code(cell: object) -> str | None:
        if cell is None or cell != cell:
            return None
        text = number_text(cell) if isinstance(cell, float) else str(cell)
        found = re.match(r"(\d{3,5})(?:\.0)?(?!\S)", text)
        if not found:
            return text
        return next((c for c in (found[1], found[1].zfill(4), found[1].zfill(5)) if c in units.index), found[1])

    return cells.map(code)


class _Reader:
    """Reads the columns of one export, and notes on the way what it could not read."""

    def __init__(self, export, codebook, masker, cells, places, decimal):
        self.export, self.codebook, self.masker = export, codebook, masker
        self.cells, self.places = cells, places
        self.unread: dict[str, pd.Series] = {}
        self.ambiguous: dict[str, pd.Series] = {}
        self.relabelled: list[tuple[str, float, str, str]] = []
        self.masked: Counter = Counter()
        self.dropped: Counter = Counter()
        self.unknown: list[str] = []
        self.sums = pd.DataFrame(index=cells.index)
        self._person_columns: list[int] = []
        self._sort_out_the_rest()
        self._decimal = decimal or self._decimal_sign()

    # --- columns that are no question

    def _sort_out_the_rest(self) -> None:
        """Count what is dropped: columns of personal data. The headings of other unknown columns are kept."""
        known = set(self.places.values())
        for place, heading in enumerate(self.export.headings):
            if place in known:
                continue
            filled = self.cells[place].dropna()
            kind = (
                heading_kind(normal(heading).split("_"))
                or heading_kind(normal(self.export.labels.get(place, "")).split("_"))
                or self._kind_of_content(filled)
            )
            if kind is None:
                if heading or len(filled):
                    self.unknown.append(heading or f"(column {place + 1}, no heading)")
                continue
            self.dropped[kind] += len(filled)
            if kind == "name":
                self._person_columns.append(place)

    def _kind_of_content(self, filled: pd.Series) -> str | None:
        """Return the kind of personal data that most cells of a column consist of."""
        texts = [cell for cell in filled.head(200) if isinstance(cell, str)]
        kinds = Counter(kind for text in texts for kind, mark in KINDS.items() if self.masker(text)[0] == mark)
        kind, count = kinds.most_common(1)[0] if kinds else (None, 0)
        return kind if count > len(texts) / 2 else None

    def persons(self) -> list[tuple[str, ...]] | None:
        """Return for each record the names in columns of their own, to find them again in its free texts."""
        if not self._person_columns:
            return None
        names = self.cells[self._person_columns]
        return [tuple(cell for cell in record if isinstance(cell, str)) for record in names.itertuples(index=False)]

    # --- questions

    def question(self, question: Question, persons: list | None) -> dict[str, pd.Series]:
        """Return the columns of one question."""
        columns = {column: self.cells.get(self.places.get(column)) for column in self.codebook.columns(question.id)}
        if question.type == "text":
            return {column: self._texts(cells, persons) for column, cells in columns.items()}
        if question.type in ("number", "fte"):
            if question.type == "fte":
                for column in _sum_columns(question):
                    if column in self.places:
                        self.sums[column] = self._numbers(column, self.cells[self.places[column]], None)
            return {column: self._numbers(column, cells, question.unit) for column, cells in columns.items()}
        if question.type == "multiple":
            return self._ticks(question, columns)
        return {column: self._codes(question, column, cells) for column, cells in columns.items()}

    def _nothing(self) -> pd.Series:
        return pd.Series(np.nan, index=self.cells.index)

    def _texts(self, cells: pd.Series | None, persons: list | None) -> pd.Series:
        if cells is None:
            return pd.Series(None, index=self.cells.index, dtype=object)
        filled = cells.dropna()
        texts = []
        for record, cell in filled.items():
            text = cell if isinstance(cell, str) else number_text(cell)
            masked, counts = self.masker(text, persons[record] if persons else ())
            texts.append(masked)
            self.masked.update(counts)
        return pd.Series(texts, index=filled.index, dtype=object).reindex(cells.index)

    def _mapped(self, column: str, cells: pd.Series, meaning: Callable[[str], float | None]) -> pd.Series:
        """Return what the cells mean; each different cell is looked up once, and failures are noted."""
        numbers, different = pd.factorize(cells)
        # Programs that keep codes as numbers write 1 as 1.0 or 1,0.
        texts = (number_text(c) if isinstance(c, float) else re.sub(r"^(\d+)[.,]0$", r"\1", str(c)) for c in different)
        values = [meaning(text) for text in texts]
        lookup = np.array([np.nan if v is None else v for v in values] + [np.nan])
        result = pd.Series(lookup[numbers], index=cells.index)
        failed = result.isna() & cells.notna()
        if failed.any():
            self._note(self.unread, column, cells[failed])
        return result

    def _note(self, where: dict[str, pd.Series], column: str, cells: pd.Series) -> None:
        where[column] = cells.map(lambda c: number_text(c) if isinstance(c, float) else str(c))

    def _codes(self, question: Question, column: str, cells: pd.Series | None) -> pd.Series:
        if cells is None:
            return self._nothing()
        options = self.codebook.options(question.id)
        by_label = {normal(option.label): option.code for option in options}
        by_code = {str(option.code): option.code for option in options}
        in_file = self.export.value_labels.get(self.places[column])
        if in_file:
            by_code = self._by_file_label(column, in_file, by_label, {o.code: o.label for o in options})
        return self._mapped(column, cells, lambda text: by_code.get(text, by_label.get(normal(text))))

    def _by_file_label(
        self, column: str, in_file: dict[float, str], by_label: dict[str, int], labels: dict[int, str]
    ) -> dict[str, int]:
        """Return the codebook's code for each code of the file: the label decides, for it was answered."""
        meanings = {code: by_label.get(normal(label)) for code, label in in_file.items()}
        claimed = {code for code in meanings.values() if code is not None}
        for code, meaning in meanings.items():
            if meaning is None and code in labels and code not in claimed:
                meanings[code] = int(code)
                self.relabelled.append((column, code, in_file[code], labels[int(code)]))
        unlabelled = {code for code in labels if code not in meanings and code not in claimed}
        found = meanings | {code: code for code in unlabelled}
        return {
            text: meaning
            for code, meaning in found.items()
            if meaning is not None
            for text in (number_text(code) if isinstance(code, int | float) else str(code),)
        }

    def _ticks(self, question: Question, columns: dict[str, pd.Series | None]) -> dict[str, pd.Series]:
        labels = {f"{question.id}__{o.code}": normal(o.label) for o in self.codebook.options(question.id)}
        # «Nei» may be the label of an option, ticked, or say that the box is empty: in a battery that says «Ja»
        # anywhere, or where a code has it for its label, it says that the box is empty.
        says_yes = any(
            isinstance(text, str) and text.casefold() in _TICKED - {"1"}
            for cells in columns.values()
            if cells is not None
            for text in cells.unique()
        )
        ticks = {}
        for column, cells in columns.items():
            if cells is None:
                ticks[column] = self._nothing()
                continue
            in_file = self.export.value_labels.get(self.places[column], {})
            words = {number_text(code): label for code, label in in_file.items() if isinstance(code, int | float)}

            def tick(text: str, words=words, label=labels[column]) -> float | None:
                word = words.get(text, text).casefold()
                if text in ("0", "1") and word not in (_TICKED if text == "0" else _NOT_TICKED):
                    return float(text)
                if word in _TICKED:
                    return 1.0
                if normal(word) == label and not (word in _NOT_TICKED and (says_yes or text in words)):
                    return 1.0
                return 0.0 if word in _NOT_TICKED else None

            ticks[column] = self._mapped(column, cells, tick)
        battery = pd.DataFrame(ticks)
        some = battery.eq(1).any(axis=1)  # a tool that leaves out the empty boxes means 0 by them
        there = [column for column, cells in columns.items() if cells is not None]
        battery.loc[some, there] = battery.loc[some, there].fillna(0)
        return {column: battery[column] for column in battery}

    # --- numbers

    def _decimal_sign(self) -> str | None:
        """Return the decimal sign of the file's numbers, where one of them can be read in one way only."""
        signs: Counter = Counter()
        for column, place in self.places.items():
            cells = self.cells[place]
            if column in ("unit", "status") or not self._is_number(column):
                continue
            if pd.api.types.is_numeric_dtype(cells):
                continue
            for text in {c for c in cells.unique() if isinstance(c, str) and ("," in c or "." in c)}:
                bare = _BLANKS.sub("", text)
                if bare.count(",") + bare.count(".") == 1 and not _THREE.fullmatch(bare):
                    signs["," if "," in bare else "."] += 1
        return signs.most_common(1)[0][0] if signs else None

    def _is_number(self, column: str) -> bool:
        return self.codebook.question(column.split("__")[0]).type in ("number", "fte")

    def _numbers(self, column: str, cells: pd.Series | None, unit: str | None) -> pd.Series:
        if cells is None:
            return self._nothing()
        if pd.api.types.is_numeric_dtype(cells):
            return cells.astype(float)
        unclear: set[str] = set()
        result = self._mapped(column, cells, lambda text: self._number(text, unit, unclear))
        if unclear:
            self._note(self.ambiguous, column, cells[cells.isin(unclear)])
        return result

    def _number(self, text: str, unit: str | None, unclear: set[str]) -> float | None:
        """Return the number that a text is: «12,5», «1 250», «1.250,5», «50 %» of a percentage."""
        bare = _BLANKS.sub("", text).replace("−", "-")
        if _THREE.fullmatch(bare) and not (self._decimal and self._decimal in bare):
            unclear.add(text)
        if unit == "prosent":
            bare = bare.removesuffix("%").removesuffix("prosent")
        last = max(bare.rfind(","), bare.rfind("."))
        if last >= 0:
            sign, before, after = bare[last], bare[:last], bare[last + 1 :]
            groups = re.fullmatch(r"[+-]?\d{1,3}(?:[.,]\d{3})*", before) is not None
            thousands = {c for c in before if c in ",."}
            if sign in thousands or (_THREE.fullmatch(bare) and sign != (self._decimal or ",")):
                if not groups or len(after) != 3 or len(thousands) > 1:
                    return None
                bare = re.sub(r"[.,]", "", bare)  # 1.250.000, or 1.250 where the comma is for decimals
            elif not thousands or groups:
                bare = f"{re.sub(r'[.,]', '', before)}.{after}"
        if not _PLAIN.fullmatch(bare):
            return None
        value = float(bare)
        return value if np.isfinite(value) else None

    # --- the whole record

    def fill_only_education(self, frame: pd.DataFrame) -> None:
        """Put FTE of which only the education is known under the service that the codebook names."""
        for question in self.codebook.questions:
            rule = question.only_education
            if rule is None:
                continue
            grid = frame[self.codebook.columns(question.id)].fillna(0).eq(0).all(axis=1)
            rows = frame[rule.question].isin(rule.options) & grid
            for education in question.educations:
                given = f"{question.id}__{SUM}__{education.code}"
                if given in self.sums:
                    column = f"{question.id}__{rule.service}__{education.code}"
                    frame.loc[rows, column] = self.sums.loc[rows, given]

    def drop_empty_batteries(self, frame: pd.DataFrame) -> None:
        """Take a battery of zeros that the unit was not asked as not answered; some tools write it out."""
        for question in self.codebook.questions:
            if question.type == "multiple" and question.gate:
                columns = self.codebook.columns(question.id)
                empty = ~frame[columns].eq(1).any(axis=1)
                frame.loc[empty & ~_asked(frame, self.codebook, question), columns] = np.nan

    def status(self, frame: pd.DataFrame) -> pd.Series:
        """Return each record's status: as the export says, or by what it answered."""
        given = self.cells.get(self.places.get("status"))
        in_file = self.export.value_labels.get(self.places.get("status"), {})
        words = {number_text(code): label for code, label in in_file.items() if isinstance(code, int | float)}
        derived = self._derived_status(frame)
        if given is None:
            return derived
        texts = given.map(lambda c: number_text(c) if isinstance(c, float) else str(c), na_action="ignore")
        known = texts.map(lambda text: _STATUS_OF.get(normal(words.get(text, text))), na_action="ignore")
        failed = texts.notna() & known.isna()
        if failed.any():
            self._note(self.unread, "status", texts[failed])
        return known.where(texts.notna(), derived)

    def _derived_status(self, frame: pd.DataFrame) -> pd.Series:
        """Return ikke_deltatt where nothing is answered, and delvis where nothing but FTE is."""
        fte = {q.id for q in self.codebook.questions if q.type == "fte"}
        gates = {q.gate.question for q in self.codebook.questions if q.id in fte and q.gate}
        of_fte = [c for q in sorted(fte | gates) for c in self.codebook.columns(q)]
        any_fte = frame[of_fte].notna().any(axis=1) if of_fte else pd.Series(False, index=frame.index)
        others = [c for q in self._ids() if q not in fte | gates for c in self.codebook.columns(q)]
        any_other = frame[others].notna().any(axis=1)
        status = np.select([any_other, any_fte], STATUSES[:2], STATUSES[2])
        return pd.Series(status, index=frame.index, dtype=object)

    def _ids(self) -> Iterator[str]:
        return (question.id for question in self.codebook.questions)
