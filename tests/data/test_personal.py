"""Personal data in free texts are masked; other words and numbers stay."""

import pytest

from is248.data.personal import load_masker
from is248.intake.exports import clean_text
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
    ],
)
def test_other_words_and_numbers_stay(text):
    masker = load_masker(["Eigersund", "Nordre Follo", "Strand", "Vik", "Lund", "Bergen", "Indre Fosen"])
    assert masker(text)[0] == text
