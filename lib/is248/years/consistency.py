"""What tables would say against each other: found in the answers and the earlier years before a book is printed.

Most of what has to fit does so by construction: groups add up to the whole country, the units without an answer are
the others, FTE by service are as many as by education. The tests show that for any answers. Here is what only the
data decide. Everything found is for a person to look at; nothing here stops a build.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pandas as pd

from is248 import files
from is248.analysis.counts import counted
from is248.analysis.users import method_a, method_b
from is248.data.groupings import TOTAL
from is248.data.history import FILE as HISTORY
from is248.data.problems import Problem, Rules
from is248.data.responses import number_text, read_responses, responses_before, responses_folder
from is248.intake import review
from is248.intake.rules.together import TOLERANCE
from is248.project import root
from is248.survey import Survey

RULES = Rules()  # each is called with a `Survey` that has responses

COUNTED = ("single", "scale", "multiple")
FEWEST = 20  # units: fewer can have the same counts by chance
PARTS_OF_FTE = {  # FTE that are also counted in a question on all FTE
    "erfaringskonsulenter_voksne_arsverk": "arsverk_voksne",
    "erfaringskonsulenter_barn_arsverk": "arsverk_barn",
}
USERS = {"voksne": "antall_brukere_voksne", "barn": "antall_brukere_barn"}


def inconsistencies(survey: Survey) -> list[Problem]:
    """Return what doesn't fit between two questions, two tables or two years of an edition.

    Each problem names file, question or unit, year, and what was expected; `rule` is the name of the check. Raises
    ProjectError if the edition has no responses.
    """
    return RULES.problems(survey)


def still_open(survey: Survey) -> tuple[list[Problem], int, Path]:
    """Return what `inconsistencies` finds and nobody has decided on; how many are decided; and the file with the rest.

    The file, in build/<year>/, has them as lines of decisions.csv.
    """
    found, year = inconsistencies(survey), survey.edition.year
    left = review.undecided(found, review.load_decisions(responses_folder(year)))
    lines = files.write(Path("build") / str(year) / review.OPEN_BETWEEN, review.open_lines(left))
    return left, len(found) - len(left), lines


def _now(survey: Survey, column: str, value: str, expected: str, unit: str = "", action: str = "") -> Problem:
    """Return a problem of a question, or of a unit's answer to it, in the edition's own responses."""
    named = f"{unit} {survey.units['name'][unit]}" if unit else ""
    return Problem(str(survey.responses.file), None, named, column, value, expected, action=action)


def _of_year(question: str, year: int, value: str, expected: str) -> Problem:
    action = f"Correct {HISTORY} from the edition of {year}, or say in the chapter that the years can't be compared."
    return Problem(HISTORY, None, "", question, f"{value} in {year}", expected, action=action)


def counts(survey: Survey, question: str, year: int) -> pd.Series:
    """Return the count of every option, by label, and of all that answered; missing where it isn't known."""
    found = counted(survey, question, year)
    return pd.concat([found.n.loc[TOTAL].rename(survey.responses.options(question)), found.base[[TOTAL]]])


def _shown(found: pd.Series) -> str:
    return ", ".join("–" if pd.isna(n) else number_text(n) for n in found)


def _rounded(value: float) -> str:
    return number_text(round(float(value), 1))


# --- one table against another


@RULES.rule("warning", action="Ask the unit which number is right.")
def parts_within_wholes(survey: Survey) -> Iterator[Problem]:
    """No unit has more FTE of one kind than FTE."""
    for part, whole in PARTS_OF_FTE.items():
        some, everything = survey.responses.numbers(part), survey.responses.fte_by_unit(whole)
        for unit in some.index[some > everything + TOLERANCE]:
            expected = f"at most {_rounded(everything[unit])}, the unit's {whole}"
            yield _now(survey, part, _rounded(some[unit]), expected, unit)


@RULES.rule("warning", action="Don't set the two numbers against each other: other units are behind each.")
def decisions_within_users(survey: Survey) -> Iterator[Problem]:
    """In no group are users with a decision more than users with and without one; other units are behind each."""
    asked = {question.id for question in survey.responses.codebook.of_type("number")}
    for target, question in USERS.items():
        if question not in asked:
            continue
        for method, form in {"method A": method_a, "method B": method_b}.items():
            some, everyone = (form(survey, target, includes) for includes in ("med_vedtak", "alle"))
            columns = [column for column in some.columns if column.kind in ("mean", "median", "estimate")]
            for row, column in product(some.values.index, columns):
                part, whole = (table.values.at[row, column.key] for table in (some, everyone))
                if part > whole:
                    value = f"{_rounded(part)} with decision ({method}, {column.kind}, {row})"
                    yield _now(survey, question, value, f"at most {_rounded(whole)}, all users")


@RULES.rule("warning")
def own_fte_or_none(survey: Survey) -> Iterator[Problem]:
    """A unit without FTE has said that it has none of its own; one with FTE has answered whether it has."""
    for question in survey.responses.codebook.of_type("fte"):
        if question.gate is None:
            continue
        gate, fte = question.gate.question, survey.complete_fte(question.id).by_unit
        answered, has = survey.responses.answered(gate), survey.responses.asked(question.id)
        for unit in fte.index[(fte == 0) & ~(answered & ~has)]:
            value = "0" if answered[unit] else f"0 ({gate} not answered)"
            expected = f"FTE, or the answer to {gate} that there are none"
            action = "Ask the unit: 0 may be an answer that is missing. It is counted as 0."
            yield _now(survey, question.id, value, expected, unit, action)
        for unit in fte.index[(fte > 0) & ~answered & survey.responses.took_part]:
            expected = f"an answer: the unit has {_rounded(fte[unit])} {question.id}"
            action = "The gate's table has fewer units than the table of FTE; say so, or ask the unit."
            yield _now(survey, gate, "not answered", expected, unit, action)


@RULES.rule(
    "warning", action="Don't write that the partly answered have FTE only: other tables have their answers too."
)
def partly_answered(survey: Survey) -> Iterator[Problem]:
    """A unit that is registered as partly answered has answered about FTE only."""
    sections = {question.section for question in survey.responses.codebook.of_type("fte")}
    others = [q for q in survey.responses.codebook.questions if q.section not in sections and q.unit != "årsverk"]
    answers = pd.DataFrame({q.id: survey.responses.answered(q.id) for q in others if q.type != "fte"})
    for unit, given in answers[survey.responses.frame["status"] == "delvis"].iterrows():
        if given.any():
            expected = f"answers about FTE only; there are answers to {', '.join(given.index[given])}"
            yield _now(survey, "status", "delvis", expected, unit)


# --- earlier years, as they stand in the history


@RULES.rule("warning")
def earlier_years_add_up(survey: Survey) -> Iterator[Problem]:
    """In an earlier year the options add up to those that answered, and the groups to the country."""
    for question in survey.responses.codebook.of_type("single", "scale"):
        for year in _earlier(survey, question.id):
            found = counts(survey, question.id, year)
            options, base = found.iloc[:-1], found.iloc[-1]
            if options.isna().any():
                continue
            if options.sum() != base:
                value = f"{_shown(options)} of {number_text(base)}"
                yield _of_year(question.id, year, value, f"options that add up to {number_text(base)}")
            yield from _groups_add_up(survey, question.id, year, options.sum())


def _groups_add_up(survey: Survey, question: str, year: int, country: float) -> Iterator[Problem]:
    """Yield the groupings of a year that the history has whole, and that don't add up to the country."""
    try:
        of_group = survey.history.cells(question, year).sum(axis=1)
    except ValueError:  # the history has no groups for it
        return
    for grouping, rows in survey.names.groupby("grouping", sort=False):
        groups = rows["group"].to_list()
        if set(groups) <= set(of_group.index) and of_group[groups].sum() != country:
            value = f"{number_text(of_group[groups].sum())} in all groups of {grouping}"
            yield _of_year(question, year, value, f"{number_text(country)}, as in the country")


@RULES.rule("warning")
def earlier_follow_ups_within_gates(survey: Survey) -> Iterator[Problem]:
    """In an earlier year no follow-up has more answers than its gate let through."""
    for question in survey.responses.codebook.of_type(*COUNTED):
        gate = question.gate
        if gate is None:
            continue
        labels = survey.responses.options(gate.question)
        for year in sorted(set(_earlier(survey, question.id)) & set(_earlier(survey, gate.question))):
            through = counts(survey, gate.question, year)[[labels[code] for code in gate.options]].sum(skipna=False)
            answers = counts(survey, question.id, year).iloc[-1]
            if answers > through:
                expected = f"at most {number_text(through)}, as many as {gate.question} let through"
                yield _of_year(question.id, year, f"{number_text(answers)} answers", expected)


@RULES.rule("warning")
def earlier_units_agree(survey: Survey) -> Iterator[Problem]:
    """In an earlier year every question put to all has the same number of units, with and without an answer."""
    rows = survey.history.rows
    to_all = {question.id for question in survey.responses.codebook.of_type(*COUNTED) if question.gate is None}
    rows = rows[(rows["option"] == "") & (rows["group"] == "") & rows["base"].notna() & rows["question"].isin(to_all)]
    for year, found in rows.groupby("year"):
        usual = found["base"].mode().iloc[-1]
        for row in found[found["base"] != usual].itertuples():
            value = f"{number_text(row.base)} units with and without an answer"
            yield _of_year(row.question, int(year), value, f"{number_text(usual)}, as for other questions")


def _earlier(survey: Survey, question: str) -> list[int]:
    """Return the earlier years of which the counts of the options are known, each by itself."""
    rows = survey.history.rows
    rows = rows[(rows["question"] == question) & (rows["group"] == "") & rows["count"].notna()]
    return sorted({int(year) for year in rows.loc[rows["option"].str.isdigit(), "year"]})


# --- numbers that stand twice


@RULES.rule("warning", action="See whether a column of last year's was pasted.")
def repeated_from_last_year(survey: Survey) -> Iterator[Problem]:
    """No question has, option by option, the counts of the year before."""
    this = survey.edition.year
    for question in survey.responses.codebook.of_type(*COUNTED):
        for last in _earlier(survey, question.id)[-1:]:
            now, before = (counts(survey, question.id, year) for year in (this, last))
            if _informative(now) and now.equals(before):
                yield _now(survey, question.id, f"{_shown(now)} in {this}", f"other counts than in {last}")


@RULES.rule("warning", action="See whether one column was pasted; if both are right, nothing needs to be done.")
def repeated_between_questions(survey: Survey) -> Iterator[Problem]:
    """No two questions have the same counts, option by option, in one year."""
    seen = defaultdict(list)
    for question in survey.responses.codebook.of_type(*COUNTED):
        for year in [*_earlier(survey, question.id), survey.edition.year]:
            found = counts(survey, question.id, year)
            if _informative(found):
                seen[year, *found].append(question.id)
    for (year, *found), questions in seen.items():
        file = str(survey.responses.file) if year == survey.edition.year else HISTORY
        for other in questions[1:]:
            value = f"{_shown(pd.Series(found))} in {year}"
            yield Problem(file, None, "", other, value, f"other counts than {questions[0]}")


@RULES.rule("warning", action="See whether last year's file was imported.")
def repeated_answers(survey: Survey) -> Iterator[Problem]:
    """No question has, unit by unit, the answers of last year's file."""
    file = responses_before(responses_folder(survey.edition.year))
    if not (root() / file).is_file():
        return
    last = read_responses(file).reindex(survey.responses.frame.index)
    for question in survey.responses.codebook.questions:
        columns = survey.responses.codebook.columns(question.id)
        if not set(columns) <= set(last):
            continue
        now = survey.responses.frame[columns]
        answers = now.notna().any(axis=1).sum()
        if answers >= FEWEST and now.equals(last[columns]):
            value = f"{answers} answers in {survey.edition.year}"
            yield _now(survey, question.id, value, f"answers of this year; all are those of {file}")


@RULES.rule("warning", action=f"Give the answer its old code: {HISTORY} knows the answers by their codes.")
def codes_that_moved(survey: Survey) -> Iterator[Problem]:
    """No answer has another code than another edition gives it."""
    for book in survey.other_codebooks:
        for question in survey.codebook.of_type(*COUNTED):
            others = {o.name: o.code for o in book.options(question.id)} if question.id in book.ids else {}
            for option in survey.codebook.options(question.id):
                if others.get(option.name, option.code) != option.code:
                    value, expected = f"code {option.code} of {option.name}", f"{others[option.name]} as in {book.year}"
                    yield _now(survey, question.id, value, expected)


def _informative(found: pd.Series) -> bool:
    """Tell whether counts are known, of more than one option, and of enough units not to be alike by chance."""
    return bool(found.notna().all() and (found.iloc[:-1] > 0).sum() > 1 and found.iloc[-1] >= FEWEST)
