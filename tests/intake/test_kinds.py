"""What isn't what its ending says is told by what it is; what is damaged is told, whatever is damaged in it."""

import io
import random
import struct
import zipfile

import openpyxl
import pytest

from is248.intake import sheets
from is248.intake.exports import read_export
from is248.project import ProjectError
from odd_files import csv, packed, sav, told, xlsx


def zipped(*names: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return raw.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PASSWORD = OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600)
KINDS = [
    ("e.csv", xlsx(), "e.csv is an .xlsx workbook. Give it the ending .xlsx."),
    ("e.sav", xlsx(), "e.sav is an .xlsx workbook"),
    ("e.xls", xlsx(), "e.xls is an .xlsx workbook"),
    ("e.xlsx", csv(), "e.xlsx is text, perhaps CSV. Give it the ending .csv."),
    ("e.sav", csv(), "e.sav is text, perhaps CSV"),
    ("e.xlsx", OLE, "a workbook of Excel 97–2003 (.xls). Save it as .xlsx."),
    ("e.xls", OLE, "a workbook of Excel 97–2003 (.xls). Save it as .xlsx."),
    ("e.xlsx", PASSWORD, "a workbook with a password. Save it as .xlsx without one."),
    ("e.csv", OLE, "a workbook of Excel 97–2003"),
    ("e.xlsx", zipped("mimetype", "content.xml"), "OpenDocument file, such as LibreOffice's .ods. Save it as .xlsx"),
    ("e.ods", zipped("mimetype", "content.xml"), "an OpenDocument file"),
    ("e.numbers", zipped("Index/Document.iwa"), "a file of Apple Numbers"),
    ("e.docx", zipped("[Content_Types].xml", "word/document.xml"), "a Word document"),
    ("e.xlsx", zipped("word/document.xml"), "a Word document"),
    ("e.xlsb", zipped("xl/workbook.bin"), "a binary workbook (.xlsb)"),
    ("e.zip", zipped("svar.csv"), "a packed file (zip) without a workbook in it. Unpack it"),
    ("e.csv", zipped("svar.csv"), "a packed file (zip)"),
    ("e.xlsx", xlsx()[:3000], "damaged or was cut off"),
    ("e.pdf", b"%PDF-1.7", "e.pdf is a PDF"),
    ("e.csv", b"%PDF-1.7", "e.csv is a PDF"),
    ("e.csv", b"{\\rtf1", "an RTF document"),
    ("e.csv", b"\x1f\x8b\x08", "a compressed file (gzip)"),
    ("e.xls", b"<html><table>", "e.xls is a web page or XML"),
    ("e.xlsx", b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "a web page"),
    ("e.csv", b"<?xml version='1.0'?>", "an XML file"),
    ("e.csv", '<html>'.encode("utf-16"), "a web page"),
    ("e.csv", b'{"unit": 1}', "a JSON file"),
    ("e.csv", b"", "e.csv is empty: no bytes"),
    ("e.xlsx", b"", "e.xlsx is empty"),
    ("e.sav", bytes(500), "e.sav is empty: there is nothing but blanks"),
    ("e.csv", b" \r\n\r\n", "e.csv is empty"),
    ("e", csv(), "the import reads .sav, .zsav, .csv, .xlsx"),
    ("e.dta", b"<stata_dta>", "a Stata file"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "message"), KINDS)
def test_a_file_is_told_by_what_it_is(name, content, message, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ProjectError) as error:
        read_export(tmp_path / name)
    assert message in str(error.value)


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "e.csv").mkdir()
    with pytest.raises(ProjectError, match="is a folder"):
        read_export(tmp_path / "e.csv")


# --- damaged, and made to do harm


def damaged(raw: bytes, rnd: random.Random) -> bytes:
    """Return a file with some bytes turned, cut, added, left out or emptied."""
    raw = bytearray(raw)
    at, how = rnd.randrange(1, len(raw)), rnd.choice(["turn", "turn", "cut", "add", "leave out", "empty"])
    if how == "turn":
        raw[at] ^= 1 << rnd.randrange(8)
    elif how == "empty":
        raw[at : at + 4] = bytes(4)
    else:
        raw[at : {"cut": len(raw), "add": at, "leave out": at + 3}[how]] = b"\x9b" * (how == "add")
    return bytes(raw)


@pytest.mark.parametrize("name", ["e.csv", "e.xlsx", "e.sav", "parts.xlsx"])
def test_a_damaged_file_gives_a_sentence(name, tmp_path):
    rnd, path = random.Random(248), tmp_path / name
    good = {"e.csv": csv, "e.xlsx": xlsx, "parts.xlsx": xlsx, "e.sav": lambda: sav(tmp_path)}[name]()

    def one_part(parts):
        part = rnd.choice([part for part in parts if part.startswith("xl/")])
        parts[part] = damaged(parts[part], rnd)

    for _ in range(40):
        path.write_bytes(packed(good, one_part) if name == "parts.xlsx" else damaged(good, rnd))
        told(path)  # raises nothing


def with_size(raw: bytes, part: str, size: int) -> bytes:
    """Return a package whose list of contents gives a part another size."""
    raw, at = bytearray(raw), 0
    while (at := raw.index(b"PK\x01\x02", at + 1)) and raw[at + 46 : at + 46 + len(part)] != part.encode():
        pass
    raw[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(raw)


@pytest.mark.parametrize(("size", "message"), [(600_000_000, "unpacks to 600 MB"), (500, "is damaged")])
def test_a_workbook_that_unpacks_to_much_is_not_unpacked(size, message, tmp_path):
    path = tmp_path / "e.xlsx"
    path.write_bytes(with_size(xlsx(), "xl/worksheets/sheet1.xml", size))
    with pytest.raises(ProjectError, match=message):
        read_export(path)


def test_many_sheets_together_are_too_much(tmp_path, monkeypatch):
    path = tmp_path / "e.xlsx"
    path.write_bytes(xlsx(lambda sheet: [sheet.parent.create_sheet(str(n)).append([1]) for n in range(300)] and None))
    monkeypatch.setattr(sheets, "MOST_BYTES", 100_000)
    with pytest.raises(ProjectError, match="unpacks to"):
        read_export(path)


def test_a_declared_size_of_the_sheet_is_not_believed(tmp_path):
    def change(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'<dimension ref="A1:S7"', b'<dimension ref="A1:XFD1048576"')
        assert sheet != parts["xl/worksheets/sheet1.xml"]

    path = tmp_path / "e.xlsx"
    path.write_bytes(xlsx(None, change))
    assert told(path)[:2] == ("", [])


def test_the_reader_gives_what_openpyxl_gives(tmp_path):
    """Another reader of the same format: every number and text of the workbook, to the last digit."""
    path, numbers = tmp_path / "e.xlsx", [0.1 + 0.2, 1e-7, 123456789.123, 5, 0, -3.5, 1 / 3, 2**53]
    book = openpyxl.Workbook()
    for row in (["unit", *map(str, range(8))], ["1101", *numbers], ["  æøå\n& <b> ", *map(repr, numbers)]):
        book.active.append(row)
    book.save(path)
    export = read_export(path)
    cells = [
        [cell.strip() if isinstance(cell, str) else cell for cell in row]
        for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True)
    ]
    assert export.cells.to_numpy().tolist() == cells
