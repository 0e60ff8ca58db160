"""SPSS files: variables, labels, missing values, and their letters as bytes until it is known what they are."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from is248.intake.letters import decoded
from is248.project import ProjectError

ADVICE = "Save it in SPSS with Unicode on (Edit, Options, Language), or export it as CSV UTF-8."
_USUAL = {"UTF-8", "WINDOWS-1252", "ISO-8859-1", "ISO-8859-15", "US-ASCII", "CP1252", None}
_BETWEEN = "\x1e\n"  # stands in no text
_CUT = re.compile("[\xc2-\xdf\xe0-\xef\xf0-\xf4]$|[\xe0-\xef\xf0-\xf4][\x80-\xbf]$|[\xf0-\xf4][\x80-\xbf]{2}$")
_EPOCH = datetime.datetime(1582, 10, 14)
_DATES = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "MOYR", "QYR", "WKYR", "DATETIME", "YMDHMS")
_TIMES = ("TIME", "DTIME", "MTIME", "WKDAY", "MONTH")

Ranges = list[tuple[float | str, float | str]]  # lowest and highest of each range of missing values


@dataclass(frozen=True)
class Variables:
    """What an SPSS file has, by variable: numbers as float, texts, dates as text; nothing interpreted."""

    names: list[str]
    cells: dict[int, pd.Series]
    labels: dict[int, str] = field(default_factory=dict)
    value_labels: dict[int, dict[float | str, str]] = field(default_factory=dict)
    missing: dict[int, Ranges] = field(default_factory=dict)  # values that the file declares to be no answer


def read_spss(path: Path) -> Variables:
    """Read an SPSS file; ProjectError if it is damaged, or its letters can't be told."""
    import pyreadstat  # only here: it takes a while to load, and most work needs no SPSS file

    errors = (
        pyreadstat.ReadstatError,
        pyreadstat.PyreadstatError,
        UnicodeError,
        ValueError,
        OverflowError,
        MemoryError,
    )
    options = {"user_missing": True, "disable_datetime_conversion": True}
    try:
        frame, meta = pyreadstat.read_sav(path, encoding="ISO-8859-1", **options)  # every byte as a letter
    except errors as error:
        raise ProjectError(
            f"{path.name} is damaged or was cut off: SPSS's format breaks off in it. Export it again."
        ) from error
    try:
        texts = _texts(frame, meta, path.name)
    except ProjectError:
        try:
            frame, meta = pyreadstat.read_sav(path, **options)
        except errors:
            meta.file_encoding = None
        if meta.file_encoding in _USUAL:
            raise
        texts = None  # a code page that the file names and that is none of the usual ones: the file has to be believed
    return _variables(frame, meta, (lambda text: text) if texts is None else texts.__getitem__)


def _texts(frame: pd.DataFrame, meta: object, file: str) -> dict[str, str]:
    """Return what each text of the file is, whose letters are bytes so far."""
    given = set(frame) | {label for label in meta.column_labels if label}
    given |= {cell for name in frame for cell in frame[name] if isinstance(cell, str)}
    given |= {
        text
        for labels in meta.variable_value_labels.values()
        for pair in labels.items()
        for text in pair
        if isinstance(text, str)
    }
    given |= {
        end
        for ranges in meta.missing_ranges.values()
        for pair in ranges
        for end in pair.values()
        if isinstance(end, str)
    }
    different = sorted(given)
    foreign = [text.encode("latin-1", errors="replace") for text in different if not text.isascii()]
    unicode = sum(map(_is_utf8, foreign)) * 2 >= len(foreign)
    # A letter of two bytes may be cut by the end of its field.
    whole = [_CUT.sub("", text.rstrip()) if unicode else text for text in different]
    text = decoded(_BETWEEN.join(whole).encode("latin-1", errors="replace"), file, ADVICE)
    return dict(zip(different, text.split(_BETWEEN), strict=True))


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _variables(frame: pd.DataFrame, meta: object, text: Callable[[str], str]) -> Variables:
    names = list(frame.columns)
    formats = [re.sub(r"[\d.]+$", "", meta.original_variable_types.get(name) or "") for name in names]
    cells = {n: _cells(frame[name], formats[n], text) for n, name in enumerate(names)}

    def known(value: object) -> object:
        return text(value) if isinstance(value, str) else float(value)

    value_labels = {
        names.index(name): {known(code): text(str(label)) for code, label in labels.items()}
        for name, labels in meta.variable_value_labels.items()
        if name in names
    }
    missing = {
        names.index(name): [(known(pair["lo"]), known(pair["hi"])) for pair in ranges]
        for name, ranges in meta.missing_ranges.items()
        if name in names
    }
    labels = {n: text(label) for n, label in enumerate(meta.column_labels or ()) if label}
    return Variables([text(name) for name in names], cells, labels, value_labels, missing)


def _cells(column: pd.Series, kind: str, text: Callable[[str], str]) -> pd.Series:
    if not pd.api.types.is_numeric_dtype(column):
        plain = [text(c) if isinstance(c, str) else None if pd.isna(c) else float(c) for c in column]
        return pd.Series(plain, dtype=object)
    column = column.astype(float)
    if kind in _DATES + _TIMES:
        return pd.Series([None if np.isnan(cell) else _moment(cell, kind) for cell in column], dtype=object)
    return column


def _moment(seconds: float, kind: str) -> str:
    """Return a date as dd.mm.yyyy; a time, or a date that no calendar has, as its seconds."""
    if kind in _DATES:
        try:
            return f"{_EPOCH + datetime.timedelta(seconds=seconds):%d.%m.%Y}"
        except (OverflowError, ValueError):
            pass
    return f"{seconds:g} s ({kind})"
