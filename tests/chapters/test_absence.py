"""The chapters of a year that did not ask everything: what can't be had is left out, and nothing else.

A chapter is made as the engine leaves it, without a kernel: what asks one of the questions that are gone is absent.
"""

import ast
import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import pages
from is248.analysis.tables import MIME as DATA
from is248.chapters import conditions
from is248.chapters.absence import LeftOut, of_year
from is248.chapters.engine import INLINE, inline_expressions, options
from is248.chapters.execution import Run
from is248.chapters.source import read_chapter
from is248.data.absence import Absent
from is248.data.codebook import load_codebook
from is248.data.edition import demonstration
from is248.project import root
from is248.publish.assembly.contents import chapter_files, read_config, with_chapters
from is248.publish.assembly.numbering import assemble

NEWEST = 2024
PATH = Path("chapters/09-plan.ipynb")
REFERENCE = re.compile(r"(?<![\w.])@((?:[Tt]bl|[Ff]ig|[Ss]ec)-[\w-]*\w)")
KNOWN = "Det er `{python} kjent.n`."


def executed(notebook: NotebookNode, gone: Iterable[str] = ("plan",), **held: bool) -> NotebookNode:
    """Fill in what the engine leaves: outputs, inline values (12) and conditions; `gone` are names and ids."""
    absent, why = set(gone), {"status": "absent", "data": {}, "metadata": {}, "reason": "2023 did not ask plan"}

    def lacks(code: ast.AST | str) -> bool:
        parts = list(ast.walk(ast.parse(code) if isinstance(code, str) else code))
        return any(getattr(part, "id", getattr(part, "value", None)) in absent for part in parts if _is_word(part))

    for cell in notebook.cells:
        statements = ast.parse(cell.source).body if cell.cell_type == "code" else []
        for statement in statements:
            lost = lacks(statement)
            absent = absent | _made(statement) if lost else absent - _made(statement)
        if statements and isinstance(statements[-1], ast.Expr):
            data = Absent(why["reason"])._repr_mimebundle_() if lost else {DATA: {"kind": "table"}}
            cell.outputs = [new_output("execute_result", data)]
        ok = {"status": "ok", "data": {"text/plain": "'12'"}, "metadata": {}}
        if found := inline_expressions(cell):
            cell.metadata["user_expressions"] = [{"expression": e, "result": why if lacks(e) else ok} for e in found]
        if cell.cell_type == "markdown" and (tests := conditions.tests(cell.source)):
            cell.metadata["conditions"] = {test: None if lacks(test) else held.get(test, True) for test in tests}
    return notebook


def _is_word(part: ast.AST) -> bool:
    if isinstance(part, ast.Name):
        return isinstance(part.ctx, ast.Load)
    return isinstance(part, ast.Constant) and isinstance(part.value, str)


def _made(statement: ast.stmt) -> set[str]:
    return {p.id for p in ast.walk(statement) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}


def chapter(*cells: str | list[str], **held: bool) -> NotebookNode:
    """A chapter after its title: a text is a markdown cell, a text in a list a code cell."""
    made = [new_code_cell(cell[0]) if isinstance(cell, list) else new_markdown_cell(cell) for cell in cells]
    return executed(new_notebook(cells=[new_markdown_cell("# Tittel {#sec-tittel}"), *made]), **held)


def left(*cells: str | list[str], year: int = 2023, **held: bool) -> list[str]:
    """The sources of the cells that a chapter has left, which has a figure besides."""
    kept, _ = of_year({PATH: chapter(["kjent.figure()"], *cells, **held)}, year)
    return [cell.source for cell in kept[PATH].cells[2:] if cell.source]


def table(label: str, show: str, caption: str = "Svar, `{python} year`.") -> list[str]:
    return [f"#| label: {label}\n#| tbl-cap: {caption}\n{show}"]


# --- tables and figures ------------------------------------------------------------------------------


def test_a_table_goes_whole_with_its_sentence_and_its_lead_in():
    shown = table("tbl-kjent", "kjent.table()")
    cells = (
        "`{python} kjent.n` har gjort den kjent (@tbl-plan og @tbl-kjent). @Tbl-plan viser planene.",
        table("tbl-plan", "plan.table()"),
        shown,
        "Kommunene skriver mye. Svarene handler om:",
        ["plan.list()"],
    )
    assert left(*cells) == ["`{python} kjent.n` har gjort den kjent (@tbl-kjent).", shown[0]]


def test_a_table_goes_if_its_caption_cannot_be_had():
    assert left("@Tbl-a viser alt.", table("tbl-a", "kjent.table()", "Siden `{python} plan.year_before`.")) == []


def test_code_that_shows_nothing_stays_and_so_does_what_was_not_made_of_the_question():
    cells = ["share = plan.pct"], ["share = kjent.pct"], "Det er `{python} share` prosent."
    assert left(*cells) == [cells[0][0], cells[1][0], cells[2]]


def test_a_cell_and_a_section_may_belong_to_other_editions():
    now = "## Nå {#sec-naa}"
    cells = [
        '## Før {#sec-foer .only years="-2022"}',
        ["old = kjent.figure()\nold"],
        "Alt er `{python} old.pct`.",
        "### Under {#sec-under}",
        "Mer.",
        f'{now[:-1]} .only years="2023-"}}',
        ["#| only: 2022\nkjent.table()"],
        "Nå er det `{python} kjent.n` (@sec-under og @sec-naa).",
    ]
    assert left(*cells) == [now, "Nå er det `{python} kjent.n` (@sec-naa)."]
    assert left(*cells, year=2022)[:2] == ["## Før {#sec-foer}", cells[1][0]]


@pytest.mark.parametrize("more", [[], [["kjent.table()"]]])
def test_a_chapter_may_belong_to_other_editions(more):
    title = '# Planer {#sec-planer .only years="2023"}'
    made = [
        new_code_cell(cell[0]) if isinstance(cell, list) else new_markdown_cell(cell) for cell in [title, "Ord.", *more]
    ]
    notebook = executed(new_notebook(cells=made))
    kept, left_out = of_year({PATH: notebook}, 2024)
    assert kept == {} and left_out[PATH].chapter
    kept, left_out = of_year({PATH: notebook}, 2023)
    assert kept[PATH].cells[0].source == "# Planer {#sec-planer}" and left_out == {}


# --- sentences ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Det gjelder bl.a. Oslo, f.eks. Bergen og ca. `{python} kjent.n` andre, jf. Meld. St. 23.",
        "Tallene er fra 1. januar `{python} year`.",
        '`{python} kjent.either(yes="Ja. Klart.", no="Nei.")` er svaret.',
        "[Loven sier det. Den er klar.]{.fact}",
        "De svarer «Ja. Vi har det.» Oftere enn før.",
        "Noe (se nr. 2. Og så videre) er sagt.",
        "Har kommunen noen plan?",
    ],
)
def test_a_sentence_ends_where_a_reader_sees_it(sentence):
    text = f"{KNOWN} {sentence} Planer har `{{python}} plan.n`. {sentence} Til slutt `{{python}} kjent.n`."
    assert left(text) == [f"{KNOWN} {sentence} {sentence} Til slutt `{{python}} kjent.n`."]


def test_a_sentence_that_follows_goes_along_and_else_loses_its_mark():
    text = "{} har `{{python}} {}.n`. [Av dem er `{{python}} kjent.n` nye.]{{.follows}} Ellers er `{{python}} kjent.n`."
    assert left(text.format("Planer", "plan")) == ["Ellers er `{python} kjent.n`."]
    assert left(text.format("Kjente", "kjent")) == [
        "Kjente har `{python} kjent.n`. Av dem er `{python} kjent.n` nye. Ellers er `{python} kjent.n`."
    ]


def test_sentences_that_follow_each_other_go_together():
    follows = "[Så `{python} kjent.n`.]{.follows} [Og så `{python} kjent.n`.]{.follows}"
    assert left(f"Planer har `{{python}} plan.n`. {follows} {KNOWN}") == [KNOWN]


def test_a_sentence_goes_whose_condition_cannot_be_had_and_not_for_what_it_does_not_print():
    assert left(f'Det er [flere]{{.when test="plan.risen"}}[færre]{{.otherwise}} nå. {KNOWN}') == [KNOWN]
    either = '[Alle `{python} kjent.n`.]{.when test="a"} [Planer `{python} plan.n`.]{.otherwise}'
    assert left(f"{either} {KNOWN}", a=True) == [f"Alle `{{python}} kjent.n`. {KNOWN}"]
    assert left(f"{either} {KNOWN}", a=False) == [KNOWN]
    for whole in ("Det er flere.", "Det er flere. De er her.", "Er det flere?"):
        assert left(f'[{whole}]{{.when test="plan.risen"}} Bare ord. {KNOWN}') == [f"Bare ord. {KNOWN}"]


def test_a_span_of_other_editions_goes():
    text = f'{KNOWN} [I fjor var det `{{python}} kjent.n`.]{{.only years="2024-"}}'
    assert left(text) == [KNOWN]
    assert left(text, year=2024) == [f"{KNOWN} I fjor var det `{{python}} kjent.n`."]


@pytest.mark.parametrize(("value", "raised"), [("«vet ikke»", "«Vet ikke»"), ("«å» og «b»", "«Å» og «b»"), ("9", "9")])
@pytest.mark.parametrize("begun", ["`{python} who` vet.", "#| label: tbl-x\n#| tbl-cap: `{python} who` vet.\nkjent"])
def test_so_does_one_in_quotation_marks_and_one_that_begins_a_caption(begun, value, raised):
    cell = new_code_cell(begun) if begun.startswith("#|") else new_markdown_cell(begun)
    notebook = executed(new_notebook(cells=[cell]))
    [inline] = notebook.cells[0].metadata["user_expressions"]
    inline["result"]["data"] = {"text/plain": repr(value)}
    kept, _ = of_year({PATH: notebook}, 2023)
    assert kept[PATH].cells[0].metadata["user_expressions"][0]["result"]["data"] == {"text/plain": repr(raised)}


def test_a_value_that_begins_a_sentence_gets_a_capital_letter():
    text = "WHO har. Men WHO har ikke. WHO vet ikke.\n\n- WHO\n- av WHO".replace("WHO", "`{python} who`")
    notebook = executed(new_notebook(cells=[new_markdown_cell(text)]))
    for value in notebook.cells[0].metadata["user_expressions"]:
        value["result"]["data"] = {"text/plain": "'alle'", "text/markdown": "alle"}
    kept, _ = of_year({PATH: notebook}, 2023)
    printed = [value["result"]["data"] for value in kept[PATH].cells[0].metadata["user_expressions"]]
    assert [data["text/markdown"] for data in printed] == ["Alle", "alle", "Alle", "Alle", "alle"]
    assert printed[0]["text/plain"] == "'Alle'"


# --- paragraphs, lists, sections, chapters -----------------------------------------------------------


def test_lists_lose_items_and_empty_ones_go_with_their_lead_in():
    text = (
        "Dette er svarene:\n\n- planer: `{python} plan.n`\n- kjent: `{python} kjent.n`\n\n"
        "Planer:\n\n- `{python} plan.n`\n"
    )
    assert left(text) == ["Dette er svarene:\n\n- kjent: `{python} kjent.n`"]


def test_a_lead_in_goes_whether_its_colon_stands_in_a_span_or_behind_it_and_a_question_goes_with_it():
    last = "Det er `{python} kjent.n`."
    for lead_in in ('[Noen mangler folk:]{.interpretation .reading years="2024"}', '[Noen]{.reading years="2024"}:'):
        assert left(lead_in, ["plan.quotes('Folk')"], last) == [last]
        assert left(lead_in, ["kjent.quotes('Folk')"], last)[0] == lead_in
    asked = "## Hvorfor {#sec-hvorfor}\n\nHvorfor er det slik? `{python} kjent.n` har svart:"
    assert left(asked, ["plan.list()"], f"## Kjent {{#sec-kjent}}\n\n{last}") == [f"## Kjent {{#sec-kjent}}\n\n{last}"]


@pytest.mark.parametrize("words", ["kjent.answer('nei').quoted", "kjent.label"])
def test_the_label_of_an_answer_is_only_words(words):
    assert left(f"Vi spør dem med svaret `{{python}} {words}`. Planer har `{{python}} plan.n`.", "Ord.") == ["Ord."]
    kept = "Mest er `{python} kjent.highest().quoted`."
    assert left(f"{kept} Planer har `{{python}} plan.n`.") == [kept]


def test_a_paragraph_with_only_words_left_goes_and_one_that_lost_nothing_stays():
    assert left("Planer er viktige. Planer har `{python} plan.n`.", "Bare ord.") == ["Bare ord."]


def test_what_the_authors_think_stays_without_the_sentences_that_cannot_be_had():
    thought = '[Planene virker.]{.when test="plan.n"}\nSvarene viser ikke om brukerne får hjelp.'
    reserved = "Svarene viser ikke om brukerne får hjelp."
    assert left(f"::: {{.interpretation}}\n{thought}\n:::") == [f"::: {{.interpretation}}\n{reserved}\n:::"]
    assert left(f"::: {{.callout}}\n{thought}\n:::") == []
    assert left(f"::: {{.interpretation}}\n{thought.splitlines()[0]}\n:::") == []


def test_a_label_stays_with_what_is_left_of_its_paragraph_and_goes_with_the_last_of_it():
    box = "::: {{.interpretation}}\n**Verre.** Planer `{{python}} plan.n`. {}\n\nDet er synd.\n:::"
    assert left(box.format(KNOWN)) == [f"::: {{.interpretation}}\n**Verre.** {KNOWN}\n\nDet er synd.\n:::"]
    assert left(box.format("")) == ["::: {.interpretation}\nDet er synd.\n:::"]


def test_a_div_with_nothing_in_it_goes():
    assert left("::: {.callout}\nPlaner har `{python} plan.n`.\n:::\n\nBare ord.") == ["Bare ord."]


def test_a_section_without_data_left_goes_with_its_heading():
    cells = (
        "## Planer {#sec-planer}\n\nPlaner er viktige.",
        "Planer har `{python} plan.n`.",
        "## Kjent {#sec-kjent}\n\nDet er `{python} kjent.n` (se @sec-planer).",
    )
    assert left(*cells) == ["## Kjent {#sec-kjent}\n\nDet er `{python} kjent.n`."]


def test_a_chapter_without_data_left_goes_and_takes_references_along():
    book = {
        Path("01-plan.ipynb"): chapter("Planer er viktige.", table("tbl-plan", "plan.table()")),
        Path("02-kjent.ipynb"): chapter("Se også @tbl-plan. Flere ord.", table("tbl-kjent", "kjent.table()")),
        Path("03-ord.ipynb"): chapter("Bare ord."),
    }
    kept, left_out = of_year(book, 2023)
    assert list(kept) == [Path("02-kjent.ipynb"), Path("03-ord.ipynb")]
    assert "Se også" not in kept[Path("02-kjent.ipynb")].cells[1].source
    lacks = left_out[Path("01-plan.ipynb")]
    assert lacks.chapter and lacks.why == ("2023 did not ask plan",) and "tbl-plan" in lacks.labels


def test_a_chapter_without_its_oppsummering_has_no_part_in_the_sammendrag():
    summed_up = "## Oppsummering {{#sec-{0}-oppsummering}}\n\n`{{python}} {0}.n` svarte."
    front = ["# Sammendrag {#sec-sammendrag .unnumbered}", "::: {#oppsummeringer}\n:::"]
    files = {Path("sammendrag.ipynb"): new_notebook(cells=list(map(new_markdown_cell, front)))}
    for name in ("plan", "kjent"):
        title = new_markdown_cell(f"# Om {name} {{#sec-{name}}}")
        cells = [title, pages.table(f"tbl-{name}"), *chapter(summed_up.format(name)).cells[1:]]
        files[Path(f"0{len(files)}-{name}.ipynb")] = new_notebook(cells=cells)
    kept, _ = of_year(files, 2023)
    config = read_config() | {"book": {"title": "Prøve", "chapters": list(map(str, files))}}
    runs = {path: Run(path, notebook, 0.0, False, "") for path, notebook in kept.items()}
    summary = assemble(demonstration(), config, runs).pages[0].markdown
    assert "Om kjent" in summary and "Om plan" not in summary


def test_what_is_left_out_is_told_in_one_line():
    lacks = LeftOut(("fig-a", "tbl-a", "tbl-b"), ("En.", "To."), ("2023 did not ask plan", "there is no earlier year"))
    assert lacks.told(Path("chapters/13-vold.ipynb"), 2023) == (
        "13: left out 2 tables, 1 figure, 2 sentences: 2023 did not ask plan; there is no earlier year"
    )
    lacks = LeftOut((), ("En.",), (), chapter=True)
    assert lacks.told(PATH, 2023) == "09: left out the chapter: what they refer to is not in the book"


# --- the book ----------------------------------------------------------------------------------------


@cache
def files() -> tuple[Path, ...]:
    return tuple(root() / file for file, _ in chapter_files(read_config()))


def book(*gone: str) -> dict[Path, NotebookNode]:
    """The chapters of the newest edition without some questions."""
    return {file: executed(read_chapter(file), gone) for file in files()}


def labels(books: Iterable[NotebookNode]) -> set[str]:
    cells = [cell for notebook in books for cell in notebook.cells]
    found = {label for cell in cells for label in re.findall(r"\{#((?:tbl|fig|sec)-[\w-]+)", cell.source)}
    return found | {options(cell)["label"] for cell in cells if "label" in options(cell)}


def prose(books: Iterable[NotebookNode]) -> list[str]:
    return [cell.source for notebook in books for cell in notebook.cells if cell.cell_type == "markdown"]


def references(books: Iterable[NotebookNode]) -> set[str]:
    found = {label for source in prose(books) for label in REFERENCE.findall(source)}
    return {label[0].lower() + label[1:] for label in found}


def empty_sections(notebook: NotebookNode) -> list[str]:
    """The headings, below the title, that another one as high or the end follows at once."""
    shown = [cell.source if cell.cell_type == "markdown" else "code" for cell in notebook.cells if is_seen(cell)]
    lines = [line for source in shown for line in source.splitlines() if line.strip()] + ["## end"]
    pairs = [(one, two) for one, two in pairwise(lines) if re.match(r"##+ ", one) and re.match(r"#+ ", two)]
    return [one for one, two in pairs if len(one.split()[0]) >= len(two.split()[0])]


def is_seen(cell: NotebookNode) -> bool:
    return bool(cell.source and (cell.cell_type == "markdown" or cell.outputs))


def has_torn_code(text: str) -> bool:
    """Whether a text has half an inline expression or span, or a mark that only the author sees."""
    torn = len(INLINE.findall(text)) != text.count("`{python}") or text.count("`") % 2
    marked = re.search(r"\{[^{}\n]*\.(?:when|otherwise|follows|only)\b", text)
    return bool(torn or marked or text.count("]{") > text.count("["))


@settings(max_examples=2)
@given(st.sets(st.sampled_from(sorted(load_codebook(NEWEST).ids)), max_size=12))
@example(set()).via("a year that asked everything")
@example({"handlingsplan_vold"}).via("a table, two figures and tests")
@example({"tud_erfaring", "tud_antall"}).via("questions behind others")
def test_a_book_without_any_questions_has_no_loose_ends(questions):
    whole = book(*questions)
    kept, left_out = of_year(whole, NEWEST)
    assert not references(kept.values()) & (labels(whole.values()) - labels(kept.values()))
    assert not [source for source in prose(kept.values()) if has_torn_code(source)]
    for path in left_out.keys() & kept.keys():
        assert not empty_sections(kept[path]), path


def test_a_year_that_asked_everything_lacks_what_belongs_to_other_editions_alone():
    _, left_out = of_year(book(), NEWEST)
    assert not any(lacks.why or lacks.chapter for lacks in left_out.values())


def test_a_chapter_that_the_year_asked_nothing_of_is_not_in_its_book():
    overdoses = Path("chapters/24-overdoser.ipynb")
    kept, left_out = of_year(book(*(q.id for q in load_codebook(NEWEST).questions if q.section == "24")), NEWEST)
    assert [path.relative_to(root()) for path, lacks in left_out.items() if lacks.chapter] == [overdoses]
    config = with_chapters(read_config(), [path.relative_to(root()) for path in kept])
    assert set(files()) - {root() / file for file, _ in chapter_files(config)} == {root() / overdoses}


def test_the_executed_chapters_themselves_are_not_changed():
    notebook = chapter("Planer har `{python} plan.n`.", table("tbl-plan", "plan.table()"))
    before = notebook.copy(), [dict(cell) for cell in notebook.cells]
    of_year({PATH: notebook}, 2023)
    assert (notebook, [dict(cell) for cell in notebook.cells]) == before
