"""Rules for which units there are, and for what stands in a single cell."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from is248.data.changes import successors
from is248.data.problems import Problem, Rules
from is248.data.responses import number_text, number_texts
from is248.intake.answers import Answers
from is248.intake.cells import STATUSES
from is248.intake.headings import CUT
from is248.intake.labels import box_says
from is248.intake.numbers import STAND_INS, WHOLE
from is248.wording import join
from is248.wording.signs import lost, named

RULES = Rules()

HIGHEST_RATE = {"adults": 200, "children": 500, None: 500}  # FTE per 10 000 inhabitants of the target group
# (appendix of base data 2024: at most 152 for adults and 422 for children)
LARGEST = 1_000_000  # no unit has as many persons, FTE or anything else but kroner
LARGEST_AMOUNT = 10_000_000_000  # kroner: more than all of the country's grants
EXCEL_DAY_0 = pd.Timestamp(1899, 12, 30)
MOVED = 0.02  # how near a number is to ten, a hundred or a thousand times last year's
_LONG = 60  # letters of a text that may have been cut
_HINTS = 3  # units with another code now that are named
_NONE = pd.Series(dtype=object)


# --- which units


@RULES.rule("error", "Units that the units file does not have", "Correct the code in the export, or leave the row out.")
def unknown_unit(answers: Answers) -> Iterator[Problem]:
    """Every record has the code of a unit."""
    code, year = answers.frame["unit"], answers.codebook.year
    unknown = code[~code.isin(answers.units.index)].map(lambda given: given if isinstance(given, str) else "")
    became = {given: successors(given, year) for given in dict.fromkeys(unknown)}
    hints = [f"{given} is now {join(codes, 'and')}" for given, codes in became.items() if codes]
    expected = "; ".join([f"a code of data/reference/units-{year}.csv", *hints[:_HINTS]])
    yield from answers.problems("unit", unknown, expected + (" …" if len(hints) > _HINTS else ""))


@RULES.rule("error", "Units that stand twice", "Find out which answer counts, and leave the other out of the export.")
def repeated_unit(answers: Answers) -> Iterator[Problem]:
    """No unit has two records."""
    code = answers.frame["unit"]
    first = dict(zip(code[::-1], answers.rows[::-1], strict=True))
    expected = code.map(lambda unit: f"each unit once; it stands in row {first[unit]} too", na_action="ignore")
    yield from answers.problems("unit", code[code.duplicated() & code.isin(answers.units.index)], expected)


@RULES.rule(
    "warning",
    "Units without a row",
    "If the unit did not answer, decide so: it counts as not taking part. If it did, add its row.",
    needs="export",
)
def missing_unit(answers: Answers) -> Iterator[Problem]:
    """Every unit has a record."""
    for code in answers.units.index.difference(answers.frame["unit"].dropna(), sort=False):
        yield answers.problem(code, "unit", "missing", "a row for every unit")


@RULES.rule("error", "Two columns for one question", "Leave one of the columns out of the export.", needs="export")
def repeated_column(answers: Answers) -> Iterator[Problem]:
    """No two columns hold the answers to the same question."""
    for heading, why in answers.repeated:
        yield answers.problem(None, heading, "one more column", f"each question once; {why}")


# --- what stands in a cell


@RULES.rule(
    "error",
    "Answers that are none of the options",
    "Correct the answer in the export, or add the option to the codebook.",
)
def value_outside_options(answers: Answers) -> Iterator[Problem]:
    """A closed question is answered with one of its options, by code or label."""
    yield from answers.problems("status", answers.unread.get("status", _NONE), f"one of {', '.join(STATUSES)}")
    for question, column, _ in answers.over("single", "scale", "multiple"):
        expected = "1 or 0 (Ja or Nei, a tick or nothing)"
        if question.type != "multiple":
            options = answers.codebook.options(question.id)
            expected = "one of " + ", ".join(f"{option.code} «{option.label}»" for option in options)
        yield from answers.problems(column, answers.unread.get(column, _NONE), expected)


@RULES.rule(
    "error",
    "Text where a number belongs",
    "Write the number alone in the export, or empty the cell; a remark belongs in a comment column.",
)
def text_for_number(answers: Answers) -> Iterator[Problem]:
    """A number is a number. A date here often is Excel's reading of 1.5."""
    for question, column, _ in answers.over("number", "fte", sums=True):
        expected = f"a number of {question.unit or 'something'}, such as 12,5"
        yield from answers.problems(column, answers.unread.get(column, _NONE), expected)


@RULES.rule("error", "Negative numbers", "Correct the number in the export.")
def negative_number(answers: Answers) -> Iterator[Problem]:
    """No number is below 0."""
    for _, column, values in answers.over("number", "fte", sums=True):
        yield from answers.problems(column, values[values < 0], "0 or more")


@RULES.rule("error", "Numbers that can't be", "Correct the number in the export; a sign or a digit is probably wrong.")
def impossible_number(answers: Answers) -> Iterator[Problem]:
    """No unit has more persons or FTE than inhabitants, over 100 percent, or over a million of anything.

    Of kroner there may be ten thousand times as many.
    """
    persons = answers.frame["unit"].map(_persons(answers)).astype(float)
    bounds = {"prosent": 100.0, "kroner": float(LARGEST_AMOUNT)}
    for question, column, values in answers.over("number", "fte"):
        most = pd.Series(bounds.get(question.unit, float(LARGEST)), index=values.index)
        if question.unit in ("personer", "årsverk"):
            most = most.clip(upper=persons.fillna(LARGEST))
        because = np.where(most == persons, ", the unit's inhabitants", "")
        expected = ("at most " + number_texts(most) + f" {question.unit or ''}").str.strip() + because
        yield from answers.problems(column, values[values > most], expected)


@RULES.rule(
    "warning",
    "Unlikely numbers of FTE",
    "Compare with the unit's comments, or ask the unit. Decide that it stands, or correct the export.",
)
def unlikely_fte(answers: Answers) -> Iterator[Problem]:
    """FTE per 10 000 inhabitants of the target group are not far above what any unit has had."""
    inhabitants = answers.units.rename(columns={"inhabitants_adults": "adults", "inhabitants_under_18": "children"})
    for question in answers.codebook.of_type("number", "fte"):
        if question.unit != "årsverk":
            continue
        group = inhabitants[[question.target] if question.target else ["adults", "children"]].sum(axis=1)
        bound = HIGHEST_RATE[question.target]
        most = bound * answers.frame["unit"].map(group.where(group > 0)).astype(float) / 10_000
        fte = answers.total(question).fillna(0)
        high = answers.shown(question, fte.index[fte > most.clip(lower=1)])
        expected = most.map(lambda n, bound=bound: f"at most {n:.1f} FTE, which is {bound} per 10 000 inhabitants")
        yield from answers.problems(question.id, high, expected)


@RULES.rule(
    "warning",
    "Numbers that can be read in two ways",
    "See in the form which it is, and decide; if the import took the wrong one, write it without the sign.",
    needs="export",
)
def decimals_or_thousands(answers: Answers) -> Iterator[Problem]:
    """1.250 is one and a quarter or twelve hundred and fifty, and 1E+05 may have lost digits."""
    for column, texts in answers.ambiguous.items():
        read_as = number_texts(answers.values(column))
        yield from answers.problems(column, texts, "a number with one meaning; it was read as " + read_as)


@RULES.rule(
    "warning",
    "Persons and kroner with decimals",
    "See in the form which it is. If a point for thousands was read as decimals, write the number without it.",
)
def thousands_lost(answers: Answers) -> Iterator[Problem]:
    """Persons and kroner have no decimals: 1.25 may be 1250, or millions, and 3.1416 is no number of persons."""
    persons = answers.frame["unit"].map(_persons(answers)).astype(float)
    for question, column, values in answers.over("number"):
        if question.unit in WHOLE:
            thousandfold = (values * 1000).round(6)
            may_be = (thousandfold % 1 == 0) & ((thousandfold <= persons) | (question.unit == "kroner"))
            such_as = (", such as " + number_texts(thousandfold)).where(may_be, "")
            yield from answers.problems(column, values[values % 1 > 0], f"a whole number of {question.unit}" + such_as)


@RULES.rule(
    "error",
    "Shares where percent are asked for",
    "Multiply by 100 in the export if 0,25 means 25 %; if it means a quarter of a percent, write «0,25 %».",
    needs="export",
)
def shares_for_percent(answers: Answers) -> Iterator[Problem]:
    """Percent are not all between 0 and 1, as shares are."""
    for column, values, low in _below_one_percent(answers):
        if (low < 1).sum() > 1 and values.max() <= 1:
            yield from answers.problems(column, low, "a number of percent, such as 25 for a quarter")


@RULES.rule(
    "warning",
    "Less than one percent",
    "See in the form whether 0,25 means 25 %. If so, correct the export; if not, decide that it stands.",
    needs="export",
)
def below_one_percent(answers: Answers) -> Iterator[Problem]:
    """No number of percent is between 0 and 1, nor are all 0 or 1: they may be shares. «0,25 %» is none."""
    for column, values, low in _below_one_percent(answers):
        if (low < 1).sum() < 2 or values.max() > 1:
            yield from answers.problems(column, low, "a number of percent, such as 25 for a quarter")


def _below_one_percent(answers: Answers) -> Iterator[tuple[str, pd.Series, pd.Series]]:
    """Yield the columns of percent, their numbers, and those below 1 without a sign; 1 too where none is higher."""
    for question, column, values in answers.over("number"):
        if question.unit == "prosent" and column in answers.given:
            signed = answers.given[column].map(lambda cell: str(cell).rstrip()[-1:].isdigit(), na_action="ignore")
            all_low = values.max() == 1 and signed.dropna().all()
            low = values.gt(0) & (values.lt(1) | all_low) & signed.eq(True)
            yield column, values.dropna(), values[low]


def _persons(answers: Answers) -> pd.Series:
    """Return the inhabitants by unit; missing for Oslo's agencies."""
    inhabitants = answers.units[["inhabitants_under_18", "inhabitants_adults"]].sum(axis=1)
    return inhabitants.where(inhabitants > 0)


@RULES.rule(
    "warning",
    "Numbers that may stand for something else",
    "See in the form whether it is a number. If it stands for no answer or for a date, empty the cell.",
)
def stand_in(answers: Answers) -> Iterator[Problem]:
    """A number is no code for a missing answer (99, 999), nor a date as Excel counts days, of last year or the next."""
    year = answers.codebook.year
    days = [(pd.Timestamp(year + more, 1, 1) - EXCEL_DAY_0).days for more in (-1, 2)]
    for question, column, values in answers.over("number", "fte", sums=True):
        date = values.between(*days) & (question.unit != "kroner")
        yield from answers.problems(
            column,
            values[values.isin(STAND_INS) | date],
            "a number; 99, 999 and the like often stand for no answer, and "
            f"{days[0]} to {days[1]} are the days of {year - 1} to {year + 1} as Excel counts them",
        )


@RULES.rule(
    "warning",
    "Texts that are ticks",
    "If the column is an option's box, name it so in the export. If units wrote this, decide that it stands.",
)
def ticks_for_texts(answers: Answers) -> Iterator[Problem]:
    """No open question has nothing but 0 and 1, or Ja and Nei."""
    for _, column, texts in answers.over("text"):
        given = texts.dropna()
        if len(given) > 2 and given.map(box_says).notna().all():
            shown = join(list(dict.fromkeys(given))[:_HINTS], "and")
            yield answers.problem(None, column, f"{shown} in {len(given)} cells", "texts; an option's box has ticks")


@RULES.rule(
    "warning",
    "Decimal comma lost",
    "Ask the unit. If the comma was lost, correct the export; if the number is right, decide that it stands.",
    needs="last_answers",
)
def decimal_comma_lost(answers: Answers) -> Iterator[Problem]:
    """A whole number is not ten, a hundred or a thousand times last year's number."""
    for _, column, now in answers.over("number", "fte"):
        before = answers.before(column)
        yield from answers.problems(column, now[moved(now, before)], "about " + number_texts(before) + ", as last year")


def moved(now: pd.Series, before: pd.Series) -> pd.Series:
    """Return which numbers are last year's without its decimal comma."""
    near = [(now / factor - before).abs() <= MOVED * before for factor in (10, 100, 1000)]
    return (near[0] | near[1] | near[2]) & (before > 0) & (now % 1 == 0)


@RULES.rule(
    "warning",
    "Texts that may have been cut",
    "See in the form whether the text goes on. If not, decide so; if it does, export it whole.",
    needs="export",
)
def cut_text(answers: Answers) -> Iterator[Problem]:
    """No text ends where programs cut, in the middle of a sentence, and is the longest of its question."""
    for _, column, _ in answers.over("text"):
        texts = answers.given.get(column, _NONE).dropna().astype(str)
        letters, most = texts.str.len(), texts.str.len().max()
        lengths = {most, *texts[letters == most].map(lambda text: len(text.encode()))}
        if most >= _LONG and lengths & CUT:
            cut = letters[(letters == most) & ~texts.str.contains(r"[.!?…)»\"]\s*$")]
            yield from answers.problems(column, cut.map("{} letters".format), "the whole text; programs cut there")


@RULES.rule(
    "warning",
    "Signs that the PDF can't show",
    "Decide that it stands: the PDF shows □, the pages and files the sign. Or write in the export what it means.",
)
def sign_without_typeface(answers: Answers) -> Iterator[Problem]:
    """The book's typefaces have every sign of a free text."""
    for _, column, texts in answers.over("text"):
        found = texts.dropna().map(lost)
        told = found[found.str.len() > 0].map(lambda signs: " ".join(map(named, signs)))
        yield from answers.problems(column, told, "letters and signs that the book's typefaces have")


@RULES.rule(
    "warning",
    "Options that the export names otherwise",
    "If both names mean the same, decide so. If not, correct the export's codes or the codebook's.",
    needs="export",
)
def other_label(answers: Answers) -> Iterator[Problem]:
    """The export's value labels are the codebook's."""
    for column, code, in_file, label in answers.relabelled:
        number = number_text(code)
        yield answers.problem(None, column, f"{number} «{in_file}»", f"{number} «{label}», as in the codebook")
