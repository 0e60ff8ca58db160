"""The form as units read it: an HTML page, and a tagged PDF (PDF/UA-1) by Typst."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import typst
from markupsafe import Markup

from is248.project import ProjectError, root
from is248.questionnaire.form import Block, Cells, Form
from is248.templates import template
from is248.wording import number
from is248.wording.signs import FONT_FILES, typst_string

BLANK_NOTE = "Skjemaet er til å lese, planlegge og notere i. Svarene sendes inn i undersøkelsen på nett."
FILLED_NOTE = "Fjorårets årsverk er fylt ut. Rett tallene der noe er endret, og la resten stå."


@dataclass(frozen=True)
class Filled:
    """What a form is filled in with: for one unit, or nothing."""

    unit: str = ""  # «1103 Stavanger»; empty for a blank form
    values: Mapping[str, float] = field(default_factory=dict)  # by column of the form
    totals: Mapping[str, float] = field(default_factory=dict)  # FTE in all of the edition before, by question
    before: int = 0  # the year of that edition

    def value(self, name: str) -> str:
        """Return what stands in a cell: «12,5», or nothing."""
        return shown(self.values[name]) if name in self.values else ""

    def total(self, question: str) -> str:
        """Return the FTE of the edition before: «I 2024: 12,5 årsverk i alt», or nothing where they aren't known."""
        return f"I {self.before}: {shown(self.totals[question])} årsverk i alt" if question in self.totals else ""


BLANK = Filled()


def shown(value: float) -> str:
    """Return a number as it is written in the form: as many decimals as it has, two at most."""
    decimals = next((places for places in (0, 1) if round(value, places) == round(value, 2)), 2)
    return number(round(value, 2), decimals)


def html_page(form: Form, filled: Filled = BLANK) -> str:
    """Return the form as a page: one file, that asks no host."""
    page = template("questionnaire.html", paragraphs)
    return page.render(form=form, filled=filled, title=title(form, filled), filled_note=FILLED_NOTE)


def title(form: Form, filled: Filled) -> str:
    """Return the name of a form: «Spørreskjema IS-24/8 2024 – 1103 Stavanger»."""
    return f"Spørreskjema IS-24/8 {form.codebook.year}" + (f" – {filled.unit}" if filled.unit else "")


def paragraphs(text: str) -> Markup:
    """Return a text of several paragraphs, which empty lines divide."""
    return Markup("").join(Markup("<p>{}</p>\n").format(part) for part in text.split("\n\n"))


def pdf(form: Form, filled: Filled = BLANK) -> bytes:
    """Return the form as a PDF to print or fill in by hand; the same form gives the same bytes.

    Raises ProjectError if Typst fails, or warns: a breach of PDF/UA-1.
    """
    source = (root() / "templates" / "questionnaire.typ").read_text(encoding="utf-8")
    text = "\n".join([source, *_typst(form, filled)])
    fonts = [str(FONT_FILES[0].parent)]
    when = int(datetime(form.codebook.year, 1, 1, tzinfo=UTC).timestamp())
    try:
        compiler = typst.Compiler(text.encode(), font_paths=fonts, ignore_system_fonts=True)
        data, warnings = compiler.compile_with_warnings(pdf_standards=["ua-1"], timestamp=when)
    except typst.TypstError as error:
        raise ProjectError(f"The form can't be set as PDF: {error.diagnostic or error}") from error
    if warnings:
        raise ProjectError(f"The form can't be set as PDF: {warnings[0].diagnostic or warnings[0].message}")
    return data


def _typst(form: Form, filled: Filled) -> Iterator[str]:
    """Yield the form's lines for the template."""
    yield f"#show: form.with(title: {typst_string(title(form, filled))})"
    notes = [BLANK_NOTE, *([FILLED_NOTE] if filled.values else [])]
    yield f"#intro({typst_string(form.codebook.title)}, {_strings(notes)})"
    for section in form.codebook.guidance:
        yield f"#guidance({typst_string(section.title)}, {_paragraphs(section.help)})"
    for part in form.parts:
        yield f"#part({typst_string(part.number)}, {typst_string(part.title)}, {_paragraphs(part.help)})"
        for block in part.blocks:
            yield from _block(block, filled)


def _block(block: Block, filled: Filled) -> Iterator[str]:
    texts = ", ".join(map(typst_string, (block.number, block.text, block.asked)))
    yield f"#question({texts}, {_paragraphs(block.help)})["
    if block.kind == "fte":
        if total := filled.total(block.items[0].question.id):
            yield f"#say({typst_string(f'{total}.')})"
        for cells in block.cells:
            yield _cells(cells, filled)
    elif block.is_battery and block.options:
        heads, rows = [o.asked for o in block.options], [f"{i.letter}) {i.text}" for i in block.items]
        yield f"#battery({_strings(heads)}, {_strings(rows)}, {str(block.kind == 'multiple').lower()})"
    elif block.options:
        yield f"#choices({_strings(o.asked for o in block.options)}, {str(block.kind == 'multiple').lower()})"
    elif block.kind == "number":
        rows = [i.text if block.is_battery else "" for i in block.items]
        yield f"#numbers({_strings(rows)}, {typst_string(block.items[0].question.unit or '')})"
    else:
        yield "#lines()"
    yield "]"


def _cells(cells: Cells, filled: Filled) -> str:
    rows = "".join(
        f"({typst_string(option.asked)}, {typst_string(option.help or '')}, "
        f"{_strings(filled.value(name) for name in names)}), "
        for option, names in zip(cells.rows, cells.names, strict=True)
    )
    heads = _strings(option.asked for option in cells.columns)
    return f"#fte({typst_string(cells.title)}, {typst_string(cells.asked)}, {heads}, ({rows}))"


def _paragraphs(text: str | None) -> str:
    return _strings(text.split("\n\n") if text else [])


def _strings(texts: Iterable[str]) -> str:
    return "(" + "".join(f"{typst_string(text)}, " for text in texts) + ")"
