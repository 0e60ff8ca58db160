"""The appendix with the questions: what its sections are called."""

from is248.analysis.tables import MIME
from is248.data.edition import load_edition
from pages import book, table, text


def of_question(label: str, id: str):
    cell = table(label)
    cell.outputs[0].data[MIME]["questions"] = [id]
    return cell


def test_a_section_is_called_as_its_chapter_or_else_as_its_part_of_the_form():
    asked = "\n\n".join(f"## Kapittel {n} {{#sec-sporsmal-{n}}}\n\nHva?" for n in ("1", "16"))
    chapters = {"chapters/01-a.ipynb": [text("# Om planer {#sec-planer}"), of_question("tbl-a", "handlingsplan_vold")]}
    appendix = {
        "chapters/vedlegg-d.ipynb": [text(f"# Spørsmålene {{#sec-sporsmal}}\n\n{asked}\n\n::: {{#sporsmal-a}}\n:::")]
    }
    told = book(chapters, appendix, load_edition(2023)).pages[-1].markdown
    assert "## Om planer {#sec-sporsmal-1}" in told
    assert "## Oppfølging av barn og unge med psykiske plager og lidelser {#sec-sporsmal-16}" in told
    assert "Kapittel" not in told
