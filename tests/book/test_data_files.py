"""The files beside the book: they hold the numbers that are shown, and the manifest tells what they came from."""

import csv
import hashlib
import json
import re

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from compare_published import corrected
from is248.data.groupings import TOTAL
from is248.project import root
from is248.publish.site import unit_pages
from is248.wording import round_half_up
from is248.wording.signs import typed

OWN_PICTURES: set[str] = set()  # of the authors' own, which come from no data
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
            [(r["row"], corrected(r["group"]), corrected(r["measure"])) for r in rows if r["table"] == number]
            for rows in (tables, printed)
        ]
        assert names[0] == names[1]


def test_tables_csv_has_no_cell_twice(tables):
    cells = [tuple(record[field] for field in FIELDS[:-1]) for record in tables]
    assert len(cells) == len(set(cells))


def test_tables_csv_has_appendix_b_by_code_with_zeros_in_front_kept(tables, survey):
    rows = list(dict.fromkeys(record["row"] for record in tables if record["table"] == "B.1"))
    assert sorted(rows) == sorted([*survey.units.index, TOTAL])


def test_every_table_and_figure_has_its_own_data_files_and_there_is_no_other(dist, pages, labels, labels_of_code):
    made = {file.name for file in (dist / "data").iterdir()}
    for_people = {figure["id"] for page in pages for figure in page.main.select("figure.exhibit[id]")} - OWN_PICTURES
    named = {f"{label}{ending}" for label in for_people for ending in (".xlsx", "-norsk.csv")}
    others = {"tables.csv", "tables.xlsx", "tests.csv", "datapackage.json"}
    assert made == others | named | {f"{label}.csv" for label in labels}
    assert list(labels) == labels_of_code


def printed_text(cell) -> str:
    """Return what a cell or head of the page says, with plain blanks."""
    return " ".join(cell.get_text().replace("\u00ad", "").split())


def printed_rows(table) -> list[list[str]]:
    """Return the rows of a table of the page with their names, those of sections left out."""
    rows = [row for row in table.select("tbody tr") if "section" not in row.get("class", [])]
    return [[printed_text(cell) for cell in row.find_all(["th", "td"])] for row in rows]


def digits(text: str) -> str:
    """Return a number of the page as a Norwegian types it; another text as it is."""
    return text.replace(" ", "").replace("−", "-") if re.fullmatch(r"[−-]?\d[\d ]*(,\d+)?", text) else text


@pytest.fixture(scope="module")
def printed_exhibits(pages) -> dict[str, object]:
    """The tables of the book as they are shown, by label."""
    return {
        figure["id"]: figure.table
        for page in pages
        for figure in page.main.select("figure.exhibit[id^=tbl-]:has(table)")
    }


def test_every_printed_cell_is_in_the_norwegian_csv_and_in_the_workbook(dist, printed_exhibits):
    assert len(printed_exhibits) > 140
    for label, table in printed_exhibits.items():
        rows = [[digits(cell) for cell in row] for row in printed_rows(table)]
        with (dist / "data" / f"{label}-norsk.csv").open(encoding="utf-8-sig", newline="") as file:
            head, *ours = csv.reader(file, delimiter=";")
        ours = [[typed(cell) for cell in row[-len(rows[0]) :]] for row in ours[: len(rows)]]
        assert ours == rows, label
        sheet = CalamineWorkbook.from_path(dist / "data" / f"{label}.xlsx").get_sheet_by_index(0).to_python()
        found = [row[-len(rows[0]) :] for row in sheet[-len(rows) :]]
        filled = [[as_number(cell or "–") for cell in row] for row in rows]  # no cell of a workbook's table is empty
        assert filled == [list(map(as_number, row)) for row in found], label
        assert sheet[-len(rows) - 1] == head, label


def as_number(cell: str | float) -> str | float:
    """Return the number that a text is; what is one already, or none, as it is."""
    is_number = isinstance(cell, str) and re.fullmatch(r"-?\d+(,\d+)?", cell)
    return float(cell.replace(",", ".")) if is_number else cell


def test_the_names_and_counties_of_the_units_stand_in_their_files(dist, survey):
    rows = read(dist / "data" / "tbl-grunnlagsdata.csv")
    for row in rows:
        if row["row"] != TOTAL:
            unit = survey.units.loc[row["row"]]
            assert (row["label"].removesuffix("*"), row["section"]) == (unit["name"], unit["county"])
    with (dist / "data" / "tbl-grunnlagsdata-norsk.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file, delimiter=";"))[:3] == ["Fylke", "Kommune eller bydel", "Nummer"]


def test_no_head_names_adults_as_over_18(dist):
    for file in (dist / "data").glob("*.csv"):
        assert not re.search(r">\s?18|over 18 år", file.read_text(encoding="utf-8")), file.name


def test_the_data_package_describes_every_file_for_programs(dist, labels):
    package = json.loads((dist / "data" / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert set(resources) == {"tables", "tests", *labels}
    kinds = {"number": float, "integer": int, "string": str, "boolean": {"True": True, "False": False}.__getitem__}
    for name, resource in resources.items():
        fields = resource["schema"]["fields"]
        rows = read(dist / "data" / resource["path"])
        assert list(rows[0]) == [field["name"] for field in fields], name
        for field in fields:
            for row in rows:
                if row[field["name"]] not in resource["schema"]["missingValues"]:
                    kinds[field["type"]](row[field["name"]])
    asked = resources["tbl-handlingsplan-vold"]["questions"][0]
    assert asked["text"].endswith("?") and asked["answers"] == "Ja; Nei; Vet ikke"
    assert resources["tbl-handlingsplan-vold"]["units"] == {"Antall": "count", "Prosent": "percent"}


def test_a_tables_own_file_is_its_part_of_tables_csv_with_the_unrounded_numbers_beside(dist, tables, labels):
    for label, number in labels.items():
        rows = read(dist / "data" / f"{label}.csv")
        assert list(rows[0]) == [*FIELDS[1:], "unrounded", "label", "section"]
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


@pytest.fixture(scope="module")
def workbook(dist):
    return load_workbook(dist / "data" / "tables.xlsx")


def test_the_workbook_has_a_sheet_for_every_table_and_figure_of_the_book(workbook, pages):
    numbers = [
        printed_text(caption).rstrip(".")
        for page in pages
        for figure in page.main.select("figure.exhibit[id]")
        if figure["id"] not in OWN_PICTURES
        for caption in figure.select(".exhibit-number")[:1]
    ]
    assert workbook.sheetnames == ["Forside", "Innhold", "Noter", *numbers]


def test_the_workbook_is_made_for_screen_readers(workbook, edition):
    assert workbook.properties.title == edition.title and workbook.properties.language == "nb"
    for sheet in workbook.worksheets[1:]:
        assert not sheet.merged_cells.ranges
        [table] = sheet.tables.values()
        head, *rows = sheet[table.ref]
        assert sheet.dimensions.split(":")[1] == table.ref.split(":")[1] and sheet.freeze_panes
        assert all(cell.value for cell in head) and len({cell.value.casefold() for cell in head}) == len(head)
        assert all(cell.value not in (None, "") for row in rows for cell in row)
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        assert sheet["A1"].value.startswith(sheet.title.partition(" ")[0])
    for row in workbook["Innhold"].iter_rows(min_row=3):
        assert row[0].hyperlink.location == f"'{row[0].value}'!A1"


@pytest.fixture(scope="module")
def packages(dist) -> dict[str, dict[str, list[list]]]:
    """The rows of the marked tables of every county's package, by its name and the sheets'."""
    found = {}
    for file in (dist / "packages").iterdir():
        assert re.fullmatch(r"[a-z-]+\.xlsx", file.name)
        book = CalamineWorkbook.from_path(file)
        sheets = {name: book.get_sheet_by_name(name).to_python()[1:] for name in book.sheet_names}
        found[sheets["Årsverk"][-2][1]] = sheets
    return found


def test_every_county_governor_has_a_package_with_the_countys_units(packages, survey):
    assert sorted(packages) == sorted(survey.grouping("county").groups)
    for county, sheets in packages.items():
        units = survey.units[survey.units["county"] == county]
        rows = sheets["Årsverk"][1 : len(units) + 1]
        assert [row[0] for row in rows] == list(units.index)
        assert [row[1].removesuffix("*") for row in rows] == list(units["name"])
        assert sheets["Årsverk"][-1][1] == "Hele landet"
        assert len(sheets["Svar"][0]) == 2 + len(units)


def test_a_package_shows_the_numbers_of_the_book(packages, tables):
    numbers = {}
    for record in tables:
        if record["table"] in ("6.4", "B.1"):
            value = int(record["value"]) if record["value"] else "–"
            numbers.setdefault((record["table"], record["row"]), []).append(value)
    for sheets in packages.values():
        *rows, county, country = sheets["Årsverk"][1:]
        assert county[3:9] == numbers["6.4", county[1]]
        assert country[3:9] == numbers["6.4", TOTAL]
        for code, _, _, *values in rows:
            assert code == "–" or values[:6] == numbers["B.1", code]


def test_a_package_has_every_units_answers_and_no_free_text(packages, survey):
    answers, labels = survey.responses, survey.responses.options("handlingsplan_vold")
    written = {word for q in survey.codebook.of_type("text") for word in answers.texts(q.id) if len(word) > 40}
    for county, sheets in packages.items():
        codes = survey.units.index[survey.units["county"] == county]
        given = {row[0]: row[2:] for row in sheets["Svar"]}
        ours = answers.codes("handlingsplan_vold")[codes].map(labels).fillna("Ikke svart")
        assert given["handlingsplan_vold"] == ours.to_list()
        assert set(given) - {"Kode"} == {q.id for q in survey.codebook.of_type("single", "scale", "multiple", "number")}
        assert not written & {cell for rows in sheets.values() for row in rows for cell in row if isinstance(cell, str)}


def test_a_package_compares_with_the_books_own_shares(packages, dist):
    country = {row["row"]: row["value"] for row in read(dist / "data" / "tbl-handlingsplan-vold.csv")}
    for sheets in packages.values():
        shares = {row[2]: row[-1] for row in sheets["Sammenlikning"] if row[0] == "handlingsplan_vold"}
        assert {answer: str(int(shares[answer])) for answer in ("Ja", "Nei")} == {a: country[a] for a in ("Ja", "Nei")}


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
    units = {str(unit_pages.NOTEBOOK)} if edition.unit_pages else set()
    assert set(manifest["chapters"]) == {str(page.source) for page in pages} | units
    assert {
        "lib/is248/analysis/tables.py",
        "lib/is248/publish/assembly/book.py",
        "lib/is248/publish/files/packages.py",
        "templates/page.html",
    } <= inputs
    assert manifest["year"] == edition.year
    assert manifest["renderer"] in ("pandoc", "quarto")
    assert {"python", "pandas", "papermill"} <= set(manifest["versions"])
    assert set(manifest["programs"]) >= {"pandoc", "typst"} and all(manifest["programs"].values())
    assert set(manifest["seconds"]) >= {"execute", "assemble", "render"}
