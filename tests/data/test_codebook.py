"""The codebook of 2024 covers the printed report, that of 2023 compares with it, column by column."""

import re
from graphlib import TopologicalSorter

import pandas as pd
import pytest

from is248.data.codebook import Codebook, Question, load_codebook
from is248.project import root

YEAR = 2024
FILE = f"data/codebook/{YEAR}.yml"

TEXT_TABLES = ["1.1", "1.2", "18.4", "25.2"]  # printed with words in their cells, so not in tables.csv
FIGURES = {  # how many each chapter of the report has
    3: 8, 4: 2, 5: 5, 6: 7, 7: 7, 8: 1, 9: 10, 10: 1, 11: 4, 12: 1, 13: 4, 14: 5, 15: 4, 16: 7, 17: 8, 18: 2,
    20: 2, 21: 4, 22: 6, 24: 2, 25: 13,
}  # fmt: skip

BASES = {
    "Total",
    "Totalt",
    "Antall svar",
    "Antall kommuner",
    "Antall kommuner/bydeler",
    "Antall kommuner/bydeler som har svart",
    "Antall som har svart",
    "Antall som har oppgitt hva de gjør",
    "Antall kommuner som har gjennomført kompetansehevende tiltak",
}
TOTALS = BASES | {"Ikke oppgitt", "Ikke gitt anslag", "Dekningsgrad"}
SIZE_IN_WORDS = {
    "< 2000 innbyggere",
    "2000-5000 innbyggere",
    "5000-10000 innbyggere",
    "10000-20000 innbyggere",
    "20000-50000 innbyggere",
    "50000 innbyggere og mer",
    "Bydel i Oslo",
}
ROWS_OF_GROUPS = {  # each row is a group of units
    *(f"4.{number}" for number in (*range(3, 11), 13, 14)),
    *(f"6.{number}" for number in range(2, 11, 2)),
    "15.3",
    *(f"18.{number}" for number in range(6, 13)),
}
OTHER_ROWS = {
    "3.1": "rows are adults and children: the sums of two FTE questions",
    "4.11": "rows are adults and children: the estimates of two questions",
    "7.1": "rows are sums of two questions and their quotient",
    "18.5": "rows are combinations of the answers to three questions",
}
NOT_PRINTED = {  # options that no table prints
    "tud_fact_kvalitet": "nobody answered Svært dårlig",
    "fastleger_pastander": "19.2 prints only the share that agree",
    "rutiner_selvmord": "12.1 prints only the share that answered Ja",
}
OF_MENTIONS = ["16.3"]  # its total counts mentions, not units
SIDE_BY_SIDE = {"ohd_bruk", "ohd_tilpasset"}  # two questions named in one figure
BEFORE = 2023
NEW_FTE_CATEGORIES = {"arsverk_voksne", "arsverk_barn"}
JOINT_IN_2023 = {  # by the id of the joint question
    "lavterskel": {"lavterskel_psykisk", "lavterskel_rus"},
    "lavterskel_arsverk": {"lavterskel_psykisk_arsverk", "lavterskel_rus_arsverk"},
    "lavterskel_hva": {"lavterskel_psykisk_hva", "lavterskel_rus_hva"},
}
NOT_PRINTED_IN_2023 = {  # questions of both years without a number in the report of 2023
    *(f"brukermedvirkning_{who}" for who in ("individ", "system", "lokale_representanter")),
    "brukermedvirkning_nasjonale_organisasjoner",
    *(f"kompetansetiltak_eldre_{about}" for about in ("psykisk", "rop", "rus", "vold")),
    *(f"samarbeid_hovedforlop_3_{who}_{what}" for who in ("barn", "voksne") for what in ("psykisk_helsevern", "tsb")),
    *("endret_ressursbruk", "erfaringskonsulenter_barn", "forebygging_vold", "oppsokende_ungdom_malgruppe"),
    *("rutiner_etterlatte_selvmord", "ungdomstiltak"),
}
OPTIONS_OF_ONE_YEAR = {  # the codes that only 2023 has, and that only 2024 has
    "erfaringskonsulenter_voksne": ({4}, set()),
    "erfaringskonsulenter_barn": ({4}, set()),
    "samarbeid_hovedforlop_3_voksne_psykisk_helsevern": (set(), {6}),
    "samarbeid_hovedforlop_3_voksne_tsb": (set(), {6}),
    "samarbeid_hovedforlop_3_barn_psykisk_helsevern": (set(), {6}),
    "samarbeid_hovedforlop_3_barn_tsb": (set(), {6}),
    "brukermedvirkning_lokale_representanter": ({6}, set()),
    "kompetansetiltak_selvmord_type": (set(), {4, 5}),
    "eldre_hjemmebesok_tema": ({6}, set()),
    "barnevern_samarbeid": (set(), {6}),
}
BATTERIES_OF_2023 = {  # how many items the form has
    "rekruttering": 17,
    "barn_parorende_oppfolging": 5,
    "voksne_parorende_oppfolging": 9,
    "parorendestrategi": 6,
    "bolig_arsaker": 16,
    "fastleger_pastander": 7,
    "barn_psykisk": 4,
    "utskrivningsklare_melding": 4,
    "somatisk_oppfolging": 3,
    "arbeidstiltak": 3,
    "heldogn_egne_ivaretar": 4,
    "heldogn_privat": 4,
    "heldogn_samlet": 4,
    "heldogn_privat_antall": 7,
    "heldogn_kommuner_type": 8,
    "sentre": 10,
    "sentre_kontakt": 10,
    "sentre_fornoyd": 10,
    "senter_napha_fornoyd_med": 7,
    "senter_erfaringskompetanse_fornoyd_med": 7,
}
MORE_THAN_THE_GATE = {  # more units answered than the gate let through, in print
    "brukertall_omfatter_voksne": "246 answered, 240 have figures",
    "brukertall_omfatter_barn": "112 answered, 103 have figures",
}


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook(YEAR)


@pytest.fixture(scope="module")
def before() -> Codebook:
    return load_codebook(BEFORE)


@pytest.fixture(scope="module", params=[BEFORE, YEAR])
def each(request) -> Codebook:
    return load_codebook(request.param)


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    path = root() / "data/published" / str(YEAR) / "tables.csv"
    return pd.read_csv(path, dtype={"table": str}, keep_default_na=False, na_values={"value": ""})


@pytest.fixture(scope="module")
def groups() -> set[str]:
    folder = root() / "data/reference"
    names = set(pd.read_csv(folder / "groups.csv")["group"])
    largest = set(pd.read_csv(folder / f"units-{YEAR}.csv")["name"]) | {"Oslo", "Resten av landet"}
    return {name.lower().replace("st.", "st") for name in names | SIZE_IN_WORDS | largest}


def without_question(kind: str) -> dict[str, str]:
    """Return the tables or figures that the codebook's top comment lists, with the reason."""
    text = (root() / FILE).read_text(encoding="utf-8")
    return dict(re.findall(rf"^#   {kind} (\d+\.\d+): (.+)$", text, flags=re.MULTILINE))


def labels(codebook: Codebook, table: str) -> list[str]:
    """Return what a table's questions say that its rows can be called, in the order of the codebook."""
    found = []
    for question in codebook.behind(table):
        options = [*codebook.options(question.id), *question.services, *question.educations]
        found += [option.label for option in options] + [question.label or ""]
    return list(dict.fromkeys(label for label in found if label))


def rows(cells: pd.DataFrame, table: str) -> list[str]:
    return list(dict.fromkeys(cells.loc[cells["table"] == table, "row"]))


def codes(codebook: Codebook, question: str) -> dict[int, str]:
    """Return the labels of a question's answers by code."""
    return {option.code: option.label for option in codebook.options(question)}


def ids(codebook: Codebook) -> set[str]:
    return {question.id for question in codebook.questions}


# --- the report is covered


def test_every_table_is_behind_a_question_or_listed_with_a_reason(codebook, cells):
    printed = set(cells["table"]) | set(TEXT_TABLES)
    covered = {table for question in codebook.questions for table in question.tables}
    listed = set(without_question("table"))
    assert covered | listed == printed
    assert not covered & listed
    assert len(printed) == 147


def test_every_figure_is_behind_a_question_or_listed_with_a_reason(codebook):
    printed = {f"{chapter}.{number + 1}" for chapter, count in FIGURES.items() for number in range(count)}
    covered = {figure for question in codebook.questions for figure in question.figures}
    listed = set(without_question("figure"))
    assert covered | listed == printed
    assert not covered & listed
    assert len(printed) == 103


def test_every_printed_row_is_an_answer_an_item_or_a_group(codebook, cells, groups):
    unknown = {}
    for table in dict.fromkeys(cells["table"]):
        if not codebook.behind(table) or table in OTHER_ROWS:
            continue
        named = set(labels(codebook, table))
        left = [row for row in rows(cells, table) if row not in TOTALS and row not in named]
        if table in ROWS_OF_GROUPS:
            left = [row for row in left if row.lower() not in groups]
        if left:
            unknown[table] = left
    assert not unknown


def test_answers_stand_in_the_order_of_the_printed_rows(codebook, cells):
    for table in dict.fromkeys(cells["table"]):
        named = labels(codebook, table)
        printed = [row for row in rows(cells, table) if row in named]
        assert printed == [label for label in named if label in printed], table


def test_every_answer_is_printed_in_a_row_or_a_column(codebook, cells):
    for question in codebook.questions:
        tables = cells[cells["table"].isin(question.tables)]
        if tables.empty or {question.id, question.battery} & set(NOT_PRINTED):
            continue
        printed = set(tables["row"]) | set(tables["measure"])
        options = [*codebook.options(question.id), *question.services, *question.educations]
        assert {option.label for option in options} <= printed, question.id


def test_the_items_of_a_battery_are_named_as_in_their_table(codebook, cells):
    for question in codebook.questions:
        siblings = [other for other in codebook.questions if other.battery == question.battery]
        one_table_each = any(other.tables != question.tables for other in siblings)
        tables = cells[cells["table"].isin(question.tables)]
        if question.label is None or tables.empty or one_table_each:
            continue
        heads = {part for group in tables["group"] for part in group.split(" / ")}
        assert question.label in set(tables["row"]) | heads, question.id


def test_every_item_of_a_battery_has_a_name_of_its_own(each):
    names = [(question.battery, question.label) for question in each.questions if question.battery]
    assert len(names) == len(set(names))
    assert all(label for _, label in names)
    without_battery = {question.id for question in each.questions if question.label and not question.battery}
    assert without_battery == SIDE_BY_SIDE & ids(each)


def test_the_questions_follow_the_order_of_the_report(each):
    chapters = [int(question.section) for question in each.questions]
    assert chapters == sorted(chapters)
    for question in each.questions:
        shown_in = {number.split(".")[0] for number in question.tables + question.figures}
        elsewhere = {"6", "7"} if question.type == "fte" else set()
        assert shown_in <= {question.section} | elsewhere, question.id


# --- gates


def test_a_follow_up_stands_below_the_question_that_decides_who_gets_it(each):
    order = [question.id for question in each.questions]
    gates = {question.id: {question.gate.question} for question in each.questions if question.gate}
    list(TopologicalSorter(gates).static_order())  # raises if a gate leads back to itself
    for question, above in gates.items():
        assert order.index(*above) < order.index(question)


def test_no_more_units_answered_a_follow_up_than_its_gate_let_through(codebook, cells):
    """The printed numbers bear out the gates, also those that the report doesn't mention."""
    checked = []
    for question in codebook.questions:
        gate = codebook.question(question.gate.question) if question.gate else None
        if not gate or not gate.tables or not question.tables or question.tables == OF_MENTIONS:
            continue
        if not codebook.options(question.id):
            continue  # numbers and texts have no printed base
        if gate.type == "multiple" and len(question.gate.options) > 1:
            continue  # how many ticked one answer or another is not printed
        open_for = [o.label for o in codebook.options(gate.id) if o.code in question.gate.options]
        through = printed_units(cells, gate, open_for)
        answered = printed_units(cells, question, BASES)
        checked.append(question.id)
        assert answered > 0, question.id
        assert (answered > through) == (question.id in MORE_THAN_THE_GATE), question.id
    assert set(MORE_THAN_THE_GATE) <= set(checked)
    assert len(checked) >= 20


def printed_units(cells: pd.DataFrame, question: Question, chosen) -> float:
    """Return the sum of the chosen rows in the question's own column of the edition's year."""
    column = cells[(cells["table"] == question.tables[0]) & (cells["measure"] == "Antall")]
    targets = {"adults": "Voksne", "children": "Barn og unge"}
    for head in (str(YEAR), targets.get(question.target), question.label):
        with_head = column[[head in group.split(" / ") for group in column["group"]]]
        column = column if with_head.empty else with_head
    return column.loc[column["row"].isin(chosen), "value"].sum()


# --- series


def test_no_series_begins_after_its_first_printed_year(codebook, cells):
    years = cells.assign(year=pd.to_numeric(cells["group"].str.extract(r"^(20\d\d)\b")[0]))
    years = years.dropna(subset=["year", "value"])
    for question in codebook.questions:
        printed = years[years["table"].isin(question.tables)]
        own_row = printed[printed["row"] == question.label]
        first = (own_row if len(own_row) else printed)["year"].min()
        assert not first < question.since, question.id


def test_breaks_lie_inside_the_series_and_are_in_order(each):
    for question in each.questions:
        years = [broken.year for broken in question.breaks]
        assert years == sorted(years)
        assert all(question.since < year <= each.year for year in years), question.id


@pytest.mark.parametrize("question", ["arsverk_voksne", "arsverk_barn", "lavterskel_psykisk", "lavterskel_rus"])
def test_what_changed_in_2024_is_a_break_in_the_series(codebook, question):
    assert YEAR in [broken.year for broken in codebook.question(question).breaks]


def test_the_counties_of_2024_break_every_series_by_county(codebook):
    assert [(broken.year, broken.grouping) for broken in codebook.breaks] == [(YEAR, "county")]


# --- the FTE questions


@pytest.mark.parametrize(("question", "services"), [("arsverk_voksne", 7), ("arsverk_barn", 6)])
def test_fte_go_by_service_and_education_with_the_rule_for_small_municipalities(codebook, question, services):
    fte = codebook.question(question)
    assert len(fte.services) == services
    assert len(fte.educations) == 5
    assert len(codebook.columns(question)) == 5 * services

    rule = fte.only_education
    assert {service.code: service.label for service in fte.services}[rule.service] == "Øvrige årsverk"
    assert fte.gate.question == rule.question
    answers = {option.code: option.label for option in codebook.options(rule.question)}
    assert [answers[code] for code in rule.options] == [answers[2]]
    assert answers[2].startswith("Ja, men kun få årsverk")
    assert answers[3].startswith("Nei")
    assert 3 not in fte.gate.options


# --- columns of the responses file


def test_no_two_questions_share_a_column(each):
    columns = [column for question in each.questions for column in each.columns(question.id)]
    assert len(columns) == len(set(columns))


def test_no_question_asks_who_filled_in_the_form(each):
    personal = re.compile("e-?post|telefonnummer|postnummer|adresse", flags=re.IGNORECASE)
    assert not [question.id for question in each.questions if personal.search(question.text)]


# --- the questionnaire of 2023


def test_a_question_of_2024_that_is_older_was_asked_in_2023(codebook, before):
    older = {question.id for question in codebook.questions if question.since <= BEFORE}
    split = set().union(*JOINT_IN_2023.values())
    assert split <= older
    assert ids(before) & ids(codebook) == older - split


def test_what_was_one_question_in_2023_and_two_in_2024_has_an_id_of_its_own(codebook, before):
    for joint, parts in JOINT_IN_2023.items():
        assert joint not in ids(codebook)
        assert not parts & ids(before)
        for part in parts:
            shared = codes(before, joint).items()
            assert shared <= codes(codebook, part).items()
            assert before.question(joint).type == codebook.question(part).type


def test_a_question_of_both_years_is_the_same_question(codebook, before):
    for id in sorted(ids(before) & ids(codebook)):
        then, now = before.question(id), codebook.question(id)
        for key in ("type", "label", "target", "battery", "unit", "since"):
            assert getattr(then, key) == getattr(now, key), (id, key)
        assert then.breaks == [broken for broken in now.breaks if broken.year <= BEFORE], id


def test_a_question_of_both_years_went_to_the_same_units(codebook, before):
    """Except that the questions that gate the FTE came in 2024."""
    for id in sorted(ids(before) & ids(codebook)):
        gate = codebook.question(id).gate
        asked = gate and gate.question in ids(before)
        assert before.question(id).gate == (gate if asked else None), id
        assert asked or not gate or gate.question.startswith("egne_arsverk_"), id


def test_an_answer_has_the_same_code_and_label_in_both_years(codebook, before):
    differing = {}
    for id in sorted(ids(before) & ids(codebook)):
        then, now = codes(before, id), codes(codebook, id)
        assert {code: then[code] for code in then.keys() & now} == {code: now[code] for code in then.keys() & now}, id
        if then.keys() != now.keys():
            differing[id] = (then.keys() - now.keys(), now.keys() - then.keys())
    assert differing == OPTIONS_OF_ONE_YEAR


@pytest.mark.parametrize("question", sorted(NEW_FTE_CATEGORIES))
def test_the_fte_categories_of_2023_have_codes_that_2024_does_not_use(codebook, before, question):
    then, now = before.question(question), codebook.question(question)
    for key in ("services", "educations"):
        assert not {part.code for part in getattr(then, key)} & {part.code for part in getattr(now, key)}
    assert then.gate is then.only_education is None


def test_the_history_of_2023_has_what_was_printed_and_only_questions_and_answers_of_2023(codebook, before):
    history = pd.read_csv(root() / "data/history.csv", dtype=str, keep_default_na=False)
    history = history[history["year"] == str(BEFORE)]
    both = {id for id in ids(before) & ids(codebook) if before.question(id).type != "text"}
    assert both - set(history["question"]) == NOT_PRINTED_IN_2023
    assert set(history["question"]) - ids(before) == set()
    for id, options in history[history["question"].isin(ids(before))].groupby("question")["option"]:
        named = {int(code) for option in options if option for code in option.split("+")}
        assert named <= codes(before, id).keys(), id


@pytest.mark.parametrize("battery", sorted(BATTERIES_OF_2023))
def test_a_battery_of_2023_has_all_items_of_the_form(before, battery):
    items = [question for question in before.questions if question.battery == battery]
    assert len(items) == BATTERIES_OF_2023[battery]
    assert len({tuple(codes(before, item.id).items()) for item in items}) == 1


def test_the_tables_of_chapter_23_are_behind_questions_of_2023(before):
    tables = {table for question in before.questions for table in question.tables}
    assert tables == {f"23.{number}" for number in range(1, 6)}
