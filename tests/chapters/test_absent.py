"""The chapters of a year that did not ask everything: what can't be had is left out, and nothing else."""

import builtins
import dis
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import CodeType

import nbformat
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import is248
from is248.chapters import execution
from is248.chapters.absent import (
    BEHIND,
    EARLIER,
    LeftOut,
    for_year,
    of_edition,
    questions_known,
    trimmed,
    trimmed_chapters,
)
from is248.chapters.engine import INLINE, inline_expressions, options
from is248.data.edition import load_edition
from is248.project import root
from is248.publish.contents import chapter_files, read_config, with_chapters
from is248.survey import Survey

NEWEST = 2024
REFERENCE = re.compile(r"(?<![\w.])@((?:[Tt]bl|[Ff]ig|[Ss]ec)-[\w-]*\w)")
SETUP = "from is248 import *\n\nsurvey = open_survey(year)"


@cache
def chapters() -> dict[Path, nbformat.NotebookNode]:
    files = [root() / file for file, _ in chapter_files(read_config())]
    others = frozenset(load_edition(NEWEST).without)
    return {file: of_edition(execution.read_chapter(file), NEWEST, others) for file in files}


@cache
def known() -> dict:
    return questions_known(NEWEST)[0]


@cache
def asked() -> dict:
    return questions_known(NEWEST)[1]


def without(*questions: str) -> dict:
    """The newest questionnaire without these questions."""
    return {id: has for id, has in asked().items() if id not in questions}


def chapter(*cells: str) -> nbformat.NotebookNode:
    """A chapter after its title and setup; a text from `code` is a code cell."""
    made = [new_markdown_cell("# Tittel {#sec-tittel}"), new_code_cell("year = 2024"), new_code_cell(SETUP)]
    made += [new_code_cell(cell[1:]) if cell.startswith("\n") else new_markdown_cell(cell) for cell in cells]
    return new_notebook(cells=made)


def code(text: str) -> str:
    return "\n" + text


YES = frozenset({"ja", "nei", "1=ja", "2=nei", "rows=ja|nei", "-1", EARLIER})
ALL = {"plan": YES, "kjent": YES, "rutine": YES}


def left(notebook: nbformat.NotebookNode, here: dict) -> list[str]:
    """The sources of the cells after the setup, without empty ones."""
    return [cell.source for cell in trimmed(notebook, ALL, here).cells[3:] if cell.source]


NO_PLAN = {id: has for id, has in ALL.items() if id != "plan"}


# --- code --------------------------------------------------------------------------------------------


def test_a_statement_goes_with_its_question_and_so_does_what_uses_its_name():
    cells = code('a = survey.frequency("plan")\nb = survey.frequency("kjent")\nc = a.n() + 1\nd = b.n()')
    assert left(chapter(cells), NO_PLAN) == ['b = survey.frequency("kjent")\nd = b.n()']


def test_a_name_is_there_again_after_a_statement_that_can_be_run():
    cells = code('a = survey.frequency("plan")\na = survey.frequency("kjent")\nb = a.n()')
    assert left(chapter(cells), NO_PLAN) == ['a = survey.frequency("kjent")\nb = a.n()']


def test_a_name_does_not_keep_an_older_value():
    cells = code('a = survey.frequency("kjent")\na = survey.frequency("plan")'), "Det er `{python} a.n()` kommuner."
    assert left(chapter(*cells), NO_PLAN) == ['a = survey.frequency("kjent")']


def test_tests_and_dicts_lose_only_what_is_missing():
    first = code('a = survey.difference("plan")\nb = survey.difference("kjent")\ntests(a, b)')
    second = code('t = survey.share({"Plan": "plan", "Kjent": "kjent"}, [1])\nu = survey.share({"Plan": "plan"}, [1])')
    assert left(chapter(first, second), NO_PLAN) == [
        'b = survey.difference("kjent")\ntests(b)',
        "t = survey.share({'Kjent': 'kjent'}, [1])",
    ]


def test_a_row_that_a_dict_lost_is_not_asked_for():
    cells = code('t = survey.share({"Plan": "plan", "Kjent": "kjent"}, [1])\nfirst = "Plan"')
    text = (
        'Det er `{python} t.pct("Kjent")` prosent. Men `{python} t.pct("plan")` og `{python} t.pct(first)` prosent har.'
    )
    assert left(chapter(cells, text), NO_PLAN)[1] == 'Det er `{python} t.pct("Kjent")` prosent.'


def test_a_table_made_of_itself_lacks_the_same_rows():
    cells = code('t = survey.share({"Plan": "plan", "Kjent": "kjent"}, [1])\nt = t.where(small)')
    text = 'Det er `{python} t.pct("Kjent")` prosent. Planer har `{python} t.pct("Plan")` prosent.'
    assert left(chapter(cells, text), NO_PLAN)[1] == 'Det er `{python} t.pct("Kjent")` prosent.'


def test_a_column_by_rank_is_not_another_question_s():
    cells = code('t = survey.share({"Kjent": "kjent", "Plan": "plan", "Rutine": "rutine"}, [1], by="county")')
    text = 'Først `{python} t.top("pct_0")`. Så `{python} t.top("pct_2")`.'
    assert left(chapter(cells, text), NO_PLAN)[1] == 'Først `{python} t.top("pct_0")`.'


def test_an_answer_that_was_not_there_is_not_asked_for():
    here = ALL | {"plan": YES - {"nei", "2=nei", "rows=ja|nei"}}
    cells = code('t = survey.frequency("plan")\nu = survey.share("plan", [2])\nfirst, second = t.rows')
    text = 'Ja svarer `{python} t.n("Ja")`. Nei svarer `{python} t.n("Nei")`. De siste er `{python} u.n()`.'
    assert left(chapter(cells, text), here) == ['t = survey.frequency("plan")', 'Ja svarer `{python} t.n("Ja")`.']


def test_a_year_before_the_first_one_is_not_asked_for():
    here = ALL | {"plan": YES - {"-1", EARLIER}}
    cells = code('t = survey.frequency("plan", years="all")')
    text = (
        'I år svarer `{python} t.n("Ja")`. I fjor svarte `{python} t.n("Ja", year - 1)`. '
        'Andelen har `{python} trend(t.series("Ja"))`. Nå er det `{python} t.pct("Nei")` prosent.'
    )
    expected = 'I år svarer `{python} t.n("Ja")`. Nå er det `{python} t.pct("Nei")` prosent.'
    assert left(chapter(cells, text), here)[1] == expected


def test_a_table_goes_whole_with_its_sentence_and_its_lead_in():
    cells = (
        code('a = survey.frequency("plan")\nb = survey.frequency("kjent")'),
        "`{python} b.n()` har gjort den kjent (@tbl-plan og @tbl-kjent). @Tbl-plan viser planene.",
        code("#| label: tbl-plan\n#| tbl-cap: Planer, `{python} year`.\na"),
        code("#| label: tbl-kjent\n#| tbl-cap: Kjent, `{python} year`.\nb"),
        "Kommunene skriver mye. Svarene handler om:",
        code('survey.theme_list("plan")'),
    )
    assert left(chapter(*cells), NO_PLAN) == [
        'b = survey.frequency("kjent")',
        "`{python} b.n()` har gjort den kjent (@tbl-kjent).",
        "#| label: tbl-kjent\n#| tbl-cap: Kjent, `{python} year`.\nb",
    ]


# --- prose -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Det gjelder bl.a. Oslo, f.eks. Bergen og ca. `{python} b.n()` andre, jf. Meld. St. 23.",
        "Tallene er fra 1. januar `{python} year`.",
        '`{python} b.either(yes="Ja. Klart.", no="Nei.")` er svaret.',
        '[Loven sier det. Den er klar.]{.fact source="Loven § 3. Og § 4."}',
        "De svarer «Ja. Vi har det.» Oftere enn før.",
        "Noe (se nr. 2. Og så videre) er sagt.",
        "Har kommunen noen plan?",
    ],
)
def test_a_sentence_ends_where_a_reader_sees_it(sentence):
    cells = code('a = survey.frequency("plan")\nb = survey.frequency("kjent")')
    text = (
        f"Det er `{{python}} b.n()`. {sentence} Planer har `{{python}} a.n()`. {sentence} Til slutt `{{python}} b.n()`."
    )
    expected = f"Det er `{{python}} b.n()`. {sentence} {sentence} Til slutt `{{python}} b.n()`."
    assert left(chapter(cells, text), NO_PLAN)[1] == expected


def test_a_sentence_that_points_back_goes_along():
    cells = code('a = survey.frequency("plan")\nb = survey.frequency("kjent")')
    text = "Planer har `{python} a.n()`. Av dem er `{python} b.n()` kjent. Ellers er `{python} b.n()` kjent."
    assert left(chapter(cells, text), NO_PLAN)[1] == "Ellers er `{python} b.n()` kjent."


def test_lists_lose_items_and_empty_ones_go_with_their_lead_in():
    cells = code('a = survey.frequency("plan")\nb = survey.frequency("kjent")')
    text = (
        "Dette er svarene:\n\n- planer: `{python} a.n()`\n- kjent: `{python} b.n()`\n\nPlaner:\n\n- `{python} a.n()`\n"
    )
    assert left(chapter(cells, text), NO_PLAN)[1] == "Dette er svarene:\n\n- kjent: `{python} b.n()`"


def test_a_section_without_data_left_goes_with_its_heading():
    cells = (
        "## Planer {#sec-planer}\n\nPlaner er viktige.",
        "Planer har `{python} survey.answers_given('plan')`.",
        "## Kjent {#sec-kjent}\n\nDet er `{python} survey.answers_given('kjent')` (se @sec-planer).",
    )
    expected = ["## Kjent {#sec-kjent}\n\nDet er `{python} survey.answers_given('kjent')`."]
    assert left(chapter(*cells), NO_PLAN) == expected


def test_a_chapter_without_data_left_goes_and_takes_references_along():
    table = "#| label: tbl-{0}\n#| tbl-cap: Svar, `{{python}} year`.\nsurvey.frequency('{0}')"
    book = {
        Path("01-plan.ipynb"): chapter("Planer er viktige.", code(table.format("plan"))),
        Path("02-kjent.ipynb"): chapter("Se også @tbl-plan. Flere ord.", code(table.format("kjent"))),
        Path("03-ord.ipynb"): chapter("Bare ord."),
    }
    kept, left_out = trimmed_chapters(book, ALL, NO_PLAN)
    assert list(kept) == [Path("02-kjent.ipynb"), Path("03-ord.ipynb")]
    assert "Se også" not in kept[Path("02-kjent.ipynb")].cells[3].source
    assert left_out[Path("01-plan.ipynb")].chapter and left_out[Path("01-plan.ipynb")].why == ("plan",)


def test_what_is_left_out_is_told_in_one_line():
    lacks = LeftOut(("fig-a", "tbl-a", "tbl-b"), ("En.", "To."), ("plan", "«ja»", "year - 1"))
    assert lacks.told(Path("chapters/13-vold.ipynb"), 2023) == (
        "13: left out 2 tables, 1 figure, 2 sentences: 2023 did not ask plan; tables of 2023 do not have «ja», year - 1"
    )


# --- the book ----------------------------------------------------------------------------------------


def test_a_year_that_asked_everything_has_the_notebooks_as_they_are():
    kept, left_out = trimmed_chapters(chapters(), known(), asked())
    assert not left_out and all(kept[path] is notebook for path, notebook in chapters().items())


def names(code: CodeType, *operations: str) -> set[str]:
    """What Python itself says that compiled code reads or writes outside of its own functions."""
    found = {i.argval for i in dis.get_instructions(code) if i.opname in operations}
    inner = [const for const in code.co_consts if isinstance(const, CodeType)]
    return found.union(*(names(one, *operations) for one in inner))


def undefined(notebook: nbformat.NotebookNode) -> set[str]:
    """The names that code or an inline expression uses before they have a value."""
    defined, found = {*dir(builtins), *is248.__all__, "__name__"}, set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            compiled = compile(cell.source, "cell", "exec")
            found |= names(compiled, "LOAD_NAME", "LOAD_GLOBAL") - defined - names(compiled, "STORE_NAME")
            defined |= names(compiled, "STORE_NAME")
        for expression in inline_expressions(cell):
            found |= names(compile(expression, "inline", "eval"), "LOAD_NAME", "LOAD_GLOBAL") - defined
    return found


def labels(books) -> set[str]:
    found = {label for cell in cells(books) for label in re.findall(r"\{#((?:tbl|fig|sec)-[\w-]+)", cell.source)}
    return found | {options(cell)["label"] for cell in cells(books) if "label" in options(cell)}


def cells(books):
    return [cell for notebook in books for cell in notebook.cells]


def references(books) -> set[str]:
    found = {label for cell in cells(books) if cell.cell_type == "markdown" for label in REFERENCE.findall(cell.source)}
    return {label[0].lower() + label[1:] for label in found}


def empty_sections(notebook: nbformat.NotebookNode) -> list[str]:
    """The headings, below the title, that another one as high or the end follows at once."""
    shown = [
        cell.source if cell.cell_type == "markdown" else "code"
        for cell in notebook.cells
        if cell.source and (cell.cell_type == "markdown" or "label" in options(cell) or "survey.theme" in cell.source)
    ]
    lines = [line for source in shown for line in source.splitlines() if line.strip()] + ["## end"]
    pairs = [(one, two) for one, two in pairwise(lines) if re.match(r"##+ ", one) and re.match(r"#+ ", two)]
    return [one for one, two in pairs if len(one.split()[0]) >= len(two.split()[0])]


def whole(here: dict) -> None:
    """Assert that a book without some questions has no loose ends."""
    kept, left_out = trimmed_chapters(chapters(), known(), here)
    gone = labels(chapters().values()) - labels(kept.values())
    assert not references(kept.values()) & gone
    for path in left_out.keys() & kept.keys():
        assert not undefined(kept[path]) - undefined(chapters()[path]), path
        assert not empty_sections(kept[path]), path
        assert not [cell.source for cell in kept[path].cells if has_torn_code(cell.source)], path


def has_torn_code(text: str) -> bool:
    """Whether a text has the beginning of an inline expression without its end, or half a span."""
    torn = len(INLINE.findall(text)) != text.count("`{python}") or text.count("`") % 2
    return "{python}" in text and bool(torn or text.count("]{") > text.count("["))


@settings(max_examples=15)
@given(st.sets(st.sampled_from(sorted(asked())), min_size=1, max_size=12))
@example({"handlingsplan_vold"}).via("a table, two figures and tests")
@example({"tud_erfaring", "tud_antall"}).via("questions behind a method")
def test_a_book_without_any_questions_has_no_loose_ends(questions):
    whole(without(*questions))


def test_the_book_of_a_year_with_its_own_codebook_has_no_loose_ends():
    for path in (root() / "data" / "codebook").glob("*.yml"):
        whole(questions_known(int(path.stem))[1])


def test_a_number_of_the_edition_before_goes_with_its_sentence_where_there_is_none():
    sentence = "Det var `{python} table.pct('Ja', survey.year_before)` prosent. "
    cells = [code("table = survey.frequency('plan')"), sentence + "Nå er det `{python} table.pct('Ja')`."]
    here = ALL | {"plan": YES - {"-1", "-before"}}
    assert left(chapter(*cells), {**ALL}) == ["table = survey.frequency('plan')", cells[1]]
    known = {id: has | {"-before"} for id, has in ALL.items()}
    smaller = trimmed(chapter(*cells), known, here)
    assert smaller.cells[-1].source == "Nå er det `{python} table.pct('Ja')`."


def test_an_answer_without_a_number_of_the_year_before_goes_though_others_have_one():
    cells = [code("table = survey.frequency('plan')")]
    cells += ["Ja: `{python} table.pct('Ja', year - 1)`. Nei: `{python} table.pct('Nei', year - 1)`."]
    known = {"plan": YES | {"-1 ja", "-1 nei"}}
    smaller = trimmed(chapter(*cells), known, {"plan": YES | {"-1 ja"}})
    assert smaller.cells[-1].source == "Ja: `{python} table.pct('Ja', year - 1)`."


def test_a_list_that_a_year_has_no_file_of_goes_like_a_question():
    cells = [code("teams = survey.listed('act-fact-teams', 'Antall')"), "Det er `{python} teams.total()` team. Ferdig."]
    known = {"the list act-fact-teams": frozenset()}
    assert [cell.source for cell in trimmed(chapter(*cells), known, {}).cells[3:]] == ["", ""]
    assert "the list act-fact-teams" in asked()


def test_an_edition_leaves_out_the_sections_of_another_one_with_what_is_said_of_them():
    cells = ["## Før {#sec-foer}", code("old = survey.frequency('plan')"), "Alt er `{python} old.pct('Ja')`."]
    cells += ["### Under {#sec-under}", "Mer.", "## Nå {#sec-naa}", code("new = survey.frequency('kjent')")]
    notebook = chapter(*cells, "Før var det `{python} old.pct('Ja')`. Nå er det `{python} new.pct('Ja')`.")
    smaller = of_edition(notebook, 2024, frozenset({"sec-foer"}))
    assert [cell.source for cell in smaller.cells[3:8]] == [""] * 5
    assert [cell.source for cell in smaller.cells[8:]] == [
        cells[5],
        cells[6][1:],
        "Nå er det `{python} new.pct('Ja')`.",
    ]
    assert of_edition(notebook, 2024) is notebook


def test_an_edition_does_not_tell_what_a_later_source_says():
    fact = 'Skjemaet ble lagt om i [2024]{.fact source="Skjemaet for IS-24/8 2024"}. '
    plan = '[Planen]{.fact source="Plan 2020–2025"} gjelder.'
    assert of_edition(chapter(fact + plan), 2023).cells[-1].source == plan
    assert of_edition(chapter(fact + plan), 2024).cells[-1].source == fact + plan


def test_what_is_told_of_methods_is_true():
    for method, ids in BEHIND.items():
        assert hasattr(Survey, method)
        assert {id.format(target) for id in ids for target in ("voksne", "barn")} <= asked().keys()


def test_the_cache_knows_the_chapter_as_it_is_executed():
    notebook = chapters()[root() / "chapters" / "13-vold-i-naere-relasjoner.ipynb"]
    smaller = trimmed(notebook, known(), without("handlingsplan_vold"))
    key = [execution.key(one, {"year": 2024}, "") for one in (notebook, smaller)]
    assert key[0] != key[1] and len(smaller.cells) == len(notebook.cells)


def test_a_year_s_book_is_made_of_its_codebook(project):
    file = project / "data" / "codebook" / "2024.yml"
    codebook = yaml.safe_load(file.read_text(encoding="utf-8"))
    gone = [question["id"] for question in codebook["questions"] if question["section"] == "24"]
    for year, questions in {2025: codebook["questions"], 2024: without_ids(codebook["questions"], gone)}.items():
        contents = yaml.safe_dump(codebook | {"year": year, "questions": questions}, allow_unicode=True)
        file.with_name(f"{year}.yml").write_text(contents, encoding="utf-8")
    config = read_config()
    paths = [project / file for file, _ in chapter_files(config)]
    sources, left_out = for_year(paths, 2024, execution.read_chapter)
    overdoses = project / "chapters" / "24-overdoser.ipynb"
    assert overdoses not in sources and left_out[overdoses].chapter
    kept = with_chapters(config, [path.relative_to(project) for path in sources])
    assert Path("chapters/24-overdoser.ipynb") not in [file for file, _ in chapter_files(kept)]
    assert len(chapter_files(kept)) == len(paths) - 1


def without_ids(questions: list[dict], gone: list[str]) -> list[dict]:
    return [question for question in questions if question["id"] not in gone]
