"""The page and the files of a comparison."""

import re
from html import unescape
from pathlib import Path

import yaml

from finished_books import book, number, of_change, rows_of, share
from is248.comparison.builds import read_build
from is248.comparison.editions import compare_editions
from is248.comparison.page import by_difference, write_editions
from is248.comparison.questions import Difference, Reworded
from is248.project import root
from is248.publish.reading.staging import SYNTHETIC_NOTICE


def test_tables_that_differ_in_the_same_rows_stand_together(editions):
    old, new = ({label: share(row, 5, 90) for label in ("fig-a", "fig-b")} for row in ("Viken", "Akershus"))
    assert [len(alike) for alike in by_difference(editions(old, new).missing)] == [2]


def links(page: Path) -> list[str]:
    return re.findall(r'href="([^"#][^":]*)"', page.read_text("utf-8"))


def test_two_years_are_compared_by_name_and_every_link_leads_to_a_file(project, run):
    old = {"fig-a": share("Ja", 13.2, 340), "tbl-gone": []}
    book(project / "dist" / "2023", 2023, old, f"<p>{SYNTHETIC_NOTICE}</p>")
    new = {"fig-a": share("Ja", 19.4, 350), "fig-b": share("Ja", 1, 9)}
    book(project / "dist" / "2024", 2024, new, tests=[of_change("Har dere en? (Ja)", 13.2, 19.4)])
    result = run(2024, 2023)  # in any order
    page = project / "build" / "compare" / "2023-2024" / "index.html"
    assert result.exit_code == 0, result.output
    assert "1 of 1 tested changes hold" in result.output
    assert "build/compare/2023-2024/index.html" in result.output
    text = unescape(page.read_text("utf-8"))
    for told in (text, page.with_name("summary.md").read_text("utf-8")):
        assert "Andelen som svarte «Ja», har økt fra 13 til 19 prosent." in told
        assert SYNTHETIC_NOTICE in told
    assert 'aria-label="Har dere en?, prosent: 13 i 2023 og 19 i 2024."' in text
    assert 'html/chapters/09-medvirkning.html#fig-a"' in text
    assert all((page.parent / link.partition("#")[0]).exists() for link in links(page))
    lines = rows_of(page.with_name("indicators.csv"))
    parts = {line["part"] for line in lines}
    assert {"compared", "only in the old", "only in the new"} <= parts
    assert (lines[0]["old"], lines[0]["new"], lines[0]["base_new"]) == ("13.2", "19.4", "350")


def test_the_page_has_breaks_revisions_and_rows_of_one_edition_in_sections_of_their_own(project, run):
    (cell,) = share("Ja", 20, 300, "2023")[:1]
    old = {"tbl-arsverk-fylke": share("Viken", 20, 300), "tbl-a": [cell], "tbl-b": share("Ja", 5, 90)}
    revised = [number("Ja", "2023", "Prosent", 22), number("Ja", "2024", "Prosent", 25)]
    new = {
        "tbl-arsverk-fylke": share("Viken", 50, 300),
        "tbl-a": revised,
        "tbl-b": share("Ja", 5, 90) + share("Nei", 2, 9),
    }
    book(project / "dist" / "2023", 2023, old)
    book(project / "dist" / "2024", 2024, new, breaks={"tbl-arsverk-fylke": [[2024, "Trondheim rettet tallene."]]})
    assert run(2023, 2024).exit_code == 0
    page = (project / "build" / "compare" / "2023-2024" / "index.html").read_text("utf-8")
    breaks, rest = page.split("<h3>Tall med brudd</h3>")[1].split('<h2 id="revidert">')
    assert "Trondheim" in breaks
    assert "<td>20</td><td>22</td>" in rest
    assert "Bare i 2024: «Nei»." in " ".join(rest.split())


def test_two_folders_of_one_edition_give_cells_and_sentences(project, run, tmp_path):
    old = book(tmp_path / "kept", 2024, {"fig-a": share("Ja", 10, 50)}, "<p>Andelen er 10 prosent.</p>")
    new = book(tmp_path / "2024", 2024, {"fig-a": share("Ja", 12, 50)}, "<p>Andelen er 12 prosent.</p>")
    assert run(old, new).exit_code == 0
    folder = project / "build" / "compare" / "kept-2024"
    text = (folder / "index.html").read_text("utf-8")
    assert "Andelen er <del>10</del> <ins>12</ins> prosent." in text
    assert [line["new"] for line in rows_of(folder / "sentences.csv")] == ["Andelen er 12 prosent."]
    assert [(line["old"], line["new"]) for line in rows_of(folder / "indicators.csv")] == [("10", "12")]


def test_a_book_compared_with_itself_says_that_nothing_has_changed(project, run, tmp_path):
    same = book(tmp_path / "2024", 2024, {"fig-a": share("Ja", 10, 50)})
    assert run(same, same).exit_code == 0
    assert "Ingenting er endret." in (project / "build" / "compare" / "2024-2024" / "index.html").read_text("utf-8")


def test_two_editions_lead_with_what_concerns_all_and_two_builds_with_the_corrected_answers(project, run, tmp_path):
    everyone = {"tbl-oppslutning": [number("Totalt", "", "Antall", 9)]}
    test = of_change("Har dere en? (Ja)", 10, 40)
    old, new = (book(tmp_path / str(y), y, everyone | {"fig-a": share("Ja", 1, 9)}, tests=[test]) for y in (2023, 2024))
    other = book(tmp_path / "other", 2024, everyone | {"fig-a": share("Ja", 5, 9)})
    orders = (
        (old, new, "2023-2024", ["forst", "endret", "testet", "sporsmal", "alle", "bare"]),
        (new, other, "2024-other", ["svar", "tall", "tester", "setninger"]),
    )
    for first, last, name, order in orders:
        assert run(first, last).exit_code == 0
        page = (project / "build" / "compare" / name / "index.html").read_text("utf-8")
        assert re.findall(r'<h2 id="(\w+)"', page) == order


def test_a_reworded_and_a_split_question_are_told_as_they_were_and_as_they_are(tmp_path):
    asked = Reworded(
        {"b": "Om en?", "c": "Om to?"},
        {"bc": "Om begge?"},
        {"b": ["bc"], "c": ["bc"]},
        {"a": [Difference("text", "«Før?»", "«Nå?»"), Difference("options", "", "6 «Vet ikke»")]},
        texts={"a": "Nå?", "b": "Om en?", "c": "Om to?", "bc": "Om begge?"},
    )
    old, new = (read_build(book(tmp_path / str(year), year, {})) for year in (2023, 2024))
    page = write_editions(compare_editions(old, new, asked), {}, tmp_path / "page")
    text = " ".join(unescape(page.read_text("utf-8")).split())
    assert "Før: «Før?» Nå: «Nå?»" in text
    assert "Nye svar: «Vet ikke»." in text
    assert "2023: «Om begge?»<br>2024: «Om en?», «Om to?»" in text
    assert "Nye spørsmål" not in text


def recipe() -> list[str]:
    """The commands that CI runs by the recipe in docs/compare-editions.md."""
    (block,) = re.findall(r"```yaml\n(.*?)```", (root() / "docs" / "compare-editions.md").read_text("utf-8"), re.DOTALL)
    (job,) = yaml.safe_load(block)["jobs"].values()
    return [line for step in job["steps"] for line in step.get("run", "").splitlines()]


def test_the_recipe_for_ci_runs_commands_that_there_are_and_posts_the_summary():
    makefile = (root() / "Makefile").read_text("utf-8")
    made = [re.findall(r"^make (\w+)((?: [A-Z]+=\S+)*)$", line) for line in recipe() if line.startswith("make ")]
    for ((target, given),) in made:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
        assert all(f"$({name})" in makefile for name in re.findall(r"([A-Z]+)=", given))
    assert [target for ((target, _),) in made] == ["book", "book", "compare"]
    assert recipe()[-1] == 'cat build/compare/*/summary.md >> "$GITHUB_STEP_SUMMARY"'
