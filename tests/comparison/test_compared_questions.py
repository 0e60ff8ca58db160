"""How two questionnaires differ."""

from pathlib import Path

import yaml

from is248.analysis import population
from is248.analysis.tables import MIME
from is248.comparison.questions import Reworded, changed_questions, reworded
from is248.data.codebook import Codebook, load_codebook


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


def test_a_year_without_a_codebook_differs_in_nothing_that_is_known(project):
    assert changed_questions(2023, 2024)
    assert changed_questions(1999, 2024) == Reworded()


def test_tables_and_figures_say_which_questions_they_show_and_the_breaks_of_their_grouping_alone(edition):
    county, size = (edition.question("rekrutteringsvansker").answer("ja").by(key) for key in ("county", "size_group"))
    shown = county.figure()._repr_mimebundle_()[MIME]
    assert shown["questions"] == ["rekrutteringsvansker"]
    assert [(year, note[:5]) for year, note in shown["breaks"]] == [(2024, "Viken")]
    assert size.table()._repr_mimebundle_()[MIME]["breaks"] == []


def test_a_table_of_the_units_fte_shows_the_two_questions_on_fte_though_it_names_none(edition):
    table = population.fte(edition, "county")
    assert set(table.questions) == {"arsverk_voksne", "arsverk_barn"}
    assert "Viken" in str(table.breaks)
    assert "Trondheim" in str(table.breaks)
