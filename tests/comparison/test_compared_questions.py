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
    assert str(found.reworded["akuttilbud"][0]).endswith("→ «Har dere et akuttilbud?»")
    assert [line.split(":")[0] for line in found.lines] == ["new", "no longer asked", "changed"]


def test_a_changed_option_and_gate_are_listed(project, codebook):
    def change(tree):
        gated = next(q for q in tree["questions"] if q["id"] == "antall_brukere_barn")
        gated["gate"]["options"] = [2]
        tree["scales"]["ja_nei"]["options"][0]["label"] = "Ja, alltid"

    found = reworded(codebook, changed_codebook(project, change)).reworded
    lines = {id: [str(difference) for difference in differences] for id, differences in found.items()}
    assert lines["antall_brukere_barn"] == ["gate har_brukertall_barn 1 → har_brukertall_barn 2"]
    assert ["options 1 «Ja» → 1 «Ja, alltid»"] in lines.values()


def test_an_answer_that_another_edition_calls_otherwise_too_is_the_same_answer(project, codebook):
    def change(tree):
        tree["scales"]["ja_nei"]["options"][0]["aliases"] = ["Jada"]

    assert not reworded(codebook, changed_codebook(project, change))


def test_a_question_under_a_new_id_is_the_same_unless_its_words_or_answers_are_others(project, codebook):
    def change(tree):
        one = {question["id"]: question for question in tree["questions"]}
        one["system_vold"] |= {"id": "system", "replaces": ["system_vold"]}
        one["rutiner_selvskading"] |= {
            "id": "skading",
            "replaces": ["rutiner_selvskading"],
            "text": "Har dere rutiner?",
        }

    found = reworded(codebook, changed_codebook(project, change))
    assert (found.renamed, found.changed) == ({"system"}, {"skading"})
    assert found.only == ([], [])


def test_a_question_that_was_split_and_two_that_became_one_are_told_by_their_words(project, codebook):
    def change(tree):
        one = {question["id"]: question for question in tree["questions"]}
        split, *merged = (one[id] for id in ("system_vold", "rutiner_voldsutsatte", "rutiner_voldsutovere"))
        place = tree["questions"].index(split)
        tree["questions"][place : place + 1] = [
            split | {"id": f"system_{who}", "text": f"Et system for {who}?", "replaces": ["system_vold"]}
            for who in ("barn", "voksne")
        ]
        merged[0] |= {"id": "rutiner", "replaces": [one["id"] for one in merged]}
        tree["questions"].remove(merged[1])

    found = reworded(codebook, changed_codebook(project, change))
    (before, after), (two, one) = found.divided
    assert (before, after) == (
        [codebook.question("system_vold").text],
        ["Et system for barn?", "Et system for voksne?"],
    )
    assert (len(two), one) == (2, [codebook.question("rutiner_voldsutsatte").text])
    assert found.changed == {"system_barn", "system_voksne", "rutiner"}


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
