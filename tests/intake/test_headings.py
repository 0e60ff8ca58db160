"""A heading names a column by the form's words, whatever a tool puts around them; what is only like them is told."""

import csv

import pytest
import yaml

from is248.data.codebook import Codebook, load_codebook
from is248.data.problems import DataError
from is248.intake.headings import Headings, may_be_cut
from is248.intake.importing import import_command, import_file
from survey_world import CODEBOOK, PROJECT, faultless, imported, write_csv

PLAN = "Har kommunen en handlingsplan?"


@pytest.mark.parametrize(
    "heading",
    [
        "12. {}",
        "Q12 {}",
        "Q12: {}",
        "Sp. 12a {}",
        "Spm 3.1 – {}",
        "12a) {}",
        "(3) {}",
        "{}*",
        "{} (sett ett kryss)",
        "{} (åpent)",
        "<p><b>{}</b></p>",
        "G01Q02. {}",
        "Har kommunen\nen\u00a0handlingsplan?",
        "HAR KOMMUNEN EN HANDLINGSPLAN",
        "Hvis ja, har kommunen en handlingsplan?",
        "Dersom ja på spørsmål 3, har kommunen en handlingsplan?",
        "{} (velg alle alternativer som passer)",
        "{} (obligatorisk, sett kun ett kryss)",
    ],
)
def test_what_a_tool_puts_around_the_words_makes_no_difference(world, expected, heading):
    export = faultless().rename(columns={"plan": heading.format(PLAN)})
    done = import_file(write_csv(export, world / "e.csv"), 2025)
    assert (imported(world), done.answers.unknown, done.answers.lacking) == (expected, [], [])


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("tiltak/Kurs", "tiltak__1"),
        ("del_13/tiltak/veiledning", "tiltak__2"),
        ("del_13/tiltak/2", "tiltak__2"),
        ("tiltak (choice=Annet)", "tiltak__3"),
        ("tiltak[annet]", "tiltak__3"),
        ("tiltak___3", "tiltak__3"),
        ("Hvilke tiltak? - Selected Choice - Kurs", "tiltak__1"),
        ("bakgrunn/unit", "unit"),
        ("a/b/Brukere", "brukere"),
        ("fjor/brukere", None),
        ("2024/brukere", None),
        ("tiltak/4", None),
        ("tiltak[SQ001]", None),
        ("fte/brukere eller pasienter", None),
    ],
)
def test_groups_and_options_of_kobo_redcap_and_qualtrics(headings, heading, column):
    assert headings.find(heading) == column


def test_a_list_may_stand_in_a_group(headings):
    assert [headings.find_list(text) for text in ("del_13/tiltak", "a/b/tiltak", "a/tilta")] == [
        "tiltak",
        "tiltak",
        None,
    ]


@pytest.fixture(scope="module")
def headings():
    return Headings(Codebook.model_validate(yaml.safe_load(CODEBOOK)))


@pytest.mark.parametrize(
    "heading",
    ["Hvilke tiltak?\n - Annet, hva:", "4. Hvilke tiltak? [Annet]", "Hvilke tiltak? (flere kryss mulig): c) Annet"],
)
def test_an_option_stands_behind_its_question(world, expected, heading):
    import_file(write_csv(faultless().rename(columns={"tiltak__3": heading}), world / "e.csv"), 2025)
    assert imported(world) == expected


@pytest.mark.parametrize(
    "heading",
    [
        *("Har kommunen handlingsplan?", "Har kommunen en handlingsplan? - Annet", "En handlingsplan?", "12"),
        *(
            f"{PLAN} ({other})"
            for other in ("sett bort fra barn", "kryss av for voksne", "flere enn fem", "åpen omsorg")
        ),
        *(
            f"{other} {PLAN}"
            for other in ("2019:", "1500", "forrige24.", "plan2023.", "12.2022", "Hvis nei,", "Om nei:")
        ),
        f"Hvis ja for barn, {PLAN}",
    ],
)
def test_what_is_only_like_the_words_is_not_taken_but_told(world, capsys, heading):
    import_command(write_csv(faultless().rename(columns={"plan": heading}), world / "e.csv"), 2025)
    done = csv.DictReader((world / "data/2025/responses.csv").open(encoding="utf-8"))
    assert {row["plan"] for row in done} == {""}
    said = " ".join(capsys.readouterr().out.split())
    assert heading in said and "Questions of the codebook that have no column: 1 plan" in said
    if heading != "12":
        assert f"{heading} -- nearest: plan «{PLAN}»" in said


FORM = """\
stems:
  rutiner: ["Har dere skriftlige rutiner for", "Rutiner for"]
questions:
  - {id: r_vold, section: "13", text: "Finnes rutiner mot vold?", type: scale, since: 2024, scale: ja_nei,
     battery: rutiner, label: Vold, form: "oppfølging av personer som har vært utsatt for vold?"}
  - {id: r_rus, section: "13", text: "Finnes rutiner mot rus?", type: scale, since: 2024, scale: ja_nei,
     battery: rutiner, label: Rus}
  - {id: arsak, section: "13", text: "Hvorfor er det slik?", type: text, since: 2024, form: "Hvis ja, hvorfor?"}
  - {id: arsak_rus, section: "13", text: "Hvorfor er det slik med rus?", type: text, since: 2024,
     form: "Hvis ja, hvorfor?"}
"""
LONG = "Har dere skriftlige rutiner for oppfølging av personer som har vært utsatt for vold?"


@pytest.fixture
def form(world):
    path = world / "data/codebook/2025.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("questions:\n", FORM), encoding="utf-8")
    return world


def read(form, **columns: str) -> list[dict]:
    """Import the export with more columns, each of one value; return the rows."""
    done = import_file(write_csv(faultless().assign(**columns), form / "e.csv"), 2025)
    read.done = done
    return list(csv.DictReader((form / "data/2025/responses.csv").open(encoding="utf-8")))


@pytest.mark.parametrize(
    "heading",
    [
        LONG,
        LONG.replace("rutiner for ", "rutiner for … \n"),
        "12. Har dere skriftlige rutiner for: [oppfølging av personer som har vært utsatt for vold?]",
        "Rutiner for - a) Vold",
        LONG[:64],
        LONG[:70] + "…",
    ],
)
def test_an_item_stands_behind_its_stem_whole_or_cut(form, heading):
    assert read(form, **{heading: "2"})[0]["r_vold"] == "2"


def test_a_heading_that_two_questions_could_have_is_neither(form):
    rows = read(form, **{"Hvis ja, hvorfor?": "Fordi", "Har dere skriftlige rutiner for": "1"})
    assert (rows[0]["arsak"], rows[0]["arsak_rus"], rows[0]["r_vold"], rows[0]["r_rus"]) == ("", "", "", "")
    (heading, nth, words), _ = read.done.answers.nearest
    assert (heading, nth, [column for column, _ in words]) == ("Hvis ja, hvorfor?", 1, ["arsak", "arsak_rus"])


def test_only_what_a_program_may_have_cut_is_read_as_cut():
    assert may_be_cut(["a" * 64, "b" * 63, "kort …", "æ" * 32, "c" * 256]) == [True, False, True, True, True]
    assert may_be_cut(["a" * 90, "b" * 90]) == [True, True]


# --- columns.csv


def confirm(world, *lines: str, folder: str = "data/2025") -> None:
    (world / folder).mkdir(parents=True, exist_ok=True)
    text = "\n".join(["heading,nth,column,nearest,by,date,comment", *lines]) + "\n"
    (world / folder / "columns.csv").write_text(text, encoding="utf-8")


def test_a_heading_that_a_person_has_confirmed_is_read_from_then_on(world, expected):
    export = faultless().rename(columns={"plan": "Planen deres?", "unit": "Attributt 1"}).assign(intern="7")
    confirm(
        world,
        "Planen deres?,,plan,,KN,2025-05-20,",
        "Attributt 1,1,unit,,KN,2025-05-20,nummeret",
        "intern,,-,,KN,2025-05-20,",
    )
    done = import_file(write_csv(export, world / "e.csv"), 2025)
    assert (imported(world), done.answers.unknown, done.found.open) == (expected, [], [])


def test_the_second_column_with_a_heading_is_confirmed_by_its_number(form):
    frame = faultless().assign(a="Fordi en", b="Fordi to")
    frame.columns = [*faultless(), "Hvis ja, hvorfor?", "Hvis ja, hvorfor?"]
    confirm(form, '"Hvis ja, hvorfor?",2,arsak,,KN,2025-05-20,', '"Hvis ja, hvorfor?",,arsak_rus,,KN,2025-05-20,')
    import_file(write_csv(frame, form / "e.csv"), 2025)
    rows = list(csv.DictReader((form / "data/2025/responses.csv").open(encoding="utf-8")))
    assert (rows[0]["arsak"], rows[0]["arsak_rus"]) == ("Fordi to", "Fordi en")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ["Planen?,,plann,,KN,2025-05-20,"],
            r"row 2: column is 'plann'; expected a column of the codebook \(did you mean",
        ),
        (["a,,plan,,KN,2025-05-20,", "a,,andel,,KN,2025-05-20,"], "row 3: heading is 'a'; expected each heading once"),
        (["a,,plan,,KN,2025-05-20,", "b,,plan,,KN,2025-05-20,"], "row 2: column is 'plan'; expected each column once"),
        (["a,,plan,,KN,20.05.2025,"], "date is '20.05.2025'; expected a date such as"),
        (["a,,plan,,,2025-05-20,"], "by is ''; expected a value"),
        (["a,x,plan,,KN,2025-05-20,"], "nth is 'x'"),
    ],
)
def test_lines_that_cannot_be_are_told(world, lines, message):
    confirm(world, *lines)
    with pytest.raises(DataError, match=message):
        import_file(write_csv(faultless(), world / "e.csv"), 2025)
    assert not (world / "data/2025/responses.csv").exists()


def test_lines_that_are_not_needed_or_against_the_words_are_followed_and_told(world):
    confirm(
        world, "Borte?,,andel,,KN,2025-05-20,", f"{PLAN},,plan_kjent,,KN,2025-05-20,", "kommentar,,-,,KN,2025-05-20,"
    )
    export = faultless().rename(columns={"plan": PLAN}).drop(columns="plan_kjent")
    done = import_file(write_csv(export, world / "e.csv"), 2025)
    told = [(p.rule, p.value, p.expected) for p in done.found.open if "head" in p.rule]
    assert told == [
        ("stale_heading", "Borte?", "a heading of the export"),
        ("heading_against_words", PLAN, "plan, by its words"),
        ("heading_against_words", "kommentar (left out)", "kommentar, by its words"),
    ]
    rows = list(csv.DictReader((world / "data/2025/responses.csv").open(encoding="utf-8")))
    assert (rows[0]["plan"], rows[0]["plan_kjent"], rows[0]["kommentar"]) == ("", "1", "")


# --- the books' codebooks


@pytest.mark.parametrize("year", [2023, 2024])
def test_words_that_a_codebook_has_once_find_their_column(year, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(PROJECT))
    headings = Headings(load_codebook(year))
    of = {}
    for column, wording in headings.wordings:
        of.setdefault(wording, set()).add(column)
    wrong = {w: c for w, c in of.items() if headings.find(w) not in ({*c} if len(c) == 1 else {None})}
    assert wrong == {}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("1. Hvor mange årsverk ytes i aktivitetssenter og/eller dagsenter for personer over 18 år med psykiske "
         "og/eller rusmiddelrelaterte vansker/lidelser?", "arsverk_voksne__14__sum"),
        ("Hvor mange av årsverkene i tiltak for barn og unge utføres av personer med … - … psykologer?",
         "arsverk_barn__sum__15"),
        ("I hvilken grad er boligsituasjonen til målgruppen preget av: [Annet, hva:]", "bolig_arsak_annet"),
        ("Kjøper kommunen private heldøgns helse– og omsorgstjenester til voksne personer med: (flere kryss mulig) - "
         "hovedsakelig rusmiddelproblem - Ja, fra private ideelle", "heldogn_privat_rus__1"),
        ("NAPHA: Besøkt nettsiden", "senter_napha_fornoyd_nettsiden"),
        ("Stemmer antall årsverk for 2023?", None),
        ("Om dere har kommentarer til spørsmålene eller svarene kan dere skrive her:", None),
    ],
)  # fmt: skip
def test_the_forms_own_words_are_known(heading, column, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(PROJECT))
    assert Headings(load_codebook(2023)).find(heading) == column
