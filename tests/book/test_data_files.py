"""The files beside the book: they hold the numbers that are shown, and the manifest tells what they came from."""

import csv
import hashlib
import json
import re

import pytest
from openpyxl import load_workbook

from is248.data.groupings import TOTAL
from is248.project import root
from is248.wording import round_half_up

FIELDS = ["table", "row", "group", "measure", "value"]


def read(path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown_number(cell) -> str:
    """Return a shown number as a data file writes it: 12607, 1.5, 3 for 3,0, or nothing where there is a dash."""
    text = cell.get_text().replace("\u202f", "").replace("−", "-").replace(",", ".")
    return "" if text == "–" else re.sub(r"\.?0+$", "", text) if "." in text else text


def shown_cell(cell) -> str:
    """Return a cell of the HTML book as a data file writes it; a text stands as it is."""
    return shown_number(cell) if "text-align-right" in cell.get("class", []) else cell.get_text()


def shown_tables(pages) -> dict[str, list[list[str]]]:
    """Return what every table of the HTML book shows, row by row without the rows' names, by the table's number."""
    found = {}
    for page in pages:
        for figure in page.main.select("figure.exhibit:has(.report-table)"):
            number = re.search(r"[A-Z\d]+(?:\.\d+)?(?=\.)", figure.select_one(".exhibit-number").get_text()).group()
            rows = [row for row in figure.select("tbody tr") if "section" not in row.get("class", [])]
            found[number] = [[shown_cell(cell) for cell in row.find_all("td")] for row in rows]
    return found


def as_printed(records: list[dict], width: int) -> list[list[str]]:
    """Return a table's values in rows of so many columns: its own, or one for each upper head.

    In the latter case, counts stand under the percentages of their year: each row has the one or the other.
    """
    rows: dict[str, list[dict]] = {}
    for record in records:
        rows.setdefault(record["row"], []).append(record)
    printed = [[record["value"] for record in cells] for cells in rows.values()]
    if len(printed[0]) == width:
        return printed
    heads = list(dict.fromkeys(record["group"] for record in records))
    filled = [
        [[r["value"] for r in cells if r["group"] == head and r["value"]] for head in heads] for cells in rows.values()
    ]
    assert all(len(values) <= 1 for cells in filled for values in cells)
    return [["".join(values) for values in cells] for cells in filled]


def without_keys(shown: list[list[str]], keys: list[str]) -> list[list[str]]:
    """Return the rows without the columns that only repeat the rows' keys, such as the units' numbers."""
    columns = zip(*shown, strict=True)
    kept = [column for column in columns if any(cell not in ("", key) for cell, key in zip(column, keys, strict=True))]
    return [list(row) for row in zip(*kept, strict=True)]


@pytest.fixture(scope="module")
def tables(dist) -> list[dict]:
    return read(dist / "data" / "tables.csv")


@pytest.fixture(scope="module")
def labels(pages) -> dict[str, str]:
    """The number of every table and figure that comes from code, by label."""
    return {
        figure["id"]: re.search(r"[A-Z\d]+(?:\.\d+)?(?=\.)", figure.select_one(".exhibit-number").get_text()).group()
        for page in pages
        for figure in page.main.select("figure.exhibit:has(.report-table), figure.exhibit.figure")
    }


def test_tables_csv_has_the_columns_that_others_read_it_by(dist):
    text = (dist / "data" / "tables.csv").read_bytes()
    assert text.split(b"\n")[0].decode() == ",".join(FIELDS)
    assert b"\r" not in text
    assert not text.startswith(b"\xef\xbb\xbf")


def test_tables_csv_holds_exactly_what_the_tables_of_the_html_book_show(tables, pages):
    ours: dict[str, list[dict]] = {}
    for record in tables:
        ours.setdefault(record["table"], []).append(record)
    shown = shown_tables(pages)
    assert list(ours) == list(shown)
    for number, records in ours.items():
        rows = without_keys(shown[number], list(dict.fromkeys(record["row"] for record in records)))
        assert as_printed(records, len(rows[0])) == rows, number


def test_tables_csv_names_rows_and_columns_as_the_printed_report_does(tables):
    printed = read(root() / "data" / "published" / "2024" / "tables.csv")
    for number in ("6.1", "6.2", "6.3", "6.4", "6.7", "6.8", "6.9", "6.10"):
        names = [
            [(r["row"], r["group"], r["measure"]) for r in rows if r["table"] == number] for rows in (tables, printed)
        ]
        assert names[0] == names[1]


def test_tables_csv_has_no_cell_twice(tables):
    cells = [tuple(record[field] for field in FIELDS[:-1]) for record in tables]
    assert len(cells) == len(set(cells))


def test_tables_csv_has_appendix_b_by_code_with_zeros_in_front_kept(tables, survey):
    rows = list(dict.fromkeys(record["row"] for record in tables if record["table"] == "B.1"))
    assert sorted(rows) == sorted([*survey.units.index, TOTAL])


def test_every_table_and_figure_has_its_own_data_file_and_there_is_no_other(dist, labels, labels_of_code):
    made = {file.name for file in (dist / "data").iterdir()}
    assert made == {"tables.csv", "tables.xlsx", "tests.csv", *(f"{label}.csv" for label in labels)}
    assert list(labels) == labels_of_code


def test_a_tables_own_file_is_its_part_of_tables_csv_with_the_unrounded_numbers_beside(dist, tables, labels):
    for label, number in labels.items():
        rows = read(dist / "data" / f"{label}.csv")
        assert list(rows[0]) == [*FIELDS[1:], "unrounded"]
        if label.startswith("tbl-"):
            part = [{field: r[field] for field in FIELDS[1:]} for r in tables if r["table"] == number]
            assert [{field: r[field] for field in FIELDS[1:]} for r in rows] == part
        for row in rows:
            if not is_number(row["unrounded"]):
                assert row["value"] == row["unrounded"]
            else:
                decimals = len(row["value"].partition(".")[2])
                assert round_half_up(float(row["unrounded"]), decimals) == round_half_up(float(row["value"]), decimals)


def is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", text) is not None


def columns_with_total(dist, labels, pages):
    """Yield (label, group, measure, numbers by row, total, total's name) for every column of numbers with a total."""
    totals = {
        figure["id"]: [row.th.get_text() for row in figure.select("tbody tr")[-2:] if "total" in row.get("class", [])]
        for page in pages
        for figure in page.main.select("figure.exhibit:has(.report-table)")
    }
    for label, names in totals.items():
        if not names:
            continue
        columns: dict[tuple, dict[str, float]] = {}
        for row in read(dist / "data" / f"{label}.csv"):
            if is_number(row["unrounded"]) and row["row"] not in BELOW_THE_TOTAL:
                columns.setdefault((row["group"], row["measure"]), {})[row["row"]] = float(row["unrounded"])
        for (group, measure), numbers in columns.items():
            if names[0] in numbers:
                yield label, group, measure, numbers, numbers.pop(names[0]), names[0]


# Rates, means and changes in percent have no sum.
NO_SUM = ("Årsverk pr. 10 000", "Gj. snitt", "Median", "Brukere per innbygger", "Prosent ja")
BELOW_THE_TOTAL = ("Ikke oppgitt", "Ikke gitt anslag", "Antall kommuner")
# Earlier years of which only rounded percentages are known: they add up to 100 but for the rounding.
ROUNDED_IN_PRINT = ("tbl-parorende-samarbeid", "tbl-grunnlagsdata")


def test_unrounded_totals_are_the_sums_of_the_unrounded_parts(dist, labels, pages):
    checked = set()
    for label, group, measure, parts, total, name in columns_with_total(dist, labels, pages):
        if name != TOTAL or measure.startswith(NO_SUM) or "endring" in group and measure == "Prosent":
            continue
        allowed = len(parts) / 2 if label in ROUNDED_IN_PRINT else 1e-6
        assert sum(parts.values()) == pytest.approx(total, abs=allowed), (label, group, measure)
        checked.add(label)
    assert len(checked) > 80


def test_where_a_unit_may_give_several_answers_the_total_is_the_units_that_answered(dist, labels, pages, edition):
    checked = set()
    for label, group, measure, parts, total, name in columns_with_total(dist, labels, pages):
        if name != TOTAL:
            assert max(parts.values()) <= total, (label, group, measure)
            if not re.match(r"20\d\d", group) or group.startswith(
                str(edition.year)
            ):  # before, there were other answers
                assert total <= sum(parts.values()) + 1e-6, (label, group, measure)
            checked.add(label)
    assert len(checked) > 10


def test_percentages_are_those_of_the_numbers_beside_them(dist, labels, pages):
    """Wherever a column of percentages stands beside one of numbers, and both have a total."""
    numbers: dict = {}
    for label, group, measure, parts, total, _ in columns_with_total(dist, labels, pages):
        numbers.setdefault((label, group), {})[measure] = (parts, total)
    checked = set()
    for (label, group), columns in numbers.items():
        counts = columns.get("Antall") or columns.get("Årsverk")
        if "Prosent" not in columns or counts is None or "endring" in group:
            continue
        percent, base = columns["Prosent"][0], counts[1]
        expected = {row: 100 * count / base for row, count in counts[0].items()}
        assert percent == pytest.approx(expected), (label, group)
        checked.add(label)
    assert len(checked) > 60


def test_a_figures_file_has_the_numbers_of_the_table_it_is_drawn_from(dist, tables, labels):
    for key in ("storrelse", "fylke", "hf", "region", "ti-storste"):
        drawn = read(dist / "data" / f"fig-arsverk-{key}.csv")
        table = [
            {field: r[field] for field in FIELDS[1:]}
            for r in tables
            if r["table"] == labels[f"tbl-arsverk-{key}"] and "pr. 10 000" in r["measure"]
        ]
        assert [{field: r[field] for field in FIELDS[1:]} for r in drawn] == table


def test_the_workbook_has_one_sheet_per_table_with_the_numbers_of_tables_csv(dist, tables):
    workbook = load_workbook(dist / "data" / "tables.xlsx")
    numbers = list(dict.fromkeys(record["table"] for record in tables))
    assert workbook.sheetnames == ["Innhold", *(f"Tabell {number}" for number in numbers)]
    for number in numbers:
        rows: dict[str, list[str]] = {}
        for record in tables:
            if record["table"] == number:
                rows.setdefault(record["row"], []).append(record["value"])
        sheet = list(workbook[f"Tabell {number}"].iter_rows(min_row=2))
        assert [(row[0].value, ["" if c.value is None else str(c.value) for c in row[1:]]) for row in sheet] == list(
            rows.items()
        ), number
        for cell in (cell for row in sheet for cell in row[1:] if cell.value is not None):
            assert cell.data_type == "n" or not is_number(cell.value) or number == "C.2", (number, cell.value)


def test_the_workbook_is_made_for_screen_readers(dist, edition):
    workbook = load_workbook(dist / "data" / "tables.xlsx")
    assert workbook.properties.title == edition.title
    for sheet in workbook:
        assert not sheet.merged_cells.ranges
        [table] = sheet.tables.values()
        assert table.ref == sheet.dimensions
        assert all(cell.value for cell in sheet[1])
    for row in workbook["Innhold"].iter_rows(min_row=2):
        assert row[0].hyperlink.location or row[0].hyperlink.target
        assert row[1].value


def test_every_county_governor_has_a_package_with_the_countys_units(dist, survey):
    counties = survey.grouping("county").groups
    files = {}
    for file in (dist / "packages").iterdir():
        assert re.fullmatch(r"[a-z-]+\.xlsx", file.name)
        sheet = load_workbook(file)["Årsverk"]
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        files[rows[-2][1]] = (sheet, rows)
    assert sorted(files) == sorted(counties)
    for county, (sheet, rows) in files.items():
        units = survey.units[survey.units["county"] == county]
        assert [row[0] for row in rows[:-2]] == list(units.index)
        assert [row[1].removesuffix("*") for row in rows[:-2]] == list(units["name"])
        assert rows[-1][1] == "Hele landet"
        assert len(set(map(len, rows))) == 1
        assert [cell.value for cell in sheet[1]][:2] == ["Nummer", "Enhet"]


def test_a_package_shows_the_numbers_of_the_book(dist, tables):
    numbers = {}
    for record in tables:
        if record["table"] in ("6.4", "B.1"):
            numbers.setdefault((record["table"], record["row"]), []).append(
                int(record["value"]) if record["value"] else None
            )
    for file in (dist / "packages").iterdir():
        *units, county, country = load_workbook(file)["Årsverk"].iter_rows(min_row=2, values_only=True)
        assert list(county[2:]) == numbers["6.4", county[1]]
        assert list(country[2:]) == numbers["6.4", TOTAL]
        for code, _, *values in units:
            assert values == numbers["B.1", code]


def test_the_manifest_has_the_hash_of_every_input_as_it_is(dist):
    manifest = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["inputs"].items():
        assert hashlib.sha256((root() / name).read_bytes()).hexdigest() == digest, f"{name} has changed since the build"


def test_the_manifest_names_all_that_the_book_is_made_of(dist, edition, pages):
    manifest = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    inputs = set(manifest["inputs"])
    data = {str(file.relative_to(root())) for file in (root() / "data" / "reference").glob("*.csv")}
    assert data | {f"params/{edition.year}.yml", "_quarto.yml", "requirements.txt", "data/references.bib"} <= inputs
    assert {str(page.source) for page in pages} <= inputs
    assert set(manifest["chapters"]) == {str(page.source) for page in pages}
    assert {
        "lib/is248/analysis/tables.py",
        "lib/is248/publish/book.py",
        "lib/is248/publish/packages.py",
        "templates/page.html",
    } <= inputs
    assert manifest["year"] == edition.year
    assert manifest["renderer"] in ("pandoc", "quarto")
    assert {"python", "pandas", "papermill"} <= set(manifest["versions"])
    assert set(manifest["seconds"]) >= {"execute", "assemble", "render"}
