"""Workbooks for the county governors: each county's units, beside groups of their size, the county and the country."""

from collections.abc import Iterator
from dataclasses import dataclass

from is248.analysis.by_unit import FEW, NO_ANSWER, NOT_ASKED, NOTHING, ByUnit, last_year_of
from is248.analysis.tables import Table
from is248.data.codebook.asking import answers, asked_of, worded
from is248.data.core import Core
from is248.data.groupings import TOTAL
from is248.publish.assembly.rows import slug
from is248.publish.assembly.shape import NONE, number_of, plain
from is248.publish.files.workbooks import Workbook, workbook
from is248.wording import capital, round_half_up

COUNTRY = "Hele landet"
_SHEETS = {
    "Årsverk": "Årsverk i år og i utgaven før, og per 10 000 innbyggere, for enhetene og gruppene de sammenliknes med",
    "Svar": "Hva hver enhet svarte, ett spørsmål på hver rad",
    "Sammenlikning": "Hvordan enhetene i fylket, i hver kommunestørrelse og i hele landet svarte",
    "Kodebok": "Spørsmålene slik de ble stilt, hvem de ble stilt til, og hvilke svar som var mulige",
}


@dataclass(frozen=True)
class Packages:
    """What the packages are made of."""

    core: Core
    rates: dict[str, Table]  # FTE and rates by `county` and `size_group`
    units: Table  # the same by unit, with the same columns
    made: ByUnit

    def files(self) -> dict[str, bytes]:
        """Return every county's workbook by its name."""
        return {f"{slug(county)}.xlsx": _Package(self, county).content() for county in self.rates["county"].rows}


class _Package:
    """The package of one county."""

    def __init__(self, of: Packages, county: str):
        self.of, self.core, self.county = of, of.core, county
        units = self.core.units
        self.codes = list(units.index[units["county"] == county])
        sizes = self.core.grouping("size_group")
        present = set(units.loc[self.codes, "size_group"])
        self.sizes = {size: plain(capital(sizes.spoken(size))) for size in sizes.groups if size in present}
        self.words = {id: worded(self.core.codebook, id) for id in of.made.questions}
        self.size_of = units["size_group"].map(sizes.labels)

    def content(self) -> bytes:
        """Return the workbook."""
        edition = self.core.edition
        made = workbook(edition, f"{edition.title}: {self.county}", self._about())
        links = {name: name for name in _SHEETS}
        made.add_table("Innhold", "Innhold", [], ["Ark", "Hva arket viser"], list(_SHEETS.items()), links=links)
        made.add_table("Noter", "Noter", [], ["Tegn eller ark", "Hva det betyr"], self._notes())
        self._add_fte(made)
        heads = ["Kode", "Spørsmål", *(self.of.units.label(code) for code in self.codes)]
        made.add_table("Svar", f"Svarene fra {self.county}", [], heads, self._answers(), fixed=2)
        heads = ["Kode", "Spørsmål", "Svar", "Måles i", self.county, *self.sizes.values(), COUNTRY]
        made.add_table("Sammenlikning", "Hvordan andre svarte", [], heads, self._groups(), fixed=3)
        heads = ["Kode", "Kapittel", "Spørsmål", "Stilt til", "Mulige svar"]
        made.add_table("Kodebok", "Kodebok", [], heads, self._codebook(), fixed=1)
        return made.content()

    def _about(self) -> list[str]:
        return [
            f"Svar og årsverk fra {len(self.codes)} enheter i {self.county}.",
            "Regnearket er laget for statsforvalteren og for kommunene selv.",
            "Svar i fri tekst er ikke med.",
        ]

    def _notes(self) -> list[list[str]]:
        units, year = self.of.units, self.core.year
        moved = [self.core.units.at[code, "name"] for code in self.core.edition.not_comparable if code in self.codes]
        return [
            ["Årsverk", f"{plain(units.printed_note)} Kilde: {plain(units.source)}"],
            [f"Årsverk {self.core.year_before}", f"{NONE} der det ikke er kjent. Tallene er på årets kommunegrenser."],
            *([name, f"Årsverkene kan ikke sammenliknes med {self.core.year_before}."] for name in moved),
            [NO_ANSWER, f"Enheten svarte ikke på spørsmålet i {year}."],
            [NOT_ASKED, "Spørsmålet ble ikke stilt, fordi enheten svarte noe annet på et tidligere spørsmål."],
            [NOTHING, "Enheten svarte på spørsmålet, men krysset ikke av for noe av det."],
            [FEW, "Antall personer som er så lite at det ikke vises."],
            [NONE, "Det er ikke noe tall, eller gruppen er så liten at svarene ikke vises."],
            ["Sammenlikning", "Prosent av enhetene som svarte. Av tall vises medianen. Hele tall."],
        ]

    def _add_fte(self, made: Workbook) -> None:
        columns, before = self.of.units.columns[1:], self.core.year_before
        heads = ["Nummer", "Enhet eller gruppe", "Kommunestørrelse", *(plain(column.lower) for column in columns)]
        heads += [f"{plain(column.lower)} {before}" for column in columns[:3]]
        made.add_table("Årsverk", f"Årsverk i {self.county}", [], heads, self._fte(), fixed=2)

    def _fte(self) -> Iterator[list]:
        units, rates, of_size = self.of.units, self.of.rates, self.core.units["size_group"]
        for code in self.codes:
            yield [code, units.label(code), plain(self.size_of[code]), *self._numbers(units, code, [code])]
        for size, name in self.sizes.items():
            yield ["", name, "", *self._numbers(rates["size_group"], size, of_size.index[of_size == size])]
        yield ["", self.county, "", *self._numbers(rates["county"], self.county, self.codes)]
        yield ["", COUNTRY, "", *self._numbers(rates["county"], TOTAL, of_size.index)]

    def _numbers(self, table: Table, row: str, codes) -> list[int | str]:
        """Return a row's FTE and rates, and the FTE of its units in the year before, as whole numbers."""
        values = [table.values.at[row, column.key] for column in self.of.units.columns[1:]]
        now = [None if value != value else int(round_half_up(value)) for value in values]
        return [NONE if n is None else n for n in (*now, *last_year_of(self.of.made, codes))]

    def _answers(self) -> Iterator[list[str]]:
        answers = self.of.made.answers[self.codes]
        for id, given in zip(answers.index, answers.to_numpy(), strict=True):
            is_number = self.core.codebook.question(id).type == "number"
            yield [id, self.words[id], *(map(number_of, given) if is_number else given)]

    def _groups(self) -> Iterator[list]:
        groups = self.of.made.groups
        if groups.empty:
            return
        chosen = groups[[("county", self.county), *(("size_group", size) for size in self.sizes), ("", TOTAL)]]
        for (id, answer, counted), numbers in zip(chosen.index, chosen.to_numpy(dtype=float), strict=True):
            shown = (NONE if n != n else int(n) for n in numbers)
            yield [id, self.words[id], answer or counted, counted, *shown]

    def _codebook(self) -> Iterator[list[str]]:
        book = self.core.codebook
        for id in self.of.made.questions:
            yield [id, int(book.question(id).section), self.words[id], asked_of(book, id), answers(book, id)]
