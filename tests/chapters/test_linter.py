"""The linter: typed numbers and unchecked words are found, definitions and checked words pass."""

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from is248.chapters.linter import book_files, check_prose, findings_in
from is248.cli import app
from is248.project import ProjectError, root


def rules(text: str) -> set[str]:
    return {rule for _, _, rule in findings_in(text)}


def found(text: str, rule: str) -> list[str]:
    return [words for _, words, broken in findings_in(text) if broken == rule]


# --- typed numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        # as the printed report of 2024 has them
        ("Det er de fleste (42 prosent) som ikke vet.", "42"),
        ("Omtrent hver tredje kommune rapporterer om dårlig bolig.", "hver tredje"),
        ("De siste fire årene har vi spurt om dette.", "fire"),
        ("De to siste årene har vi spurt om kompetanse.", "to"),
        ("Tallene har ligget på samme nivå de siste syv årene.", "syv"),
        ("Kommunene har 16236 årsverk.", "16236"),
        ("Det er 16 236 årsverk totalt.", "16 236"),
        ("Det er en endring på 0,7 prosent.", "0,7"),
        ("Det er ni prosent av årsverkene.", "ni"),
        ("Det gjelder seks prosent.", "seks"),
        ("Nesten halvparten har problemer.", "Nesten halvparten"),
        ("Over halvparten svarer ja.", "halvparten"),
        ("En fjerdedel av årsverkene er ambulante.", "En fjerdedel"),
        ("Det samme gjelder en femtedel.", "en femtedel"),
        ("En tredel har plan.", "En tredel"),
        ("Det gjelder én av fire kommuner.", "én av fire"),
        ("To av tre svarer ja.", "To av tre"),
        ("Hver femte tilbakemelding handler om rus.", "Hver femte"),
        ("Et stort flertall svarer ja.", "flertall"),
        ("Tallet er doblet.", "doblet"),
        ("Se tabell 8.6 nedenfor.", "8.6"),
        ("Fra 2024 spør vi alle.", "2024"),
        ("Det er 17 kommuner og to bydeler som mangler.", "17"),
        ("Det er én kommune uten plan.", "én kommune"),
        ("De tre kommunene har ingen plan.", "tre"),
        ("Det er tjuefem svar.", "tjuefem"),
        ("Andelen steg for tredje år på rad.", "for tredje år"),
        ("Kommuner med færre enn 3000 innbyggere har plan.", "3000"),
        ("De 37 som svarer noe annet.", "37"),
        ("Oslo har `{python} x` og Bergen 12.", "12"),
        ("| Kommune | Antall |\n|---|---|\n| Oslo | 17 |", "17"),
        ("> Vi har 3 stillinger.", "3"),
        ("Mellom 42-51 prosent gjør det.", "42-51"),
    ],
)
def test_a_typed_number_is_found(text, number):
    assert number in found(text, "typed-number")


@pytest.mark.parametrize(
    "text",
    [
        "`{python} plan.answer('ja').pct` prosent har plan.",
        "Tjenester til barn og unge under 18 år.",
        "Voksne er 18 år og over.",
        "Unge mellom 13 og 23 år, og 18–24 år.",
        "Kommuner med færre enn 5000 innbyggere.",
        "Kommuner med minst 50 000 innbyggere, og med 2000–5000 innbyggere.",
        "Årsverk per 10 000 innbyggere.",
        "Innbyggertallene gjelder 1. januar.",
        "Spørsmålet gjelder de siste 12 månedene.",
        "IS-24/8 er skjemaet. Det erstatter IS-8.",
        "Hovedforløp 1 og Forløp 2 og 3.",
        "Etter § 3-1 i loven.",
        "Stoffet er C~6~H~12~O~6~, målt per m^2^ gulv.",
        "Meld. St. 23 (2022–2023) handler om opptrapping.",
        "Opptrappingsplan for psykisk helse (2023–2033) gir mål.",
        "ISBN 978-82-1234-567-8",
        "De ti største kommunene er skilt ut. Blant de ti ligger Oslo.",
        "Det finnes [2982 pasienter]{.fact} i alt [@npr].",
        "Det er [87 team [@napha]]{.fact} i landet.",
        "@npr teller [2982 pasienter]{.fact}. De er\n[færre enn 3000]{.fact}.",
        "Som vist i @tbl-plan-2 [@ose2024, s. 12].",
        "## De 10 største {#sec-ti}",
        "Svaret «mer enn 3 årsverk» er nytt.",
        "En kommune og et fylke kan ha det samme.",
        "Tallene rundes av én gang.",
        "Team, teori, fireårig og tobakk er ord med tall i.",
        "1. Først\n2. Så",
        "---\ntitle: Rapport 2024\n---\n\nTekst.",
        "Se [nettsiden](https://example.org/2024/12) eller https://example.org/2024.",
        "Prosentene summerer seg til 100 prosent.",
        "Tjenesten har åpent 24/7.",
        'Bredden er satt. {tbl-colwidths="[20,80]"}',
        "<!-- 12 tall -->",
    ],
)
def test_a_definition_is_no_typed_number(text):
    assert not rules(text) & {"typed-number", "fact-without-source"}


@given(st.integers(0, 10**7))
def test_no_number_of_municipalities_can_be_typed(n):
    assert found(f"Det gjelder {n} kommuner.", "typed-number")


@given(st.text())
def test_any_text_can_be_checked(text):
    assert all(text.count("\n", 0, start) >= 0 and words for start, words, _ in findings_in(text))


@pytest.mark.parametrize(
    "expression", ['"42 prosent"', "number(42)", 'holds("de fleste", True)', "units(4, COUNTY)", "2024"]
)
def test_an_expression_without_data_is_typing_in_disguise(expression):
    assert found(f"Det er `{{python}} {expression}` her.", "no-data") == [expression]


def test_an_expression_with_data_is_none():
    assert not findings_in("I `{python} year` er det `{python} number(len(survey.units))` enheter og `{python} units`.")


@pytest.mark.parametrize(
    "expression",
    ["'den øker mest i de største' if size.slope.rises else 'den er lik'", "x if y else 'en setning som ingen leser'"],
)
def test_an_expression_holds_no_sentence(expression):
    assert found(f"Slik: `{{python}} {expression}`.", "sentence-in-code") == [expression]


def test_an_expression_that_chooses_between_words_holds_none():
    assert not found("Det er `{python} 'en' if survey.first else 'to'` til.", "sentence-in-code")


def test_an_expression_is_short_enough_to_be_read_in_its_sentence():
    expression = "survey.question('" + "x" * 80 + "')"  # with what stands around the id: 99 characters
    assert not found(f"Det er `{{python}} {expression}` her.", "long-expression")
    assert found(f"Det er `{{python}} {expression}.n` her.", "long-expression") == [f"{expression}.n"]


# --- words that assert ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        # as the printed report of 2024 has them
        ("De fleste vet ikke.", "De fleste"),
        ("Det går kun til universitetsutdannede.", "kun"),
        ("Andelen er stabil.", "stabil"),
        ("Det er stabile tall.", "stabile"),
        ("Det er økning i alle kommunegrupper unntatt de største.", "økning"),
        ("Det er en liten nedgang i alle indikatorene.", "nedgang"),
        ("Det er ikke betydelige forskjeller etter størrelse.", "betydelige"),
        ("Like mange tilpasser tilbudet.", "Like mange"),
        ("Oslo, Bergen og Drammen har hatt særlig vekst.", "vekst"),
        ("Det er en bedring siden i fjor.", "bedring"),
        ("Andelen har økt med `{python} points` prosentpoeng.", "har økt"),
        ("Andelen har gått ned med `{python} points` prosentpoeng.", "gått ned"),
        ("Det er høyest i Østfold med `{python} x` prosent.", "høyest"),
        ("Flest årsverk har Oslo og Vestfold.", "Flest"),
        ("Den laveste andelen er `{python} x` prosent.", "laveste"),
        ("Det er flere kommuner enn i fjor.", "flere kommuner"),
        ("Andelen er litt høyere i Oslo.", "litt høyere"),
        ("Alle kommuner i Vestfold har plan.", "Alle kommuner"),
        ("Ingen kommuner i Østfold har plan.", "Ingen kommuner"),
        ("Det er store forskjeller mellom gruppene.", "store forskjeller"),
        ("Andelen er omtrent som i `{python} year - 1`.", "omtrent som"),
        ("Det er nesten `{python} x` prosent.", "nesten"),
        ("Tallet er uendret.", "uendret"),
        ("Andelen har økt med `{python} plan.change.points` prosentpoeng.", "har økt"),
        ("Andelen økte fra `{python} a` til `{python} b`.", "økte"),
        ("Det er økning i alle kommunestørrelsesgrupper.", "alle kommunestørrelsesgrupper"),
        ("Voksne er den største gruppen.", "største"),
        ("Det er mest vanlig med kurs.", "mest"),
        ("Samtlige bydeler har svart.", "Samtlige"),
        ("Andelen som svarer `{python} answer.quoted`, er høyest i Oslo.", "høyest"),
        ("Han målte. Andelen synker. `{python} change(x)` her.", "synker"),
    ],
)
def test_a_word_that_asserts_has_to_be_checked(text, word):
    assert word in found(text, "unbound-word")


@pytest.mark.parametrize(
    "text",
    [
        "`{python} majority(share)` vet ikke.",
        "Andelen har `{python} change(growth)` med `{python} abs(growth)` prosent.",
        "Den voksne befolkningen har vokst `{python} holds('raskere', a > b)` enn barnebefolkningen.",
        "Flest årsverk har `{python} county.highest('rate', 2)`.",
        "For voksne ligger `{python} county.highest('rate')` høyest og `{python} county.lowest('rate')` lavest.",
        "Andelen er høyest i `{python} region.label(youngest)`.",
        "Høyest er den for `{python} most.question.spoken`.",
        "De `{python} size.value('50000 og større', 'units')` største har `{python} x` prosent.",
        "Økningen er `{python} holds('større', a > b)` enn i fjor.",
        "Spennet er `{python} compare(a, b)` for barn enn for voksne.",
        "`{python} quantifier(n, k)` har plan.",
        "[Andelen øker med kommunestørrelse.]{.when test='size.slope.rises'}",
        "Det er [store forskjeller]{.when test='size.differ'}[små forskjeller]{.otherwise} mellom gruppene.",
        "[Det er trolig flest små kommuner som mangler det.]{.interpretation}",
        "[En økning kan bety at `{python} join(names)` har spurt flere.]{.interpretation}",
        "Kapitlet omfatter alle `{python} number(n)` kommuner.",
        "Det er `{python} x` prosent av alle kommuner og bydeler.",
        "Svaret «stor økning» er nytt.",
        "Svarene «alle kommuner» og «stabilt» er slått sammen.",
        "## Økning og nedgang",
        "I små kommuner gir ett årsverk mer eller mindre store utslag.",
        "I de minste kommunene er det `{python} x` prosent.",
        "Kommunene bør samarbeide på en systematisk måte.",
        "Kommuner med flere enn 20 000 innbyggere.",
        "Vi ser på utviklingen, og på kommuner i vekstområdene.",
        "Så mange som mulig, i størst mulig grad og minst én gang.",
        "Ikke minst gjelder det Oslo.",
        "Rusfeltet har fått økt oppmerksomhet, og utgiftene til stabilisering er nye.",
        "Etter loven skal alle kommunale tjenester samarbeide.",
        "Ingen er skrevet inn for hånd, og alle tall er regnet ut.",
        "Se [oversikten](https://example.org/flest-kommuner).",
        "Forskjellen gjelder [flest i landet]{.fact} [@ssb].",
    ],
)
def test_a_word_that_is_checked_or_marked_passes(text):
    assert not found(text, "unbound-word")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Andelen øker systematisk med kommunestørrelse.", "øker systematisk"),
        ("Det er ingen signifikante forskjeller mellom fylkene.", "signifikante"),
        ("Det er ikke systematiske forskjeller mellom fylker.", "systematiske forskjeller"),
        ("Forskjellen er signifikant: `{python} a.pct` og `{python} b.change`.", "signifikant"),
        ("Forskjellen er signifikant [@ose2024].", "signifikant"),
        ("[Forskjellen er signifikant]{.when test='a.pct > b.pct'} [ikke]{.otherwise}.", "signifikant"),
        ("[Lik]{.when test='size.differ'} eller signifikant.", "signifikant"),
        ("[Stor]{.when test='a > b'} [ikke signifikant]{.otherwise}.", "signifikant"),
        ("Det er `{python} holds('signifikant flere', a > b)` der.", "holds('signifikant flere', a > b)"),
    ],
)
def test_only_a_test_says_that_a_difference_is_significant(text, word):
    assert word in found(text, "untested-word")


@pytest.mark.parametrize(
    "text",
    [
        "Mellom fylkene er det `{python} county.differences`.",
        "[Forskjellene er signifikante]{.when test='size.differ'} [ikke signifikante]{.otherwise}.",
        "[Ulike.]{.when test='a > b'} [[Signifikant]{.when test='trust.rises'} ulike.]{.otherwise}",
        "Andelen er `{python} holds('signifikant høyere', size.slope.rises)` i Oslo.",
        "Kommunene bør samarbeide på en systematisk måte.",
    ],
)
def test_a_word_of_a_test_passes_where_a_test_chooses_it(text):
    assert not found(text, "untested-word")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Tilbudet fører til `{python} a.change`.", "fører til"),
        ("Kurs gir færre innleggelser.", "gir færre"),
        ("Det bidrar til ro, som @tbl-ro viser.", "bidrar til"),
        ("Metoden virker.", "virker"),
        ("Tiltaket har god effekt.", "har god effekt"),
        ("[Endringen skyldes kurset]{.when test='a > b'}.", "skyldes"),
        ("Det kan føre til uro.", "føre til"),
    ],
)
def test_no_number_of_the_survey_shows_an_effect(text, word):
    assert found(text, "unshown-effect") == [word]


@pytest.mark.parametrize(
    "text",
    [
        "Tilbudet fører til færre innleggelser [@ose2024].",
        "[Det bidrar kanskje til ro.]{.interpretation}",
        "Planen skal bidra til ro.",
        "Vi spør om kurset virker.",
        "De kunne gi flere svar.",
    ],
)
def test_an_effect_that_is_cited_marked_or_no_claim_passes(text):
    assert not found(text, "unshown-effect")


def test_a_definition_explains_words_and_numbers_of_the_method():
    text = "::: {.definition}\nNivået er 5 prosent. «Øker» krever at andelen er størst i de største.\n:::\n"
    assert not findings_in(text)
    assert findings_in(text + "\nDe fleste har plan.")  # what stands outside is prose


def test_marked_interpretation_may_not_hold_typed_numbers():
    assert found("[Det er kanskje fordi hver tredje mangler folk.]{.interpretation}", "typed-number")


@pytest.mark.parametrize(
    "text",
    [
        "Det er [2982 pasienter]{.fact}.",
        "Det er [2982 pasienter]{.fact} (@tbl-plan), sier npr@example.org.",
        "Det er [2982 pasienter]{.fact}.\n\nFlere står i registeret [@npr].",
        "- Det er [2982 pasienter]{.fact}.\n- Flere står i registeret [@npr].",
    ],
)
def test_a_fact_needs_a_citation_in_its_paragraph(text):
    assert found(text, "fact-without-source") == ["2982 pasienter"]


@pytest.mark.parametrize("change", ["plan.change", "plan.since(2021)", "battery['Voksne'].since()"])
def test_the_year_stands_before_a_change_that_may_go_on(change):
    assert found(f"Andelen har `{{python}} {change}` siden `{{python}} plan.year_before`.", "year-behind-change")
    assert not found(f"Andelen har siden `{{python}} plan.year_before` `{{python}} {change}`.", "year-behind-change")
    assert not found(
        f"Andelen har `{{python}} {change}.verb` siden `{{python}} plan.year_before`.", "year-behind-change"
    )


# --- chapters and the book ------------------------------------------------------------------------


def chapter(folder, *cells: str):
    """Write a chapter of markdown cells, and code cells that begin with `#|`."""
    new = {True: nbformat.v4.new_code_cell, False: nbformat.v4.new_markdown_cell}
    notebook = nbformat.v4.new_notebook(cells=[new[text.startswith("#|")](text) for text in cells])
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"id-{number}"
    path = folder / "chapters" / "99-test.ipynb"
    nbformat.write(notebook, path)
    return path


def test_the_prose_of_the_book_passes_by_the_command_that_authors_use():
    result = CliRunner().invoke(app, ["check"])
    assert "Nothing found" in result.output
    assert result.exit_code == 0


def test_a_finding_says_where_what_and_what_to_do(project):
    path = chapter(project, "# Plan {#sec-plan}", "Først.\n\nHver tredje har plan.")
    assert [str(finding) for finding in check_prose([path])] == [
        "chapters/99-test.ipynb: cell 2 (id-2), line 3: typed-number «Hver tredje»: "
        "compute it with `{python} …`, or mark what is from outside: […]{.fact} [@source]"
    ]


def test_a_finding_on_a_page_has_the_line_of_the_file(project):
    page = project / "index.qmd"
    lines = page.read_text(encoding="utf-8").splitlines()
    page.write_text("\n".join([*lines, "Det er 42."]), encoding="utf-8")
    assert [str(finding).split(" ")[0] for finding in check_prose([page])] == [f"index.qmd:{len(lines) + 1}:"]


def test_captions_are_prose_too(project):
    path = chapter(project, "@tbl-plan", "#| label: tbl-plan\n#| tbl-cap: Planer, 2019-2024.\nplan")
    assert [(f.line, f.text, f.rule) for f in check_prose([path])] == [(2, "2019-2024", "typed-number")]


def test_the_label_of_an_answer_is_not_typed(project):
    code = (
        '#| label: tbl-plan\n#| tbl-cap: Hvem som har svart «vet ikke».\nsurvey.question("handlingsplan_vold").table()'
    )
    prose = (
        'Se @tbl-plan.\n\n[Før sto det «vet ikke» [@skjema].]{.fact years="2021-"} Et ord er «plan». De sa «vet ikke».'
    )
    found = check_prose([chapter(project, prose, code)])
    assert [(f.passage.where, f.line, f.text, f.rule) for f in found] == [
        ("cell 1 (id-1)", 3, "vet ikke", "typed-label"),
        ("cell 2 (id-2)", 2, "vet ikke", "typed-label"),
    ]
    assert str(found[0]).endswith('write `{python} question.answer("vet_ikke").quoted`')


def test_a_table_has_to_be_mentioned_in_its_chapter(project):
    cells = (
        "#| label: tbl-plan\n#| tbl-cap: Planer, `{python} year`.\nplan",
        "#| label: fig-plan\n#| fig-cap: Planer.\nfigures.bars(plan)",
    )
    path = chapter(project, "Se @Tbl-plan.", *cells)
    assert [(f.text, f.rule) for f in check_prose([path])] == [("fig-plan", "not-mentioned")]


def test_a_reference_has_to_have_its_label_somewhere_in_the_book(project):
    path = chapter(project, "Se @tbl-borte, @sec-grunnlagsdata og @tbl-grunnlagsdata [@ssb07459].")
    assert [(f.text, f.rule) for f in check_prose([path])] == [("tbl-borte", "no-such-label")]


def test_a_question_that_no_codebook_has_is_told_with_the_one_that_is_meant(project):
    path = chapter(project, "Tekst.", 'x = survey.question("handlingsplan_vol"); y = survey.battery("hoydekurve")')
    assert [str(f).partition(": no-such-question ")[2] for f in check_prose([path])] == [
        "«handlingsplan_vol»: no codebook has this question; did you mean handlingsplan_vold or "
        "handlingsplan_vold_kjent?",
        "«hoydekurve»: no codebook has this question",
    ]


def test_a_missing_file_is_told(project):
    with pytest.raises(ProjectError, match="There is no file"):
        check_prose([project / "borte.qmd"])


def test_the_command_stops_with_one_line_per_finding_and_a_sum(project):
    path = chapter(project, "Hver tredje har plan, og de fleste vil ha en.")
    result = CliRunner().invoke(app, ["check", str(path)])
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 3
    assert "2 found" in result.output


def test_every_page_and_chapter_is_checked():
    names = {path.name for path in book_files()}
    assert {
        "index.qmd",
        "hovedfunn.qmd",
        "forord.qmd",
        "referanser.qmd",
        *(path.name for path in (root() / "chapters").glob("*.ipynb")),
    } == names
