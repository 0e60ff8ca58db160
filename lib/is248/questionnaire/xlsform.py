"""The form as an XLSForm, for ODK, KoBo or Enketo: the import's rules as constraints, the gates as relevance.

Every field has the name of the codebook's column, so the tool's export is imported as it is. Fields that only help
begin with `HELPER`, and the import leaves them out.
"""

import io
from collections.abc import Iterator
from datetime import datetime

from openpyxl import Workbook

from is248.data.changes import units_of
from is248.data.codebook import Codebook, Option
from is248.intake.collected import HELPER
from is248.intake.rules.cells import LARGEST
from is248.intake.rules.together import TOLERANCE
from is248.publish.workbooks import save
from is248.questionnaire.form import Block, Cells, Form, Item
from is248.questionnaire.page import Filled, title
from is248.wording import number

UNITS, PEOPLE = "enhet", "innbyggere"  # the list of units, and its column with their inhabitants
_OF_UNIT = f"{HELPER}{PEOPLE}"  # the inhabitants of the unit that answers
_WHOLE = ("personer", "kroner")  # units of which there are no halves
_ALONE = ("nei", "ingen", "vet_ikke")  # options that exclude the others of their list, by name
_SURVEY = ("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "appearance",
           "calculation", "required_message")  # fmt: skip

Row = dict[str, str]
ONE_SUM = "Årsverk etter utdanning skal ha samme sum som årsverk etter tjeneste. Rett tallene over."
FTE_HINT = "Skriv for eksempel 12,5. Skriv 0 der dere ikke har noen."


def workbook(form: Form) -> bytes:
    """Return the form as an XLSForm: sheets survey, choices and settings."""
    book = Workbook()
    codebook = form.codebook
    survey = list(_survey(form))
    used = {row["type"].split()[1] for row in survey if row["type"].startswith("select_")}
    settings = {
        "form_title": title(form, Filled()),
        "form_id": f"is248_{codebook.year}",
        "version": str(codebook.year),
        "default_language": "nb",
        "style": "pages",
    }
    sheets = {
        "survey": (_SURVEY, survey),
        "choices": (("list_name", "name", "label", PEOPLE), list(_choices(codebook, used))),
        "settings": (tuple(settings), [settings]),
    }
    book.remove(book.active)
    for name, (columns, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column, "") for column in columns])
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s"  # no text is a formula
    book.properties.created = datetime(codebook.year, 1, 1)
    made = io.BytesIO()
    save(book, made)
    return made.getvalue()


def _survey(form: Form) -> Iterator[Row]:
    """Yield the fields of the form, in its order."""
    yield _group("start", "Om enheten")
    yield {
        "type": f"select_one {UNITS}",
        "name": "unit",
        "label": "Hvilken kommune, bydel eller etat svarer dere for?",
        "required": "yes",
        "required_message": "Velg kommunen, bydelen eller etaten.",
        "appearance": "minimal autocomplete",
    }
    of_unit = f"instance('{UNITS}')/root/item[name = ${{unit}}]/{PEOPLE}"
    yield {"type": "calculate", "name": _OF_UNIT, "calculation": of_unit}
    for place, section in enumerate(form.codebook.guidance, start=1):
        yield _note(f"veiledning_{place}", section.title, section.help or "")
    yield {"type": "end_group"}
    for part in form.parts:
        yield _group(f"del_{part.number}", f"{part.number} {part.title}")
        if part.help:
            yield _note(f"del_{part.number}_hjelp", part.help)
        for block in part.blocks:
            yield from _block(form.codebook, block)
        yield {"type": "end_group"}


def _group(name: str, label: str, relevant: str = "", hint: str = "") -> Row:
    """Return the beginning of a group: a page, with its gate."""
    return {"type": "begin_group", "name": name, "label": label, "hint": hint, "relevant": relevant,
            "appearance": "field-list"}  # fmt: skip


def _note(name: str, label: str, hint: str = "", relevant: str = "") -> Row:
    return {"type": "note", "name": f"{HELPER}{name}", "label": label, "hint": hint, "relevant": relevant}


def _block(codebook: Codebook, block: Block) -> Iterator[Row]:
    gate = block.items[0].question.gate
    relevant = _relevant(codebook, gate.question, gate.options) if gate else ""
    if block.kind == "fte":
        first = block.items[0].question.id
        yield _note(first, f"{block.number} {block.text}", block.help, relevant)
        yield from _fte(codebook, block, relevant)
    elif block.is_battery:
        yield _note(block.items[0].question.id, f"{block.number} {block.text}", block.help, relevant)
        for item in block.items:
            yield _field(codebook, item, f"{item.letter}) {item.text}", "", relevant)
    else:
        yield _field(codebook, block.items[0], f"{block.number} {block.text}", block.help, relevant)


def _relevant(codebook: Codebook, gate: str, codes: list[int]) -> str:
    """Return a gate as an expression; several answers are joined by `or`."""
    if codebook.question(gate).type == "multiple":
        return " or ".join(f"selected(${{{gate}}}, '{code}')" for code in codes)
    return " or ".join(f"${{{gate}}} = '{code}'" for code in codes)


def _field(codebook: Codebook, item: Item, label: str, hint: str, relevant: str) -> Row:
    question = item.question
    field = {"name": question.id, "label": label, "hint": hint, "relevant": relevant}
    options = codebook.options(question.id)
    if question.type == "text":
        return field | {"type": "text", "appearance": "multiline"}
    if question.type == "number":
        return field | _number(question.unit)
    if question.type == "multiple":
        return field | {"type": f"select_multiple {_list_of(question)}"} | _excluding(options)
    return field | {"type": f"select_one {_list_of(question)}"}


def _list_of(question) -> str:
    return f"skala_{question.scale}" if question.scale else f"svar_{question.id}"


def _excluding(options: list[Option]) -> Row:
    """Return what keeps «Nei» from being ticked with others."""
    alone = [option for option in options if option.name in _ALONE]
    if not alone:
        return {}
    tests = [f"not(selected(., '{option.code}') and count-selected(.) > 1)" for option in alone]
    told = " eller ".join(f"«{option.asked}»" for option in alone)
    return {
        "constraint": " and ".join(tests),
        "constraint_message": f"{told} kan ikke krysses av sammen med andre svar.",
    }


def _number(unit: str | None) -> Row:
    """Return type and limits of a number: those of the import's rule for numbers that can't be."""
    kind = "integer" if unit in _WHOLE else "decimal"
    whole = " Skriv et helt tall." if kind == "integer" else ""
    if unit == "prosent":
        return _limited(kind, ". >= 0 and . <= 100", "Skriv et tall fra 0 til 100.")
    if unit == "kroner":
        return _limited(kind, ". >= 0", f"Tallet kan ikke være under 0.{whole}")
    if unit in ("personer", "årsverk"):
        bound = f". >= 0 and . <= {LARGEST} and (not(number(${{{_OF_UNIT}}}) > 0) or . <= number(${{{_OF_UNIT}}}))"
        return _limited(kind, bound, f"Tallet kan ikke være under 0 eller over antall innbyggere.{whole}")
    return _limited(kind, f". >= 0 and . <= {LARGEST}", f"Skriv et tall fra 0 til {number(LARGEST)}.")


def _limited(kind: str, constraint: str, message: str) -> Row:
    return {"type": kind, "constraint": constraint, "constraint_message": message}


# --- FTE


def _fte(codebook: Codebook, block: Block, relevant: str) -> Iterator[Row]:
    """Yield the tables of a question of FTE; the second of two lists has to have the sum of the first."""
    question = block.items[0].question
    for place, cells in enumerate(block.cells, start=1):
        asked = _relevant(codebook, *cells.gate) if cells.gate else relevant
        first = block.cells[0] if question.lists and place > 1 else None
        yield from _table(cells, f"{question.id}_{place}", asked, first)


def _table(cells: Cells, name: str, relevant: str, first: Cells | None) -> Iterator[Row]:
    yield _note(name, cells.title, FTE_HINT, relevant)
    for option, names in zip(cells.rows, cells.names, strict=True):
        if cells.columns:
            yield _note(names[0], option.asked, option.help or "", relevant)
        for column, field in zip(cells.columns or [option], names, strict=True):
            hint = "" if cells.columns else option.help or ""
            row = {"name": field, "label": column.asked, "hint": hint, "relevant": relevant} | _number("årsverk")
            last = first and field == cells.names[-1][-1]
            yield row | (_of_one_sum(row, cells, first) if last else {})
    total = f"{HELPER}sum_{name}"
    yield {"type": "calculate", "name": total, "calculation": _sum(cells)}
    yield _note(f"{name}_sum", f"Sum: ${{{total}}} årsverk", "", relevant)


def _of_one_sum(row: Row, cells: Cells, first: Cells) -> Row:
    """Return what makes the last field of a list hold its sum to that of the first one; 0 has to be written."""
    alike = f"{_sum(cells)} - ({_sum(first)})"
    return {
        "required": "yes",
        "required_message": "Skriv 0 hvis dere ikke har noen.",
        "constraint": f"({row['constraint']}) and {alike} <= {TOLERANCE} and {alike} >= -{TOLERANCE}",
        "constraint_message": f"{ONE_SUM} {row['constraint_message']}",
    }


def _sum(cells: Cells) -> str:
    return " + ".join(f"coalesce(${{{name}}}, 0)" for names in cells.names for name in names)


# --- answers


def _choices(codebook: Codebook, used: set[str]) -> Iterator[Row]:
    """Yield the lists of answers that fields use, and the units."""
    lists = {f"skala_{id}": scale.options for id, scale in codebook.scales.items()}
    lists |= {f"svar_{question.id}": question.options for question in codebook.questions if question.options}
    for code, unit in units_of(codebook.year).iterrows():
        people = unit["inhabitants_under_18"] + unit["inhabitants_adults"]
        yield {"list_name": UNITS, "name": code, "label": f"{code} {unit['name']}", PEOPLE: str(people)}
    for name, options in lists.items():
        if name in used:
            yield from ({"list_name": name, "name": str(o.code), "label": o.asked} for o in options)
