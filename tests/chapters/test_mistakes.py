"""Authors' mistakes that the source shows: each is told with its cell and line, and what is right is let pass."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from is248.chapters.mistakes import in_chapter

TITLE = "# Prøve {#sec-prove}\n\n"


def found(*cells) -> list[str]:
    """What is told of a chapter: a text is a markdown cell, a text in a list a code cell."""
    made = [
        new_code_cell(cell[0]) if isinstance(cell, list) else new_markdown_cell(cell) if isinstance(cell, str) else cell
        for cell in cells
    ]
    return [str(mistake) for mistake in in_chapter(new_notebook(cells=made))]


TEXTS = {  # below the title, from line 3
    "en `{r} nrow(x)` to": "line 3: `{r}` isn't computed",
    "en `{Python} x` to": "line 3: `{Python}` isn't computed",
    "en `r nrow(x)` to": "line 3: `r nrow(x)` isn't computed",
    "en `{{python}} x` to": "line 3: `{{python}` isn't computed",
    "en `{python}x` to": "line 3: put a space after {python}.",
    "en `{python} ` to": "line 3: it computes nothing",
    "en\n`{python} x +\n1` to": "line 4: an expression stands on one line",
    "en `{python} x og": "line 3: the expression has no backtick",
    "Se {{< var tall >}}": "line 3: the shortcode {{< var >}} isn't supported: write it as",
    "{{< pagebreak >}}": "line 3: the shortcode {{< pagebreak >}} isn't supported: the PDF breaks its pages itself",
    "{{% lipsum %}}": "line 3: the shortcode {{< lipsum >}} isn't supported",
    "## Årsverk {#sec-årsverk}": "line 3: the label «sec-årsverk»: a label is sec-, tbl- or fig-",
    "## A {#sec_a}": "line 3: the label «sec_a»",
    "## A {#Sec-a}": "line 3: the label «Sec-a»",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n: C. {#tbl:x}": "line 7: the label «tbl:x»",
    '![C.](a.png){fig-alt="x" #fig-a}': "line 3: the label stands first: {#fig-a …}.",
    "$$x$$ {#eq-x}": "line 3: {#eq-x}: formulas have no numbers",
    "# En til": "line 3: a chapter has one title (#); a section is ##.",
    "#### For dypt": "line 3: a level is left out: after # comes ##.",
    "## {#sec-tom}": "line 3: the heading has no words.",
    "##Overskrift": "line 3: a heading is 1 to 6 # and a space",
    "####### Sju": "line 3: a heading is 1 to 6 # and a space",
    "Tekst\n## Overskrift": "line 4: a heading needs an empty line above it",
    "Tekst:\n- en\n- to": "line 4: a list needs an empty line above it",
    "Tekst:\n1. en\n2. to": "line 4: a list needs an empty line above it",
    "Tekst:\n| a | b |\n|---|---|": "line 4: a table needs an empty line above it",
    "Tekst:\n> sitat": "line 4: a quotation needs an empty line above it",
    "Tekst\n---\n\nmer": "line 3: the line below makes a heading of this",
    "Tekst.\n\n    innrykk": "line 5: four spaces at the start make code of this",
    "Formelen $ x^2 $ her": "line 3: `$ x^2 $` is printed as it stands",
    "Tekst[^1].": "line 3: the footnote [^1] leads nowhere",
    "Tekst.\n\n[^n]: note": "line 5: no text has the mark [^n]",
    "T[^1].\n\n[^1]: a\n\n[^1]: b": "line 7: the footnote [^1] has two texts",
    "::: {.callout-note}\ntekst": "line 3: the ::: that begins here has no end",
    "tekst\n\n:::": "line 5: this ::: ends nothing",
    "::: {.callout-note}\n## En\n\n## To\n\nx\n:::": "line 6: no heading stands in a box below its title",
    "::: {.panel-tabset}\n\n## En\n:::": "line 5: no heading stands in ::: {.panel-tabset}",
    "```\nkode": "line 3: the block of code that begins here has no end",
    "```{mermaid}\na\n```": "line 3: ```{mermaid} isn't supported",
    "```{python}\nx\n```": "line 3: code that is run stands in a code cell",
    "tekst <!-- skjult": "line 3: the comment that begins here has no end",
    'en [a]{.only year="2023"} b': 'line 3: `year=` says nothing in `{.only year="2023"}`: did you mean years=?',
    "en [a]{.fact years=2023} b [@a]": "line 3: `{.fact years=2023}`: the value stands between double quotation marks",
    "en [a]{.reading years=“2023”} b": "line 3: `{.reading years=“2023”}` has curly quotation marks",
    '[a]{.wehn test="x"} b': 'line 3: `{.wehn test="x"}`: did you mean .when?',
    '## A {#sec-a .only year="2024"}': "line 3: `year=` says nothing in",
    "en [a]{.only} b": 'line 3: `.only` needs years="2024", "2023 2024", "2024-" or "-2023".',
    'en [a]{.only years="2023, 2024"} b': 'line 3: `{.only years="2023, 2024"}`: `.only` takes years="2024"',
    'en [a]{.fact years="2023–"} b': 'line 3: `{.fact years="2023–"}`: `.fact` takes years=',
    'en [a]{.only years="siden 2023"} b': 'line 3: `{.only years="siden 2023"}`: `.only` takes years=',
    'en [a]{.only years="2024-2023"} b': 'line 3: `{.only years="2024-2023"}`: `.only` takes years=',
    'en [a]{.only years=""} b': 'line 3: `{.only years=""}`: `years` is empty.',
    'en [a]{.only .underline years="2023"} b': "line 3: `.underline` has no effect in `{.only .underline years=",
    'en [a]{.fact arid="2023"} b': 'line 3: `arid=` says nothing in `{.fact arid="2023"}`: take it away.',
    'en [a]{.interpretation years="2023"} b': "line 3: `years=` says nothing in",
    '## A {#sec-a .only years="23-24"}': 'line 3: `{#sec-a .only years="23-24"}`: `.only` takes years=',
    "## A {.fact years='2024'}": "line 3: `{.fact years='2024'}`: the value stands between double quotation marks",
    "## A {#sec-a .reading}": "line 3: `.reading` of a heading needs years=",
    '## A {years="2023" .only}': 'line 3: `{years="2023" .only}`: the years stand straight behind, .only years="…".',
    '## A {.when test="x"}': "line 3: a heading has no `.when`; write ## [its words]{.when",
    "en [a]{.when test=3<2} b": "line 3: `{.when test=3<2}`: the value stands between double quotation marks",
    "en [a]{.when test=„3 < 2”} b": "line 3: `{.when test=„3 < 2”}` has curly quotation marks",
    'en [a]{.when tests="3 < 2"} b': 'line 3: `tests=` says nothing in `{.when tests="3 < 2"}`: did you mean test=?',
    'en [a]{.when check="3 < 2"} b': "line 3: `check=` says nothing in",
    "en [a]{.when} b": "line 3: `.when` needs a test",
    'en [a]{.when test="x == "b""} c': 'line 3: `test="x == "b""` can\'t be read in',
    'en [a]{.when\ntest="x"} b': 'line 3: `{.when test="x"}` stands on one line',
    'en [a]{.when test="x in {1, 2}"} b': 'line 3: `{.when test="x in}` stands on one line, without { and }',
    'en [a]{when test="x"} b': 'line 3: `{when test="x"}`: a mark is written .when, with a dot',
    'en [a]{.Only years="2024"} b': 'line 3: `{.Only years="2024"}`: a mark is written .only',
    'en a{.only years="2024"} b': 'line 3: `{.only years="2024"}` would be printed: it stands straight behind words',
    "en [a] {.follows} b": "line 3: `{.follows}` would be printed: it stands straight behind words",
    'en [a{.only years="2024"} b': 'line 3: `{.only years="2024"}` would be printed',
    'en [a]{.when test="[]"} b': 'line 3: `{.when test="[]"}`: the test looks at no data, and is always the same',
    'en [a]{.when test="x >"} b': 'line 3: `{.when test="x >"}`: Python can\'t read the test: invalid syntax.',
    'en [a]{.when test="not True"} b': 'line 3: `{.when test="not True"}`: the test looks at no data',
    '::: {.only years="2024"}\na\n:::': "line 3: `:::` has no `{.only",
    "en [a]{.otherwise} b": "line 3: this `.otherwise` is never printed",
    '[a]{.when test="x"} [b]{.otherwise} [c]{.otherwise}': "line 3: this `.otherwise` is never printed",
    '[a]{.when test="x"} [b [c]{.otherwise}]{.only years="2024"}': "line 3: this `.otherwise` is never printed",
    '| a | b |\n|---|---|\n| 1 | 2 |\n\n: C. {#tbl-x .only years="2023"}': "line 7: a table has no `{#tbl-x .only",
    '![C.](a.png){#fig-a .only years="2023" fig-alt="x"}': "line 3: a picture has no `{#fig-a .only",
    "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> gren": "line 3: a merge-conflict marker of git",
}


EXHIBITS = {
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n: C. {#fig-a}": "line 7: the label fig-a: a table's label begins with tbl-.",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\nTable: C. {#sec-a}": "line 7: the label sec-a: a table's label begins with",
    '![C.](a.png){#tbl-a fig-alt="x"}': "line 3: the label tbl-a: a picture's label begins with fig-.",
    "## A {#fig-a}": "line 3: the label fig-a: a heading's label begins with sec-.",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | 2 | 3 | 4 |\n\n: C. {#tbl-a}": "line 6: this row has 4 cells, the table",
    "a | b\n--|--\n1 | 2 | 3\n\n: C. {#tbl-a}": "line 5: this row has 3 cells, the table has 2 columns; a |",
    "| a | b | c |\n|---|---|\n| 1 | 2 |\n\n: C. {#tbl-a}": "line 3: the table has 3 cells here, and the line below",
    '![C.](a.png){#fig-a fig-alt="x" height=200px}': "line 3: `height=` has no effect on a picture: a",
    '![C.](a.png){#fig-a fig-alt="x" .lightbox}': "line 3: `.lightbox` has no effect on a picture: take it away.",
    '![C.](a.png){#fig-a fig-alt="x" link="https://x.no"}': "line 3: `link=` has no effect on a picture: write",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n: C. {#tbl-a .striped}": "line 7: `.striped` has no effect on a table",
    '| a | b |\n|---|---|\n| 1 | 2 |\n\n: C. {#tbl-a tbl-colwidths="[2,8]"}': "line 7: `tbl-colwidths=` has no effect",
    '## A {#sec-a style="color:red"}': "line 3: `style=` has no effect on a heading: take it away.",
    "![C.](a.png){#fig-a fig-alt=“Et kart”}": "line 3: `{#fig-a fig-alt=“Et kart”}` has curly quotation marks",
    '![C.](a.png)  {#fig-a fig-alt="x"}': "line 3: no space stands between a picture and its braces",
    "## A {.unlisted}": "line 3: `.unlisted` has no effect on a heading: every heading is in",
    "![C.][kart]{#fig-a}": "line 3: a picture's file stands in parentheses behind its caption",
    "Se ![C.][kart] her": "line 3: a picture's file stands in parentheses",
}
STRAYS = {
    "Areal: 3*5*7 m": "line 3: `*5*` would be in italics, without its *; «times» is ×",
    "Så a*b*c her": "line 3: `*b*` would be in italics",
    "Se tbl-planer og": "line 3: `tbl-planer` would be printed; a reference is @tbl-planer.",
    "Se #fig-kart.": "line 3: `#fig-kart` would be printed; a reference is @fig-kart.",
    "Liste:\n\n➢ en\n➢ to": "line 5: `➢ en ➢ to`: a point of a list is a hyphen and a space",
    "Liste:\n\n— en\n— to": "line 5: `— en — to`: a point of a list",
    "Liste:\n\no\ten\no\tto": "line 5: `o en o to`: a point of a list",
    "Liste:\n\n-en\n-to": "line 5: `-en -to`: a point of a list",
    "!!! warning\n    Tekst": "line 3: `!!! warning`: a box is written ::: {.callout-note}",
    "[TOC]": "line 3: `[TOC]`: the book makes its table of contents itself",
    "Side PAGE \\* MERGEFORMAT": "line 3: `\\* MERGEFORMAT`: a field of Word",
    "Kommunene[a] har": "line 3: `[a]` would be printed",
    "Andelen øker[12] nå": "line 3: `[12]` would be printed",
    "## 1.2 Bakgrunn": "line 3: the book numbers its headings; take 1.2 away.",
    "## 3. Metode {#sec-m}": "line 3: the book numbers its headings; take 3. away.",
    "Det er ``{python} x`` nå": "line 3: an expression has one backtick before it and one behind it",
    "+---+---+\n| A | B |\n+===+===+\n| å | b|\n+---+---+\n\n: C. {#tbl-x}": "line 6: this row of the table ends",
    "+---+---+\n| A | B |\n+===+===+\n| `{python} x` | b |\n+---+---+\n\n: C. {#tbl-x}": "line 6: a value has another",
    "Se [NAV] (https://www.nav.no) her": "line 3: `] (https://`: a link has no space between its words and its address",
    "Se (NAV)[www.nav.no] her": "line 3: `)[www.`: a link has its words in brackets",
    "Se [NAV](https://www.nav.no her": "line 3: the link that begins here has no end, )",
    "Se \\@ref(fig:x) her": "line 3: `\\@ref(fig:x)`: `\\@ref(…)` is bookdown's",
    "Det er ==viktig nå== her": "line 3: `==viktig nå==`: text is marked so",
    "Se [[Fil|teksten]] her": "line 3: `[[Fil|teksten]]`: a link to a section is @sec-…",
    "Se [NAV][3] og mer": "line 3: `[NAV][3]` leads nowhere; a link is",
    "Se [FHI][] og\n\n[NAV]: https://nav.no": "line 3: `[FHI][]` leads nowhere",
    "Bra :smile: og": "line 3: `:smile:`: an emoji can't be printed",
    "Bra :-1:": "line 3: `:-1:`: an emoji can't be printed",
    "Liste:\n\n●\ten\n●\tto": "line 5: `● en ● to`: a point of a list is a hyphen and a space",
    "Liste:\n\n– en\n– to": "line 5: `– en – to`: a point of a list is a hyphen and a space",
    "Liste:\n\n*\u00a0en": "line 5: `* en`: the space behind the sign is no plain one",
    "Fylke\tTall\nOslo\t12\nAgder\t13": "line 3: `Fylke Tall Oslo 12 Agder 13`: rows with tabs are no table",
    "Tekst.\n\n  ### A": "line 5: `### A`: a heading begins its line",
    "- ## A": "line 3: `- ## A`: no heading stands in a list or quotation",
    "> ### A": "line 3: `> ### A`: no heading stands in a list or quotation",
    "1985. Da kom loven": "line 3: `1985. D`: a number with a full stop begins a list",
    "3. juni kom loven": "line 3: `3. j`: a number with a full stop begins a list",
    "Raten \\(a/b = c\\) er": "line 3: `\\(a/b = c\\)`: a formula stands between dollars",
    "Så er\n\n\\[y^2\\]": "line 5: `\\[y^2\\]`: a formula of its own stands between double dollars",
    "$$x \\tag{2}$$": "line 3: `\\tag`: formulas have no numbers, labels or colours",
    "Fra $7 til $12 og 30$ mer": "line 3: `$12 og 30$`: this would be set as a formula; a dollar is",
    "Formelen $y_1 her": "line 3: the formula that begins here has no end, $; a dollar is",
    "$$\na = b\n\nc = d\n$$": "line 3: the formula that begins here has no end, or an empty line in it",
    "Så\n\n$$\nx\n\nmer.": "line 5: the formula that begins here has no end",
    "En **to tre.": "line 3: the ** that begins here has no end",
    "En ~~to tre.": "line 3: the ~~ that begins here has no end, ~~; as a sign it is \\~\\~.",
    "En ** to ** tre": "line 3: `** to **`: no space stands inside these marks",
    "**En** og **to": "line 3: the ** that begins here has no end",
    "Ordet `kode her": "line 3: this backtick has no second one",
    "Tekst^[en note her.": "line 3: the footnote that begins here has no end",
    "Se [@skde, @ssb07459].": "line 3: `[@skde, @ssb07459]`: between sources stands a semicolon",
    "Se [jf. @skde og @tbl-x].": "line 3: `[jf. @skde og @tbl-x]`: between sources stands a semicolon",
    "```mermaid\na\n```": "line 3: ```mermaid would be printed as code; save the drawing",
    "[en to{.underline} tre": "line 3: `{.underline}` would be printed",
    "[en] {.smallcaps} to": "line 3: `{.smallcaps}` would be printed",
    "Boka *Frihet fra vold og": "line 3: the * that begins here has no end, *; as a sign it is \\*.",
    "Så _nå er": "line 3: the _ that begins here has no end",
    "Arealet er 10 m^2 og": "line 3: the ^ that begins here has no end, m^2^; as a sign it is \\^.",
    "Gassen CO~2 og\n\nmer": "line 3: the ~ that begins here has no end, H~2~O",
    "1. en\n2. to\n4. fire": "line 5: this would be point 3; write 3., or a sentence between two lists.",
    "3) en\n\n5) to\n\n6) tre": "line 5: this would be point 4",
    "1. en\n\n    1. a\n    3. b\n\n2. to": "line 6: this would be point 2",
    "Det er slik [kilde?] nå": "line 3: `[kilde?]` would be printed; a citation is [@ssb07459], a note to",
    "Vist i studier [1, 3–5].": "line 3: `[1, 3–5]` would be printed",
    "Det øker [MH2] nå": "line 3: `[MH2]` would be printed",
    "Ja [sjekk tallene] nå": "line 3: `[sjekk tallene]` would be printed",
    "TODO: skriv mer": "line 3: `TODO`: this note would be printed",
    "Er det slik??": "line 3: `??`: this note would be printed",
    "Se Feil! Fant ikke referansekilden. nå": "line 3: `Feil! Fant ikke`: Word lost a reference here",
    "Det er { ADDIN ZOTERO}.": "line 3: `{ ADDIN`: a field of Word was pasted",
    "Det {++ikke++} er": "line 3: `{++`: these are marks of changes",
    "Fylke;Antall;Andel\nOslo;få;mange": "line 3: `Fylke;Antall;Andel Oslo;få;mange`: rows of a CSV file",
    "Alle kommu-\nner har": "line 3: `- n`: a word was divided where it was pasted from",
}


@pytest.mark.parametrize(("text", "told"), (TEXTS | EXHIBITS | STRAYS).items())
def test_a_mistake_in_a_text_is_told_once_with_its_line(text, told):
    [mistake] = found(TITLE + text)
    assert mistake.startswith(f"cell 1, {told}")


CODE = {
    '#| label: tbl-x\n#| tbl-cap: "Planer, 2024.\nx': 'line 2: the " that begins the caption has no end',
    "#| lable: tbl-x\nx": "line 1: the option `#| lable:` isn't supported: did you mean label?",
    "#| tbl_cap: A.\nx": "line 1: the option `#| tbl_cap:` isn't supported: did you mean tbl-cap?",
    "#| label: fig-x\n#| fig-cap: A.\n#| fig-alt: B\nx": "line 3: the option `#| fig-alt:` isn't supported: a figure",
    "#| layout-ncol: 2\nx": "line 1: the option `#| layout-ncol:` isn't supported: tables and figures stand below",
    "#| her er en tabell\nx": "line 1: `#| her er en tabell` is no option",
    "#| label: tbl-x\nx": "line 1: tbl-x has no caption: `#| tbl-cap: …`.",
    "#| tbl-cap: A.\nx": "line 1: `#| tbl-cap:` goes with a label",
    "#| label: tbl-x\n#| tbl-cap:\nx": "line 2: the caption is empty",
    '#| label: tbl-x\n#| tbl-cap: " "\nx': "line 2: the caption is empty",
    "#| label: tbl-x\n#| tbl-cap: A[^1].\nx": "line 2: a footnote can't stand in a caption",
    "#| label: tbl-x\n#| tbl-cap: A {{< var x >}}.\nx": "line 2: the shortcode {{< var >}}",
    "#| label: tbl-x\n#| tbl-cap: I `{python}år`.\nx": "line 2: put a space after {python}.",
    "#| label: tbl-år\n#| tbl-cap: A.\nx": "line 1: the label «tbl-år»",
    "#| label: tbl-x\n#| label: tbl-y\n#| tbl-cap: A.\nx": "line 2: the option `#| label:` stands twice",
    "# | label: tbl-x\n# x": "line 1: `# | label:` is a remark: an option begins its line, `#| label: …`.",
    "#  |tbl-cap: A.\nx": "line 1: `#  |tbl-cap:` is a remark",
    "  #| only: 2024\nx": "line 1: `#| only:` is a remark",
    "x = 1\n#| label: tbl-x": "line 2: options stand first in the cell",
    "#| echo: true\nx": "line 1: `#| echo: True`: code isn't printed",
    "#| output: asis\nx": "line 1: `#| output: asis`: what is printed isn't shown",
    "#| eval: kanskje\nx": "line 1: `#| eval: kanskje`: it can be true or false",
    "x = 1\nimport sys; sys.exit()": "line 2: sys.exit would end the chapter here",
    "if x:\n    quit()": "line 2: quit would end the chapter here",
    "svar = input('Navn?')": "line 1: input() waits for someone",
    "#| label: tbl-x\n#| tbl-cap: A.\n#| only: 2024–\nx": "line 3: `#| only: 2024–`: the editions are written 2024,",
    "#| only: [2023, 2024]\nx": "line 1: `#| only: [2023, 2024]`: the editions are written",
    "#| only: true\nx": "line 1: `#| only: true`: the editions are written",
    "#| only:\nx": "line 1: `#| only: `: the editions are written",
    "x = fact(2982, years='2023, 2024')": "line 1: `fact(2982, years='2023, 2024'`: the editions are written \"2024\"",
    "x = 1\n<<<<<<< HEAD\nx = 2": "line 2: a merge-conflict marker of git",
}  # fmt: skip


@pytest.mark.parametrize(("code", "told"), CODE.items())
def test_a_mistake_in_a_code_cell_is_told_once_with_its_line(code, told):
    [mistake] = found(TITLE, [code])
    assert mistake.startswith(f"cell 2, {told}")


def test_two_cells_of_parameters_are_told_by_the_second():
    cells = [new_code_cell(f"year = {year}", metadata={"tags": ["parameters"]}) for year in (2023, 2024)]
    assert found(TITLE, *cells) == ["cell 3, line 1: cell 2 has the tag `parameters` already; one cell has it."]


def test_a_label_that_stands_in_the_chapter_already_is_told_by_the_second():
    twice = ["#| label: tbl-x\n#| tbl-cap: A.\nx"]
    assert found(TITLE, twice, twice) == [
        "cell 3, line 1: the label tbl-x stands in cell 2 already; every label is used once."
    ]
    assert "the label sec-a stands in cell 2" in found(TITLE, "## A {#sec-a}", "Tekst\n\n## B {#sec-a}")[0]


def test_a_raw_cell_with_something_in_it_is_refused_and_front_matter_too():
    assert "a cell of the kind «raw» isn't in the book" in found(TITLE, new_raw_cell("x"))[0]
    assert found(TITLE, new_raw_cell("")) == []
    assert "the lines between --- and --- would not be printed" in found(TITLE, "---\ntitle: x\n---")[0]


def test_a_chapter_begins_with_its_title():
    assert found("Tekst.", TITLE) == ["cell 1, line 1: a chapter begins with its title, # Title {#sec-…}."]


@pytest.mark.parametrize(
    "text",
    [
        "- en\n- to\n    - tre\n\n        mer\n\n    og mer\n- fire\nfortsetter\n- fem",
        "1. en\n\n    `{python} x`\n\n2. to",
        "Ord\n\n:   Forklaring\n\n    mer av den",
        "Fot[^a] og ^[med en gang].\n\n[^a]: Første.\n\n    Andre avsnitt.",
        "> sitat\n>\n> - punkt",
        "::: {.callout-tip}\n## Tittel\nTekst\n\n- a\n:::\n\n## Videre",
        "::: callout-note\nTekst\n:::",
        "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n\n: C. {#tbl-x}",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n: C. {#tbl-x}",
        "Tekst.\n\n---\n\nMer.",
        "```markdown\n# Ingen tittel\n{{< pagebreak >}} `{r} x` [^1] {#Tbl_X}\n::: {.x}\n```",
        "``` `{python} x` ``` og `#1` og `{year}` og `r` og `<!--`",
        "Det koster 5 $ og 6 $ og $x$; 2024. \\# nummer én.",
        '[Ja]{.when test="x > 1 and y != \'#\'"} [nei]{.otherwise}',
        "[a]{.when test='x'} og [b]{.otherwise test=\"y\"} [c]{.otherwise}, [d]{.only years=\"-2021 2023-2024\"}",
        '[`{python} x` og [@a]]{.fact years="2023-"} [ja]{.interpretation .reading years="2024"} [nei]{.follows}',
        '## A [b]{.when test="x"}[c]{.otherwise} {#sec-a .unnumbered .fact years="2024"}',
        "::: {.interpretation}\nTekst.\n:::",
        "Klokken 10:30:20, 1:2:1 og a:b:c; 2 == 2, [[a]{.underline} b]{.mark}, bra![^a] og *p* < 0,05**.\n\n[^a]: N.",
        "Se [SSB][1], [NAV][], [Prøve][] og a[^a].\n\n[1]: https://ssb.no\n[nav]: https://nav.no\n\n[^a]: A",
        "– Vi mangler folk, sier en leder.\n\n– Det stemmer, sier en annen.",
        "> – Sitat\n\n1. 2024. mai\n2. og 17. mai\n\nSå:\n\n5. Fra fem.\n6. Seks.\n\nOg\n\n1. En\n1. En",
        "Den 17. mai\n2024. Så: \\(uten formel\\), \\[også her\\], \\*\\* og \\`. Kr 5$, $x = 1$, $\\text{a og b}$.",
        "Så $a_1$, $b$ og US$6, og $$\\frac{a}{b}$$, $a +\nb_2$ og\n\n$$\nx_1\n$$",
        "~~En~~ ~20, *to* ***tre*** **fire**, **«fem»** f^[n [l](https://x.no/a_(b)).] [a](https://x.no 'T').",
        "[@a; se @b, s. 3; -@c] og [kari@x.no, ola@x.no](https://x.no) og [@a og @b]{.underline}.",
        "| a | b |\n|:--|--:|\n| `x | y` | a \\| b |\n| 1 | $|x|$ |\n\n: C $\\frac{a}{b}$ [d]{.mark}. {#tbl-x}",
        "## Raten $x_{i}$ og [ord]{.underline} {#sec-r .unnumbered}\n\n### B {-}",
        '![C av $x_{i}$.](a.png){#fig-a fig-alt="x" width=60%}',
        "1.\ten\n2.\tto\n\n-\ten\n-\tto",
        "$\\text{only}_{\\text{year = 2}}$ og {otherwise} når.",
        "## Digitalt {#sec-digitalt .only years=\"2023\"}\n\n### A\n\n## B {.unnumbered}",
        "## 17. mai\n\n## 2024 i korte trekk\n\n## 1 av 4 svarte",
        "2 * 3 * 4 og *en*to; – sitat\n\n-5 grader\n-6 grader og [tall](#tbl-x) og https://x.no/fig-a.",
        "+---+---+\n| A | B |\n+===+===+\n| a | b |\n|   +---+\n|   | c |\n+---+---+\n\n: C. {#tbl-x}",
        "----------\nOrd  Mening\n---- -----\na    lang\n     tekst\n\nb    c\n----------\n\n: C. {#tbl-x}",
        '![C.](a.png){#fig-a fig-alt="Et \\"kart\\" < 3 & mer" width=60%}',
        "<!-- `{python} borte.pct` og {borte} --> Tekst `` `{python} borte` `` mer\n\n```\n`{python} borte`\n```",
        "1. a\n\n    1. b\n    2. c\n\n    mer\n\n2. d\n    1. e\n3. f",
        "Psykisk helse-\nog rus, https://x.no/~kari_a/b^2, [a](x_y^2.html), $a^2_b$, 5 * 3, snake_case og ~20.",
        "«[D]et», [...], [et ord], [a](https://x.no), [1]{.mark} og [1].\n\n[1]: https://ssb.no",
        "Det er slik; slik; og slik.\nOg her; så; her.",
        "Tekst <!-- # skjult\n## og skjult --> mer",
        "<!-- alt\n\n## er skjult -->",
    ],
)  # fmt: skip
def test_what_is_right_is_let_pass(text):
    assert found(TITLE + text) == []


def test_an_option_without_its_colon_is_told_as_that():
    mistakes = found(TITLE, ["from is248 import *\nsurvey = 1"], ["#| label: tbl-a\n#| tbl-cap Planer\nsurvey"])
    assert any("line 2: `#| tbl-cap` lacks its colon: `#| tbl-cap: …`" in mistake for mistake in mistakes)


PYTHON = {
    "x = 3 – 1": "line 1: Python can't read this: invalid character '–' (U+2013); write a hyphen, -.",
    "x = 1\u200b": "line 1: Python can't read this: invalid non-printable character U+200B; nobody sees the sign",
    "x = 2 × 3": "line 1: Python can't read this: invalid character '×' (U+00D7); write *.",
    "if 1 ≤ 2: x = 1": "line 1: Python can't read this: invalid character '≤' (U+2264); write <=.",
    "x = 1\nsurvey.units['fylke'] = x": "line 2: `survey.units['fylke']`: a chapter changes no data",
    "u = survey.units\nu['fylke'] = 1": "line 2: `u['fylke']`: a chapter changes no data",
    "del survey.units['fylke']": "line 1: `survey.units['fylke']`: a chapter changes no data",
    "x = survey.units.dropna(inplace=True)": "line 1: `survey.units.dropna(inplace=True)`: a chapter changes no data",
    "q = survey\nq.table()\nq.figure()": "line 2: `q.table()` is not shown: the last line of a cell alone is shown",
    "for q in [survey]:\n    q.by('county').table()": "line 2: `q.by('county').table()` is not shown",
    "figures.rates(1)\nx = 2": "line 1: `figures.rates(1)` is not shown",
    "#| label: tbl-x\n#| tbl-cap: Planer, {year}.\n1": "line 2: `{year}` is printed as it stands; a value",
    "x = (1": "line 1: Python can't read this: '(' was never closed.",
    "x = 1\ny = “a”": "line 2: Python can't read this: invalid character '“' (U+201C); write straight quotation marks.",
    "x = 1\n  y = 2": "line 2: Python can't read this: unexpected indent.",
    "return 3": "line 1: Python can't read this: 'return' outside function.",
    "total = 1\nprint(totla)": "line 2: no cell above makes `totla`; did you mean total?",
    "x = later + 1": "line 1: no cell above makes `later`; it is made in cell 4, below.",
    "import random\nx = random.random()": "line 2: `random.random()`: it is another at each build",
    "import numpy as np\nx = np.random.default_rng().normal()": "line 2: `np.random.default_rng()`: it is another at",
    "from datetime import datetime\nx = datetime.now()": "line 2: `datetime.now()`: the time is another at each build",
    "x = open('/home/kari/tall.csv')": "line 1: `open('/home/kari/tall.csv')`: a chapter reads no file of its own",
    "import pandas as pd\nx = pd.read_csv('C:/tall.csv')": "line 2: `pd.read_csv('C:/tall.csv')`: a chapter reads no",
    "#| label: tbl-x\n#| tbl-cap: A `{python} aar`.\n1": "line 2: no cell above makes `aar`; give it a value in one.",
}  # fmt: skip


@pytest.mark.parametrize(("code", "told"), PYTHON.items())
def test_code_that_python_cannot_read_or_does_not_know_is_told_by_its_line(code, told):
    [mistake] = found(TITLE, ["from is248 import *\nyear = survey = 1"], [code], ["later = 1"])
    assert mistake.startswith(f"cell 3, {told}")


def test_a_value_written_as_in_an_f_string_is_told_where_a_cell_above_makes_it():
    text = "Tekst {andel} i {{ year }}, {ja.pct} og ${ja.by('x').n}$ men {otherwise}, $x_{year}$ og [a]{.mark}."
    told = found(TITLE, ["from is248 import *\nyear = ja = 1"], text)
    assert [mistake.partition(" is printed")[0] for mistake in told] == [
        "cell 3, line 1: `{{ year }}`",
        "cell 3, line 1: `{ja.pct}`",
    ]


def test_no_table_of_a_cell_stands_in_a_box():
    table = ["#| label: tbl-x\n#| tbl-cap: A.\nx"]
    told = "cell 3, line 1: the table or figure of a cell can't stand in a box; end the ::: above it."
    assert found(TITLE, "::: {.callout-note}\nEn", table, "to\n:::") == [told]
    assert found(TITLE, "::: {.callout-note}\nEn\n:::", ["y = 1"], table) == []


def test_a_name_of_an_expression_is_made_in_a_cell_above_or_is_one_of_the_library():
    text = 'Tekst.\n\n`{python} number(mroe, 1)`, `{python} more +` og [ja]{.when test="mor > 1"}'
    told = found(TITLE, ["from is248 import *\nmore = 1"], text)
    assert told == [
        "cell 3, line 3: no cell above makes `mroe`; did you mean more?",
        "cell 3, line 3: `more +`: Python can't read this: invalid syntax.",
        "cell 3, line 3: no cell above makes `mor`; did you mean more?",
    ]
    assert found(TITLE, ["from is248 import *\nfrom math import *\nx = sqrt(2)"], "`{python} pi`") == []


@pytest.mark.parametrize(
    "code",
    [
        "%matplotlib inline\nx = !ls\ny = await x\nplot?",
        "svar = {\n    'ja': 1,  # hvorfor?\n    'rest': 7\n    % 2,\n}\nlabel = 'Og hva nå?'",
        "%%bash\necho $HOME",
        "import os.path as p, json\nfor i in p.x: json.y(i)\nwith p.x as f: [k for k in f if (n := k)]\nn",
        "def f(a, *b, **c):\n    return a, b, c, g\nclass D: z = f\ntry: g = D\nexcept OSError as e: e",
        "import random, numpy as np\nrandom.seed(1)\nx = np.random.default_rng(7).normal()\ny = random.Random(2)",
        "match 1:\n    case [a, *rest]: a, rest\n    case {'k': v, **more}: v, more\nf = lambda q: q",

        "#| label: tbl-x\n#| tbl-cap: Andel #1 [av to]: «ja», \"nei\".\nx",
        "#| label: fig-x\n#| fig-cap: >\n#|   En lang tekst\n#|   over to linjer.\nx",
        "#| label: oppsett\n#| echo: false\n#| include: false\nx",
        "#| label: tbl-x\n#| tbl-cap: A.\n#| only: '2023 2024-'\nfact(2, years=\"2023-\")",
        "#| tags: [parameters]\nyear = 2024",
        "#| label: tbl-x\n#| eval: false\nexit()",
        "existing = quit_rate = len\nexits = existing(quit_rate)",
    ],
)  # fmt: skip
def test_code_that_is_right_is_let_pass(code):
    assert found(TITLE, [code]) == []
