"""A codebook answers for its questions: options, columns, types, tables."""

import pytest
import yaml

from is248.data.codebook import Codebook, load_codebook
from is248.project import root


@pytest.fixture(scope="module")
def codebook():
    return load_codebook(2024)


def test_columns_are_named_by_question_option_service_and_education(codebook):
    assert codebook.columns("handlingsplan_vold") == ["handlingsplan_vold"]
    assert codebook.columns("eldre_hjemmebesok_tema") == [f"eldre_hjemmebesok_tema__{n}" for n in range(1, 6)]
    assert codebook.columns("arsverk_barn")[:2] == ["arsverk_barn__1__1", "arsverk_barn__1__2"]


def test_an_unknown_question_gets_a_suggestion(codebook):
    with pytest.raises(ValueError, match="did you mean handlingsplan_vold"):
        codebook.question("handlingsplan_voldd")


def test_the_options_of_a_question_are_its_own_or_its_scales(small):
    codebook = small()
    assert [option.label for option in codebook.options("plan")] == ["Ja", "Nei"]
    assert codebook.options("plan_kjent") == codebook.options("plan")
    assert codebook.options("arsverk") == []


def test_questions_are_found_by_their_types_and_by_the_tables_that_show_them(small):
    codebook = small()
    assert [question.id for question in codebook.of_type("single")] == ["plan", "plan_kjent"]
    assert [question.id for question in codebook.of_type("fte", "text")] == ["arsverk"]
    assert [question.id for question in codebook.behind("13.1")] == ["plan"]
    assert codebook.behind("1.1") == []


@pytest.mark.parametrize("path", sorted((root() / "data/codebook").glob("*.yml")), ids=lambda path: path.stem)
def test_an_answer_that_is_renamed_keeps_its_name(path):
    book = yaml.safe_load(path.read_text(encoding="utf-8"))

    def names() -> list[str]:
        codebook = Codebook.model_validate(book)
        return [f"{q.id}.{option.name}" for q in codebook.questions for option in codebook.options(q.id)]

    before = names()
    listed = [*book["scales"].values(), *(question.get("options", []) for question in book["questions"])]
    options = [option for found in listed for option in (found if isinstance(found, list) else found["options"])]
    for number, option in enumerate(options):
        option["label"] = f"Et annet svar {number}"
    assert len(options) > 200 and names() == before
