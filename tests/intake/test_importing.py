"""The import: whole or not at all, without personal data; and the check of what was imported."""

import os
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import survey_world
from is248.build import build
from is248.data.problems import DataError, Problem
from is248.intake import importing
from is248.intake.importing import check_data, check_data_command, import_command, import_file
from is248.project import ProjectError, root
from survey_world import FTE, faultless, imported, slightly_other, with_cell, write_csv


def test_units_without_a_row_are_not_taking_part(world, expected):
    done = import_file(write_csv(faultless().iloc[:5], world / "eksport.csv"), 2025)
    assert [p.rule for p in done.found.open] == ["missing_unit"]
    assert imported(world) == expected


def test_a_missing_file_year_or_list_of_names_is_named(world):
    with pytest.raises(ProjectError, match="no file"):
        import_file(world / "borte.csv", 2025)
    path = write_csv(faultless(), world / "eksport.csv")
    with pytest.raises(ProjectError, match="2031"):
        import_file(path, 2031)
    (world / "data/reference/person-names.csv").unlink()
    with pytest.raises(ProjectError, match="person-names.csv is missing"):
        import_file(path, 2025)


def test_words_in_a_column_of_numbers_and_names_of_files_are_not_shown(world, capsys):
    export = faultless()
    export.loc[0, "brukere"] = "12, spør Xerxes Blomqvatn"
    with pytest.raises(ProjectError) as error:
        import_command(write_csv(export, world / "svar_kari_nordmann.csv"), 2025)
    said = capsys.readouterr().out + str(error.value)
    pages = [page.read_text(encoding="utf-8") for page in (world / "build/2025").iterdir()]
    assert "12, [tekst]" in said and "[navn].csv" in said
    assert not any(secret in text for text in (said, *pages) for secret in ("Xerxes", "Blomqvatn", "nordmann"))
    (world / "ola_hansen.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"\[navn\]\.csv has one column"):
        import_file(world / "ola_hansen.csv", 2025)


def test_a_message_does_not_show_what_it_complains_about(world, capsys):
    export = faultless()
    export.loc[0, "brukere"] = "Ring Kari Nordmann, kari@kommune.no"
    export.loc[1, "andel"] = "91234567"
    export.loc[2, "plan"] = "ola nordmann"
    export.loc[3, "unit"] = "kari@kommune.no"
    with pytest.raises(ProjectError) as error:
        import_command(write_csv(export, world / "eksport.csv"), 2025)
    page = (world / "build/2025/check-data.html").read_text(encoding="utf-8")
    said = capsys.readouterr().out + str(error.value) + page
    assert "[telefon]" in said and "[e-post]" in said and "[navn]" in said
    assert not re.search("nordmann|91234567|kari@", said, re.IGNORECASE)


def test_an_export_without_headings_does_not_show_its_first_row(world, capsys):
    frame = faultless().assign(navn="Kari Nordmann")
    frame.to_csv(world / "eksport.csv", sep=";", index=False, header=False)
    with pytest.raises(ProjectError) as error:
        import_command(world / "eksport.csv", 2025)
    assert "Kari" not in str(error.value) + capsys.readouterr().out


@pytest.mark.parametrize("moment", ["before writing", "half written", "before moving"])
def test_an_import_that_is_killed_leaves_the_last_responses_as_they_were(world, expected, moment):
    export = write_csv(faultless().assign(brukere="77"), world / "nytt.csv")
    program = f"""
import os, signal
from pathlib import Path
from is248.intake import importing
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
moment = {moment!r}
if moment == "before writing":
    importing.files.write_all = die
elif moment == "before moving":
    Path.replace = die
else:
    fsync = os.fsync
    os.fsync = lambda handle: (fsync(handle), os.ftruncate(handle, 40), die())
importing.import_file({str(export)!r}, 2025)
"""
    killed = subprocess.run([sys.executable, "-c", program], env=os.environ, check=False)
    assert killed.returncode == -9
    assert imported(world) == expected
    import_file(world / "eksport.csv", 2025)
    assert imported(world) == expected


def test_an_import_with_errors_leaves_the_last_responses_as_they_were(world, expected):
    with pytest.raises(DataError):
        import_file(write_csv(faultless().assign(plan="9"), world / "nytt.csv"), 2025)
    assert imported(world) == expected


def test_a_full_disk_leaves_no_half_file(world, expected, monkeypatch):
    before = sorted((world / "data/2025").iterdir())
    monkeypatch.setattr(importing.files.os, "fsync", lambda _: (_ for _ in ()).throw(OSError("no space left")))
    with pytest.raises(OSError, match="no space"):
        import_file(write_csv(faultless(), world / "nytt.csv"), 2025)
    assert imported(world) == expected
    assert sorted((world / "data/2025").iterdir()) == before


def test_warnings_of_another_import_are_not_mixed_in(world):
    import_file(write_csv(faultless().iloc[1:], world / "e.csv"), 2025)
    path = world / "data/2025/responses.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("ikke_deltatt", "delvis", 1), encoding="utf-8")
    done = check_data(2025)
    assert done.found.open == []
    assert "only the import itself can check it" in done.report.read_text(encoding="utf-8")


def test_the_check_stops_at_responses_with_errors(world, expected):
    path = world / "data/2025/responses.csv"
    path.write_text(expected.replace("12.5", "tolv"), encoding="utf-8")
    with pytest.raises(ProjectError, match="a number, with a point before the decimals"):
        check_data_command(2025)


def test_the_check_of_a_year_without_responses_says_how_to_import(world):
    with pytest.raises(ProjectError, match="is248 import FILE --year 2025"):
        check_data(2025)


def big_world(world: Path, units: int) -> Path:
    codes = [str(10000 + number) for number in range(units)]
    rows = [f"{c},Enhet {c},X,A HF,Vest,50000 og større,20000,90000,SSB" for c in codes]
    path = world / "data/reference/units-2025.csv"
    path.write_text("\n".join([survey_world.UNITS.splitlines()[0], *rows]) + "\n", encoding="utf-8")
    wide = "".join(
        f'  - {{id: q{n}, section: "5", text: "Spørsmål {n}", type: single, since: 2025, scale: ja_nei}}\n'
        for n in range(300)
    )
    (world / "data/codebook/2025.yml").write_text(survey_world.CODEBOOK + wide, encoding="utf-8")
    random = np.random.default_rng(248)
    export = {"unit": codes, "status": "gjennomfort", "egne": "1"}
    export |= {c: np.char.replace(np.round(random.random(units) * 9, 2).astype(str), ".", ",") for c in FTE}
    export |= {f"q{n}": random.choice(["1", "2", "3", ""], units) for n in range(300)}
    export["kommentar"] = [f"Vi mangler folk i {c}, ring Kari Nordmann" for c in codes]
    return write_csv(pd.DataFrame(export), world / "stor.csv")


def peak(path: Path) -> int:
    tracemalloc.start()
    import_file(path, 2025)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return used


@pytest.mark.slow
def test_ten_thousand_units_are_imported_in_one_pass_with_memory_in_proportion(world):
    small = big_world(world, 2_000)
    few = peak(small)
    big = big_world(world, 10_000)
    size = big.stat().st_size
    many = peak(big)
    assert sum(1 for _ in (world / "data/2025/responses.csv").open(encoding="utf-8")) == 10_001
    assert "Nordmann" not in imported(world)
    assert many < 30 * size  # cells of one or two letters take eight bytes each, as text and as number
    assert many < 6 * few  # five times the units


def test_answers_that_cannot_be_right_stop_the_build(demo):
    path = root() / "data" / "demo" / "2024" / "responses.csv"
    demo.loc[demo["unit"] == "1101", "arsverk_voksne__1__1"] = "-500"
    demo.to_csv(path, index=False)
    with pytest.raises(DataError, match="1101 Eigersund.*-500"):
        build(2024, "pandoc")
    assert not (root() / "dist").exists()


# --- last year's answers beside them


def told(world: Path, export: pd.DataFrame, **options) -> list[Problem]:
    """Return everything that the import says about an export, errors and warnings."""
    path = write_csv(export, world / "eksport.csv", **options)
    try:
        return import_file(path, 2025).found.open
    except DataError as error:
        return error.problems


def with_last_year(world: Path, export: pd.DataFrame, year: int = 2024) -> None:
    """Keep an export as the responses of last year."""
    last = export.replace(",", ".", regex=True)
    path = world / f"data/{year}/responses.csv"
    path.parent.mkdir(parents=True)
    last.to_csv(path, index=False)


def test_a_faultless_export_breaks_no_rule_beside_last_years(world):
    with_last_year(world, slightly_other())
    assert told(world, faultless()) == []


def test_without_last_years_answers_the_reference_fte_are_compared(world):
    (world / "data/reference/fte-2024.csv").write_text(
        "code,fte_adults,fte_children\n1101,11,0\n1103,230,0\n4601,150,0\n"
    )
    problems = told(world, faultless())
    assert [(p.rule, p.unit) for p in problems] == [("large_change", "4601 Bergen")]


def test_without_last_years_answers_the_fte_beside_the_data_are_compared(world):
    (world / "data/2025").mkdir()
    (world / "data/2025/last_year.csv").write_text("unit,fte\n1101,11\n1103,500\n")
    assert [(p.rule, p.unit) for p in told(world, faultless())] == [("large_change", "1103 Stavanger")]


def test_answers_of_another_kind_than_the_reference_are_not_compared(world):
    (world / "data/reference/fte-2024.csv").write_text("code,fte_adults,fte_children\n0301,3,900\n")
    assert told(world, faultless()) == []


def test_every_error_is_told_at_once_and_nothing_is_written(world):
    export = with_cell("1101", "plan", "7")
    export.loc[export["unit"] == "1103", "brukere"] = "mange"
    assert {p.rule for p in told(world, export)} == {"value_outside_options", "text_for_number"}
    assert not (world / "data/2025/responses.csv").exists()
