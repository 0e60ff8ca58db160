"""Personal data in free texts are masked; other words and numbers stay."""

import pandas as pd
import pytest

from is248.data.changes import units_of
from is248.data.codebook import load_codebook
from is248.data.personal import heading_kind, load_masker
from is248.data.personal.numbers import begins_with_date, is_account, is_identity
from is248.intake.exports import clean_text
from is248.project import root
from is248.years.masking import HARMLESS, Judged, judged, judged_line, scores
from survey_world import masker


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ring Kari Nordmann på 912 34 567.", "Ring [navn] på [telefon]."),
        ("+47 22 33 44 55 eller 22.33.44.55, 004791234567", "[telefon] eller [telefon], [telefon]"),
        ("kari.nordmann@kommune.no, kari (at) kommune (dot) no", "[e-post], [e-post]"),
        ("Hilsen Ingvild S. Rønnestrand", "Hilsen [navn]"),
        ("Nordmann, Kari; K. Nordmann; KARI NORDMANN; kari nordmann", "[navn]; [navn]; [navn]; [navn]"),
        ("Kontaktperson: Xerxes Blomqvatn", "Kontaktperson: [navn]"),
        ("Karis gruppe og Anne-Marie Lies kurs", "[navn] gruppe og [navn] kurs"),
        ("Mohammed Al-Rashid og Piotr Kowalski", "[navn] og [navn]"),
        ("Bo\u0301 Storgata 12 B, 7030 Trondheim", "Bó [adresse]"),
        ("Karl Johans gate 5; Postboks 123 Sentrum, 0101 Oslo", "[adresse]; [adresse]"),
        ("Fnr 010190 12345", "Fnr [personnummer]"),
        ("Pasienten er født 01.02.1990", "Pasienten er født [fødselsdato]"),
        ("Berit Os i Os, Dag Solstad, Siw Johansson", "[navn] i Os, [navn], [navn]"),
        ("hilsen kari; kontakt: Liv; dr. Hansen", "hilsen [navn]; kontakt: [navn]; dr. [navn]"),
        ("(+47) 908 07 060, tlf 815 44 488, 9080 7060", "[telefon], tlf [telefon], [telefon]"),
        ("Bor i Kirkeveien 3a, 0368 Oslo", "Bor i [adresse]"),
        ("@karinordmann og linkedin.com/in/kari-nordmann", "[profil] og [profil]"),
        ("kari\u200b.nordmann＠kommune.no", "[e-post]"),
        ("Gutt f.d. 110312", "Gutt f.d. [fødselsdato]"),
        ("Skriv til post_tone%40kommune.no", "Skriv til [e-post]"),
        ("Besvart av: BT. Initialer: MHL", "Besvart av: [navn]. Initialer: [navn]"),
        ("Kallenavnet hans er Fløyta", "Kallenavnet hans er [navn]"),
        ("Bente (kalt «Trollet») hjelper", "[navn] (kalt «[navn]») hjelper"),
        ("Se arkivsak 21/3344 og sak 2022/918-4", "Se arkivsak [nummer] og sak [nummer]"),
        ("Hun er født tolvte mai nittensyttifire", "Hun er født [fødselsdato]"),
    ],
)
def test_personal_data_inside_a_free_text_are_masked(text, masked):
    assert masker()(clean_text(text))[0] == masked


@pytest.mark.parametrize(
    "text",
    [
        "Samarbeid med Nordre Follo, Indre Fossen, Strand, Vik og Lund",
        "Per i dag 12 plasser, 12 500 000 kroner, 20 prosent i 2024 mot 15 i 2023",
        "Blå Kors, Kirkens Bymisjon, St. Olavs hospital, Helse Bergen, FACT Ung og Marte Meo",
        "Solbakken 10 plasser, Haugen 5 årsverk, legevakt 116117 og 24.12.2025",
        "Bo- og dagtilbud. Hans behov er dekket. Dag og natt. SARA:SV er i bruk.",
        "Vi mener at tilbudet er bra. Vi har 3,5 årsverk",
        "Utfylt av KS og NAV. Sak 45/23, og sak 2023/118 i kommunestyret. Signatur mangler. Kallenavn brukes.",
        "Svart 14:05:30",
        "Kommunenavn2, Enhetsnavn3 og 2.00479123456",
    ],
)
def test_other_words_and_numbers_stay(text):
    masker = load_masker(["Eigersund", "Nordre Follo", "Strand", "Vik", "Lund", "Bergen", "Indre Fosen"])
    assert masker(text)[0] == text


@pytest.fixture(scope="module")
def results() -> list[Judged]:
    return judged(load_masker(units_of(2024)["name"]))


@pytest.mark.parametrize("part", ["training", "held-out"])
def test_enough_is_found_in_the_list_and_little_else(results, part):
    found = {score.name: score for score in scores(one for one in results if one.part == part)}
    assert found["all other items"].recall >= 0.95
    assert found["all names"].recall >= 0.85
    assert min(found[name].precision for name in ("all", "all names", "all other items")) >= 0.95


def test_the_list_is_long_and_has_every_kind_in_both_parts(results):
    kinds = {part: {one.kind for one in results if one.part == part} for part in ("training", "held-out")}
    assert kinds["training"] == kinds["held-out"]
    assert sum(one.items for one in results) >= 400
    assert sum(one.kind == HARMLESS for one in results) >= 400


def test_an_item_of_which_a_part_is_left_is_missed_and_a_word_beside_it_an_alarm():
    def one(text: str, masked: str) -> Judged:
        return judged_line("held-out", "name", text, lambda _: (masked, None))

    assert one("Ring [[Kari Moe]] nå", "Ring [navn] Moe nå").missed == ("Kari Moe",)
    assert not one("Ring [[Kari Moe]] nå", "Ring [navn] nå").missed
    assert one("Ring [[Kari Moe]] nå", "[navn] nå").alarm
    assert one("Sol og vind", "[navn] og vind").alarm


@pytest.mark.parametrize("year", [2023, 2024])
def test_no_text_of_the_demo_is_changed(year):
    folder = root() / f"data/demo/{year}"
    responses, coding = (pd.read_csv(folder / name, dtype="str") for name in ("responses.csv", "coding.csv"))
    asked = [question.id for question in load_codebook(year).of_type("text") if question.id in responses]
    texts = pd.concat([*(responses[question] for question in asked), coding["theme"]]).dropna().unique()
    mask = load_masker(units_of(year)["name"])
    assert len(texts) > 500
    assert [text for text in texts if mask(text)[0] != text] == []


@pytest.mark.parametrize(
    ("digits", "identity", "date"),
    [
        ("15878571662", True, True),  # the tax administration's synthetic persons have 80 added to the month
        ("15878571663", False, True),
        ("55078520530", True, True),  # a D-number
        ("99078520530", False, False),
        ("12345678903", False, False),
    ],
)
def test_a_national_identity_number_has_a_date_and_check_digits(digits, identity, date):
    assert (is_identity(digits), begins_with_date(digits)) == (identity, date)


def test_a_bank_account_has_a_check_digit():
    assert is_account("12345678903")
    assert not is_account("12345678904")


@pytest.mark.parametrize(
    ("cell", "text", "masked"),
    [
        (
            "Enhetsleder for psykisk helse, ansvarlig med Kari Vik ved DPS",
            "Vi er for få, med ansvar ved DPS. Kari er leder for psykisk helse.",
            "Vi er for få, med ansvar ved DPS. [navn] er leder for psykisk helse.",
        ),
        ("Dag Berg", "Per dag. På et berg. Dag og natt. Spør Dag.", "Per dag. På et berg. Dag og natt. Spør [navn]."),
        ("Per Sommer", "Per uke, om sommeren. Ring Per Sommer.", "Per uke, om sommeren. Ring [navn]."),
        ("Fagutvikler Zaphod Hansen", "Fagutvikler Zaphod, hansen", "Fagutvikler [navn], [navn]"),
        ("KARI NORDMANN, RÅDGIVER", "rådgiver kari og Nordmann", "rådgiver [navn] og [navn]"),
        ("Ingen", "Ingen har svart, ingen", "Ingen har svart, ingen"),
        ("leder for tjenesten", "leder for tjenesten", "leder for tjenesten"),
    ],
)
def test_of_a_cell_about_a_person_only_names_are_masked_in_the_texts(cell, text, masked):
    assert masker()(text, (cell,))[0] == masked


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("svar_Kari_Nordmann_2024.csv", "[navn].csv"),
        ("KariNordmann.xlsx", "[navn].xlsx"),
        ("nordmann-kari.sav", "[navn].sav"),
        ("01019012345.csv", "[personnummer].csv"),
        ("eksport_2025_endelig_v2.csv", "eksport_2025_endelig_v2.csv"),
        ("SurveyXact_dataset_999999.csv", "SurveyXact_dataset_999999.csv"),
        ("IS-24-8 psykisk helse per 2024-01-15.xlsx", "IS-24-8 psykisk helse per 2024-01-15.xlsx"),
    ],
)
def test_the_name_of_a_file_shows_no_person(name, shown):
    assert masker().file_name(name) == shown


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("fylt ut av", "name"),
        ("svart av", "name"),
        ("utfylt av", "name"),
        ("ansvarlig", "name"),
        ("ansvarlig for utfyllingen", "name"),
        ("kontaktperson", "name"),
        ("saksbehandler", "name"),
        ("radgiver", "name"),
        ("navn pa leder", "name"),
        ("navn pa den som har fylt ut skjemaet", "name"),
        ("namn", "name"),
        ("hvem har fylt ut skjemaet", "name"),
        ("opprettet av", "name"),
        ("bruker", "name"),
        ("opprettet", None),
        ("hvem har ansvar for planen", None),
        ("antall bruker", None),
        ("e post", "email"),
        ("mobil", "phone"),
        ("ip adresse", "address"),
        ("ip", "address"),
        ("fodselsdato", "date"),
        ("har dere ip", None),
        ("kommune navn", None),
        ("er planen utfylt", None),
        ("besvart", None),
        ("hvor mange har en koordinator", None),
        ("respons id", None),
    ],
)
def test_headings_that_announce_personal_data_are_known(heading, kind):
    assert heading_kind(heading.split()) == kind
