"""The printed edition of 2024 contradicts itself in 123 places. For each rule that prevents that: it works.

The numbers behind the names of the tests are those of data/published/2024/contradictions.csv.
"""

from dataclasses import replace

import nbformat
import pytest

from is248 import MUNICIPALITY, Quantity, fraction, fte, holds, majority, open_survey, population, users
from is248.analysis.tables import NOT_ANSWERED
from is248.chapters.engine import INLINE, options
from is248.chapters.linter import check_prose, findings_in
from is248.chapters.source import read_chapter
from is248.data.absence import is_absent
from is248.data.groupings import TOTAL
from is248.intake.importing import check_data
from is248.project import root
from is248.wording import Change, UntrueStatement
from is248.years.consistency import inconsistencies

YEAR = 2024
LARGE_EXTENT = ("svaert_stor_grad", "stor_grad")


@pytest.fixture(scope="module")
def survey():
    return open_survey(YEAR)


@pytest.fixture(scope="module")
def found(survey):
    return [(problem.rule, problem.column, str(problem)) for problem in inconsistencies(survey)]


def _chapter(path, *cells):
    """Write a chapter of markdown cells (text) and code cells (those that begin with `#|`)."""
    new = {True: nbformat.v4.new_code_cell, False: nbformat.v4.new_markdown_cell}
    notebook = nbformat.v4.new_notebook(cells=[new[text.startswith("#|")](text) for text in cells])
    nbformat.write(notebook, path)
    return path


def _rules(text):
    return [rule for _, _, rule in findings_in(text)]


# --- G1: one expression per number


@pytest.mark.parametrize(
    "sentence",
    [
        "31 prosent har rutiner for voldsrisikovurdering.",  # C070
        "25 prosent av kommunene svarer i stor grad.",  # C056
        "Det er 76 kommuner som ikke har egne årsverk til barn og unge.",  # C016
    ],
)
def test_g1_a_number_that_someone_types_into_the_prose_is_found(sentence):
    assert "typed-number" in _rules(sentence)


def test_g1_a_number_fetched_by_the_questions_name_is_the_tables_own(survey):
    risk = survey.question("rutiner_voldsrisikovurdering").answer("ja")  # C070: 31 was another question's
    sentence = "`{python} risk.pct` prosent har rutiner for voldsrisikovurdering."
    assert _rules(sentence) == []
    assert str(eval(INLINE.search(sentence).group(1), {"risk": risk})) == "45"


def test_g1_a_childrens_number_cant_be_given_an_adults_label(survey):
    services = fte.by_service(survey, "arsverk_barn")  # C022
    assert str(services.pct("lavterskel")) == "19"
    assert services.aliases["lavterskel"] == "Lavterskel psykisk helse og rustilbud"
    with pytest.raises(ValueError, match="there is no row 'Lavterskel helse- og mestringstilbud'"):
        services.pct("Lavterskel helse- og mestringstilbud")


# --- G2: computed from counts, rounded once


def test_g2_two_shares_are_added_before_they_are_rounded(survey):
    took_part = survey.participation()  # C009: 92 + 2 was printed as 94
    assert [str(took_part.pct(row)) for row in ("gjennomfort", "delvis")] == ["92", "2"]
    assert str(took_part.pct(["gjennomfort", "delvis"])) == "95"


@pytest.mark.parametrize(
    ("question", "answers", "year", "parts", "together"),
    [
        ("ohd_bruk", ["liten_grad", "svaert_liten_grad"], 2024, ["27", "32"], "58"),  # C074
        ("tud_fact_kvalitet", ["svaert_godt", "godt"], 2024, ["25", "51"], "75"),  # C081
        ("bolig_psykisk", ["darlig", "svaert_darlig"], 2023, ["16", "4"], "19"),  # C084
        ("bolig_psykisk", ["svaert_god", "god"], 2023, ["7", "36"], "44"),  # C085
        ("fastleger_henviser_voksne", LARGE_EXTENT, 2024, ["26", "56"], "81"),  # C096
        ("fastleger_henviser_barn", ["liten_grad", "svaert_liten_grad"], 2024, ["18", "10"], "29"),  # C098
        ("utskrivningsklare_problemer", LARGE_EXTENT, 2023, ["3", "9"], "12"),  # C107
        ("utskrivningsklare_problemer", LARGE_EXTENT, 2024, ["2", "12"], "13"),  # C108
    ],
)
def test_g2_answers_are_added_in_counts(survey, question, answers, year, parts, together):
    asked = survey.question(question)
    assert [str(asked.answer(answer).at(year).pct) for answer in answers] == parts
    assert str(asked.answer(*answers).at(year).pct) == together


@pytest.mark.parametrize(
    ("question", "answer", "percent"),
    [("kompetansetiltak_selvmord", "nei", "36"), ("utskrivningsklare_problemer", "stor_grad", "9")],  # C066, C109
)
def test_g2_a_share_is_not_rounded_twice(survey, question, answer, percent):
    share = survey.question(question).answer(answer).at(2023).pct
    assert str(Quantity(share, 1)).endswith(",5")  # 36,5 and 9,5: rounded again they would be 37 and 10
    assert str(share) == percent


def test_g2_percentages_are_not_forced_to_add_up_to_100(survey):
    shares = fte.sums_by_year(survey, "arsverk_hovedforlop_voksne", percent=True)  # C045: 27 was printed, to make 100
    assert [str(shares.pct(row, year=2017)) for row in shares.rows] == ["10", "26", "63"]


# --- G3: every share has a named base


def test_g3_the_share_of_all_units_has_its_own_column_and_is_of_all_units(survey):
    kinds = survey.question("oppsokende_team_type")  # C060: 3, 19 and 6 were printed
    table, teams = kinds.table(of_all=True), [kinds.answer(name) for name in ("act", "fact", "fact_ung")]
    assert table.column("all").measure == "Prosent av alle"
    assert [str(team.pct_of_all) for team in teams] == ["5", "35", "11"]
    for team in teams:
        assert table.value(team.label, "all") == team.pct_of_all == 100 * team.n / len(survey.units)


def test_g3_a_follow_ups_base_is_those_that_answered_it(survey):
    assert survey.question("tud_antall").base == 244  # C079: not the 257 with experience
    assert survey.question("tud_fact").base == 109  # C082: not the 130 with a team
    assert survey.question("andel_videreutdanning_barn").base == 255  # C013: municipalities, not FTE


def test_g3_only_some_of_the_units_is_asked_for_and_the_note_says_so(survey):
    everyone = survey.question("utskrivningsklare_arsak_forventninger")  # C111
    some = everyone.restricted(survey.question("utskrivningsklare_problemer").answer(*LARGE_EXTENT, "noen_grad").units)
    assert everyone.base == 328
    assert some.base < everyone.base
    assert "blant kommunene og bydelene som figuren gjelder" in some.distribution().note
    assert "blant" not in everyone.distribution().note


def test_g3_which_answers_count_is_asked_for_and_the_note_names_them(survey):
    refer = survey.question("fastleger_henviser_voksne").answer(
        *LARGE_EXTENT, "noen_grad"
    )  # C114: three, where others have two
    assert "«I svært stor grad» eller «I stor grad» eller «I noen grad»" in refer.by("size_group").shares.note


# --- G4: references, captions and heads come from the data


def test_g4_a_captions_number_is_an_expression_on_the_tables_question(survey):
    assert survey.question("egne_arsverk_barn").answer("fa").n == 96  # C017: the adults' 61 was printed
    assert survey.question("egne_arsverk_voksne").answer("fa").n == 61


def test_g4_a_number_or_year_typed_into_a_caption_is_found(tmp_path):
    cells = ["Se @tbl-few.", "#| label: tbl-few\n#| tbl-cap: Årsverk i de 61 kommunene, 2017–2023.\nfew"]  # C017, C042
    rules = [(finding.rule, finding.text) for finding in check_prose([_chapter(tmp_path / "c.ipynb", *cells)])]
    assert rules == [("typed-number", "61"), ("typed-number", "2017–2023")]


def test_g4_a_reference_is_a_name_and_one_that_names_nothing_is_found(tmp_path):
    chapter = _chapter(tmp_path / "c.ipynb", "Som vist i @tbl-some-other-edition.")  # C032, C033, C049, C093
    assert [finding.rule for finding in check_prose([chapter])] == ["no-such-label"]


def test_g4_a_number_typed_for_a_table_is_found():
    assert _rules("Som vist i tabell 8.6.") == ["typed-number"]  # C093


def test_g4_a_figure_that_the_text_does_not_mention_is_found(tmp_path):
    chapter = _chapter(tmp_path / "c.ipynb", "#| label: fig-recovery\n#| fig-cap: Recovery-orientering.\nrecovery")
    assert [finding.rule for finding in check_prose([chapter])] == ["not-mentioned"]  # C055, C069


def test_g4_no_two_tables_or_figures_of_the_book_have_the_same_caption():
    captions = [
        caption
        for path in sorted((root() / "chapters").glob("*.ipynb"))
        if not path.stem[-4:].isdigit()  # a notebook of one year stands in the place of another
        for cell in read_chapter(path).cells
        if cell.cell_type == "code"
        for key, caption in options(cell).items()
        if key in ("tbl-cap", "fig-cap")
    ]
    assert captions
    assert len(captions) == len(set(captions))  # C018, C055, C123


def test_g4_a_table_of_a_service_that_does_not_exist_cant_be_made(survey):
    with pytest.raises(ValueError, match="sjuende"):  # C018
        fte.by_education(survey, "arsverk_barn", service="sjuende")


def test_g4_a_column_of_medians_is_called_median(survey):
    measures = {column.kind: column.measure for column in users.method_a(survey, "voksne", "alle").columns}  # C027
    assert (measures["mean"], measures["median"]) == ("Gj. snitt", "Median")


# --- G5: years and periods come from the data


def test_g5_the_number_of_years_is_counted(survey):
    assert survey.question("recovery_orientering").years.lately == "de siste åtte årene"  # C054: seven was printed
    assert survey.question("kompetansetiltak_selvmord").years.lately == "de siste fire årene"  # C065: two


def test_g5_a_span_of_years_shows_its_gaps(survey):
    assert str(survey.question("arsverk_voksne").years) == "2016, 2019–2020 og 2023–2024"  # C008: 2016–2024 was printed


def test_g5_a_column_head_is_the_year_of_its_numbers(survey):
    table = survey.question("bolig_rus").table(years="all")  # C088: 2022, 2023, 2023 was printed
    assert list(dict.fromkeys(column.group for column in table.columns)) == ["2022", "2023", "2024"]


def test_g5_a_change_over_a_break_in_the_series_is_absent(survey):
    asked = survey.question("organisering_utfylling")  # C007: called stable since 2019
    together = asked.answer("felles_fagmote")
    assert (asked.break_year, asked.break_note.startswith("Ett svar i 2019 og 2021")) == (2022, True)
    assert together.at(2022).since(2021).reason == "organisering_utfylling has a break between 2021 and 2022"
    assert is_absent(together.at(2022).development)
    assert together.since(2023).points > 0


def test_g5_a_change_between_two_bases_is_absent(survey):
    asked = survey.question("ohd_tilbud")  # C072: from 8 percent of all to 20 of those that answered
    none = asked.answer("nei")
    assert [str(none.at(year).pct) for year in (2019, 2024)] == ["8", "20"]
    assert asked.break_note.startswith("Prosenten for 2019 er trolig regnet av alle kommuner")
    assert is_absent(none.since(2019))
    assert none.since(2021).direction == 1


def test_g5_a_question_that_was_split_begins_a_new_series(survey):
    assert survey.years("lavterskel_psykisk_arsverk") == [2024]  # C091: 110 more than in 2023 was printed


# --- G6: words that assert are checked


def test_g6_de_fleste_stops_the_build_when_it_is_less_than_half(survey):
    share = fte.by_service(survey, "arsverk_barn").pct("helsestasjon")
    with pytest.raises(UntrueStatement, match="de fleste"):  # C021: 39 percent
        holds("de fleste", share.rounded > 50)
    assert majority(share) == "under halvparten"


@pytest.mark.parametrize(
    ("question", "answer"),
    [("avdekking_vold", "vet_ikke"), ("barnevern_samarbeid", "noen_grad")],  # C067, C121
)
def test_g6_the_function_that_says_de_fleste_says_it_of_majorities_only(survey, question, answer):
    assert majority(survey.question(question).answer(answer).pct) == "under halvparten"


@pytest.mark.parametrize(
    "sentence",
    [
        "De fleste årsverkene går til helsestasjon.",  # C021
        "Tallene er stabile i perioden.",  # C097
        "Oslo har hatt en særlig vekst.",  # C040
        "Tjenesten har kun ansatte med høyere utdanning.",  # C019
    ],
)
def test_g6_an_asserting_word_that_no_function_checks_is_found(sentence):
    assert set(_rules(sentence)) == {"unbound-word"}


def test_g6_only_stops_the_build_when_there_are_exceptions(survey):
    table = fte.by_education(survey, "arsverk_barn", service="helsestasjon")  # C019
    with pytest.raises(UntrueStatement, match="kun"):
        holds("kun", table.n("helsefag_videregaende") == 0)


def test_g6_82_88_and_81_percent_are_not_stable(survey):
    refer = survey.question("fastleger_henviser_voksne").answer(*LARGE_EXTENT)  # C097
    assert [str(share) for share in refer.series.values()] == ["82", "88", "81"]
    assert "stabil" not in refer.development


def test_g6_every_exception_to_an_increase_is_named(survey):
    groups = survey.question("akuttilbud").answer("ja").by("size_group")  # C094: Oslo's was left out
    down = [group for group, change in groups.changes.items() if change.points < 0]
    assert down == ["50000 og større", "Bydeler i Oslo"]
    assert "alle" not in groups.change


def test_g6_a_table_of_one_year_knows_of_no_growth(survey):
    with pytest.raises(ValueError, match="say which column is meant"):  # C040
        population.fte(survey, "ten_largest").value("Drammen", "fte", year=2023)


# --- G7: numbers that stand twice


def test_g7_two_questions_with_the_same_counts_in_one_year_are_told(found):
    told = [
        text for rule, column, text in found if rule == "repeated_between_questions" and column == "oppsokende_team"
    ]
    assert len(told) == 1  # C034
    assert "167, 180, 347 in 2023" in told[0]
    assert "other counts than oppsokende_ungdom" in told[0]


@pytest.mark.parametrize(
    ("question", "answer", "counts"),
    [("brukererfaringer_metode", "annet", (35, 52)), ("eldre_kartlagt", "ja", (38, 45))],  # C053: 35 was printed; C102
)
def test_g7_this_years_number_follows_this_years_answers(survey, question, answer, counts):
    chosen = survey.question(question).answer(answer)
    assert (chosen.at(2023).n, chosen.n) == counts


def test_g7_last_years_hver_tredje_is_not_printed_of_this_years_29_percent(survey):
    bad = survey.question("bolig_rus").answer("darlig", "svaert_darlig")  # C087
    assert fraction(bad.before.pct, MUNICIPALITY) == "hver tredje kommune"
    assert fraction(bad.pct, MUNICIPALITY) == "mer enn én av fire kommuner"
    assert _rules("Hver tredje kommune svarer dårlig.") == ["typed-number"]


# --- G8: tables fit each other


def test_g8_answers_and_units_without_one_are_all_units(survey):
    for question, without in (("andel_videreutdanning_barn", 118), ("andel_videreutdanning_voksne", 42)):
        table = survey.question(question).table(not_answered="Ikke gitt anslag", of_all=True)  # C014: 117 was printed
        assert table.n(NOT_ANSWERED) == without
        assert table.n() + table.n(NOT_ANSWERED) == len(survey.units)


def test_g8_services_add_up_to_the_total_that_their_own_tables_have(survey):
    services = fte.by_service(survey, "arsverk_barn")  # C018: a seventh table had 251
    own = [fte.by_education(survey, "arsverk_barn", service=name).total() for name in services.aliases]
    assert [services.n(row) for row in services.rows] == pytest.approx(own)
    assert sum(own) == pytest.approx(services.total("n"))


def test_g8_the_groups_of_a_share_make_up_the_total(survey):
    yes = survey.question("helsefellesskap_tiltak").answer("ja")  # C115: 26 to 78 percent can't give 28
    size = yes.by("size_group")
    assert sum(size[group].n for group in size) == size.numbers().at[TOTAL, "n"] == yes.n == 96
    assert size["<2000"].pct < yes.pct < size["50000 og større"].pct


def test_g8_more_answers_to_a_follow_up_than_the_gate_let_through_are_told():
    found = check_data(YEAR).found  # C024: 246 follow-ups of 240
    told = [(problem, *rest) for problem, *rest in found.decided] + [(problem,) for problem in found.open]
    rules = {problem.rule for problem, *_ in told if problem.column == "brukertall_omfatter_voksne"}
    assert rules & {"more_answers_than_eligible", "against_gate"}


def test_g8_more_users_with_a_decision_than_users_are_told(found):
    told = " ".join(text for rule, _, text in found if rule == "decisions_within_users")
    assert "1989 with decision (method A, estimate, Bydeler i Oslo)'; expected at most 986" in told  # C030
    assert "35 with decision (method A, median, <2000)'; expected at most 32" in told  # C026


def test_g8_a_unit_with_no_fte_that_has_not_said_so_is_named(found):
    told = " ".join(text for rule, column, text in found if (rule, column) == ("own_fte_or_none", "arsverk_voksne"))
    assert "Voss" in told and "Karasjok" in told  # C005
    assert "Kvitsøy" not in told  # it answered that it has none


def test_g8_a_partly_answered_unit_with_other_answers_is_named(found):
    assert [text for rule, _, text in found if rule == "partly_answered" and "rekrutteringsvansker" in text]  # C001


# --- G9: lists and their lengths come from the same answers


def test_g9_a_list_has_no_more_answers_to_a_theme_than_were_given(survey):
    other = survey.question("ohd_tilbud_annet")  # C073: the 37 that ticked had 41 bullets
    assert max(other.list().counts.values()) <= other.n <= survey.question("ohd_tilbud").answer("annet").n


def test_g9_only_those_that_were_asked_are_counted_as_describing(survey):
    described = survey.question("ungdomstiltak_hva").n  # C059: 205 descriptions of 196 that said yes
    assert described <= survey.question("ungdomstiltak").answer("ja").n


# --- G10: words of size have limits


def test_g10_liten_nedgang_is_not_said_of_nine_and_seven_points(survey):
    told = [Change(Quantity(40), Quantity(40 - points), significant=True).verb for points in (7, 9)]  # C099
    assert told == ["gått ned", "gått ned"]
    assert Change(Quantity(40), Quantity(37), significant=False).verb == "vært omtrent uendret"


def test_g10_words_of_difference_are_those_of_the_test(survey):
    size = survey.question("nettsider").answer("ja").by("size_group")  # C095: 71 to 100 percent, «ikke betydelige»
    assert (size.differences == "signifikante forskjeller") == size.differ == (not is_absent(size.highest()))


def test_g10_a_word_of_size_that_no_function_chose_is_found():
    assert _rules("Agder ligger litt høyere enn landet.") != []  # C039
    assert _rules("Det er ikke store forskjeller.") == ["unbound-word"]  # C083


def test_an_answer_that_changes_changes_what_is_printed(survey):
    frame = survey.responses.frame.copy()
    frame.loc[frame["rutiner_voldsrisikovurdering"] == "1", "rutiner_voldsrisikovurdering"] = "2"
    changed = replace(survey, answers=replace(survey.responses, frame=frame))
    told = [str(one.question("rutiner_voldsrisikovurdering").answer("ja").pct) for one in (survey, changed)]
    assert told == ["45", "0"]
