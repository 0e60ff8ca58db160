"""Which questions a table shows, and how two questionnaires differ."""

from pathlib import Path

import nbformat
import yaml

from is248.comparison.questions import Questionnaire, Shown, reworded, shown_by_label
from is248.data.codebook import Codebook, load_codebook


def test_a_break_of_a_grouping_concerns_the_tables_by_that_grouping_alone(codebook):
    shown = {
        label: Shown(frozenset({"rekrutteringsvansker"}), frozenset({by}))
        for label, by in (("fig-fylke", "county"), ("fig-storrelse", "size_group"))
    }
    questionnaire = Questionnaire(codebook, shown)
    assert "Viken" in questionnaire.breaks("fig-fylke", 2023)[0]
    assert questionnaire.breaks("fig-storrelse", 2023) == []
    assert questionnaire.breaks("fig-fylke", 2024) == []  # declared for 2024: it lies before


def test_the_questions_of_a_cell_are_found_through_the_variables_it_uses(tmp_path, monkeypatch):
    cells = [
        'levels = {"Individ": "medvirkning_individ"}\nby_county = survey.share(levels, [1], by="county")',
        "#| label: fig-a\n#| fig-cap: Om noe.\nfigures.bars(by_county)",
        '#| label: fig-b\n#| fig-cap: Om noe.\nfigures.bars(survey.frequency("recovery"))',
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    (tmp_path / "chapters").mkdir()
    nbformat.write(notebook, tmp_path / "chapters" / "09-x.ipynb")
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    assert shown_by_label({"medvirkning_individ", "recovery"}) == {
        "fig-a": Shown(frozenset({"medvirkning_individ"}), frozenset({"county"})),
        "fig-b": Shown(frozenset({"recovery"})),
    }


def test_a_table_of_the_units_fte_shows_the_two_questions_on_fte_though_it_names_none():
    assert {"arsverk_voksne", "arsverk_barn"} <= shown_by_label({"arsverk_voksne", "arsverk_barn"})[
        "tbl-arsverk-fylke"
    ].questions


def test_every_question_of_the_book_that_has_a_break_is_found_in_its_chapter():
    codebook = load_codebook(2024)
    shown = shown_by_label({question.id for question in codebook.questions})
    seen = set().union(*(found.questions for found in shown.values()))
    assert {"erfaringskonsulenter_voksne", "arsverk_voksne", "rekrutteringsvansker"} <= seen


def changed_codebook(project: Path, change) -> Codebook:
    """Return the codebook of 2024 after `change` has changed its contents."""
    path = project / "data" / "codebook" / "2024.yml"
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(tree)
    path.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return load_codebook(2024)


def test_questions_that_were_added_dropped_and_reworded_are_listed(project, codebook):
    def change(tree):
        questions = tree["questions"]
        one = next(q for q in questions if q["id"] == "akuttilbud")
        one["text"] = "Har dere et akuttilbud?"
        questions.append(one | {"id": "ny_ting", "text": "Har dere noe nytt?", "tables": [], "figures": []})
        questions.remove(next(q for q in questions if q["id"] == "digitale_verktoy"))

    found = reworded(codebook, changed_codebook(project, change))
    assert found.added == {"ny_ting": "Har dere noe nytt?"}
    assert list(found.dropped) == ["digitale_verktoy"]
    assert list(found.reworded) == ["akuttilbud"]
    assert found.reworded["akuttilbud"][0].endswith("→ «Har dere et akuttilbud?»")
    assert [line.split(":")[0] for line in found.lines] == ["new", "no longer asked", "changed"]


def test_a_changed_option_and_gate_are_listed(project, codebook):
    def change(tree):
        gated = next(q for q in tree["questions"] if q["id"] == "antall_brukere_barn")
        gated["gate"]["options"] = [2]
        tree["scales"]["ja_nei"]["options"][0]["label"] = "Ja, alltid"

    found = reworded(codebook, changed_codebook(project, change)).reworded
    assert found["antall_brukere_barn"] == ["gate har_brukertall_barn 1 → har_brukertall_barn 2"]
    assert ["options 1 «Ja» → 1 «Ja, alltid»"] in found.values()


def test_two_questionnaires_that_ask_the_same_do_not_differ(codebook):
    assert not reworded(codebook, codebook)
