"""Facts and readings say for which editions they hold; what is last year's is told, and stops a final edition."""

from pathlib import Path

import pytest

from is248.chapters import facts
from is248.chapters.facts import ALWAYS, facts_in
from is248.chapters.linter import _facts_without_years, _passages
from is248.data.carried import carried
from is248.data.edition import load_edition
from is248.project import ProjectError
from is248.publish.assembly.draft import _unmarked
from is248.steps import Memory
from projects import edit_csv


def found(*texts: str) -> list[tuple[str, str]]:
    return [(fact.text, fact.years) for fact in facts_in(texts)]


def test_a_fact_has_its_own_years_or_those_of_the_nearest_heading_above_it():
    texts = (
        '# Kapittel {#sec-k .fact years="2023"}',
        'Det var [ti]{.fact} [@a] og [[tolv]{.fact years="2020-"} i alt]{.only years="2024-"}.',
        '## Et {#sec-et .reading years="2024"}\n\n[Noen]{.reading} mangler folk.',
        "## To {#sec-to}\n\n[Elleve]{.fact}.",
    )
    assert found(*texts) == [
        *[("Kapittel", "2023"), ("ti", "2023"), ("tolv", "2020-")],
        *[("Et", "2024"), ("Noen", "2024"), ("Elleve", "2023")],
    ]


@pytest.mark.parametrize(
    ("years", "until", "holds"),
    [("2023-2024", 2024, False), ("2007-", ALWAYS, True), ("2024 2025", 2025, True), ("", 0, False)],
)
def test_a_fact_is_good_for_the_editions_that_it_names(years, until, holds):
    [fact] = facts_in([f'[x]{{.fact years="{years}"}}'])
    assert (fact.until, fact.holds(2025)) == (until, holds)


@pytest.mark.parametrize(
    ("title", "years", "finds"),
    [("# A", "", 1), ("# A", ' years="2024"', 0), ('# A {.fact years="2024"}', "", 0)],
)
def test_a_fact_without_years_is_a_finding_unless_a_heading_above_it_has_them(tmp_path, title, years, finds):
    page = tmp_path / "side.qmd"
    page.write_text(f"{title}\n\nDet var [ti]{{.fact{years}}} [@a].\n", encoding="utf-8")
    assert [finding.rule for finding in _facts_without_years(list(_passages(page)))] == ["fact-without-years"] * finds


def test_a_draft_marks_what_is_of_other_editions_and_no_other_page_does():
    text = 'Det var [ti]{.fact years="2023-2024"} og [elleve]{.fact years="2020-"}.'
    assert _unmarked(text, 2024) == "Det var ti og elleve."
    assert _unmarked(text, 2025) == "Det var ti^\\[2024?\\]^ og elleve."
    heading = '## Søket {#sec-sok .fact years="2024"}'
    assert _unmarked(heading, 2024) == "## Søket {#sec-sok}"
    assert "ikke gått gjennom for 2025" in _unmarked(heading, 2025)


def test_a_final_edition_stops_at_what_is_last_years_and_a_draft_tells_it(project):
    edition, chapters = load_edition(2024), sorted((project / "chapters").glob("1[35]-*.ipynb"))
    assert facts.last_years(edition, chapters, Memory()) == ""
    edit_csv(project / "data/reference/plans-2024.csv", lambda rows: rows[3].update(checked="2023"))
    assert [str(one) for one in carried(2024)] and not edition.synthetic
    with pytest.raises(ProjectError, match="1 things are not known to be of 2024") as stopped:
        facts.last_years(edition, chapters, Memory())
    assert "plans-2024.csv: 1 rows are not checked" in str(stopped.value)
    told = facts.last_years(edition.model_copy(update={"draft": True}), chapters, Memory())
    assert told.startswith("draft: 1 things") and "plans-2024.csv" in told


def test_a_number_that_a_cell_computes_with_is_a_fact_too(project):
    [path] = (project / "chapters").glob("15-*.ipynb")
    [fact] = [fact for fact in facts.facts_of(path, 2025) if fact.text == "2982"]
    assert fact.years == "2023-2024" and fact.file == Path("chapters") / path.name and not fact.holds(2025)


def test_what_is_still_to_be_written_holds_for_no_edition_and_is_told_as_such(tmp_path):
    page = tmp_path / "side.qmd"
    page.write_text('# A {.fact years="2024"}\n\nFILL-IN: Skriv her.\nDet er [ti]{.fact}.\n', encoding="utf-8")
    [one] = _facts_without_years(list(_passages(page)))
    assert (one.rule, one.text) == ("fill-in", "FILL-IN: Skriv her.")
    assert found("Si ja. FILL-IN", "FILL-INNER") == [("Si ja. FILL-IN", "")]
