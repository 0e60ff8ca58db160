"""No real answers in git: they are found by what is in a file, in whatever format and under whatever name."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pandas as pd
import pyreadstat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from is248.authoring import committed, merging
from is248.project import ProjectError, root
from projects import copy_project

UNITS = pd.read_csv(root() / "data" / "reference" / "units-2024.csv", dtype=str)
ANSWERS = pd.DataFrame({"kommunenummer": UNITS.code, "status": "1", "rph": range(len(UNITS)), "hva": "Vi har team"})[
    :40
]
NAMED = ANSWERS.assign(kommunenummer=UNITS.name[:40] + " kommune")


def of_excel(frame: pd.DataFrame, sheet: str = "Svar") -> bytes:
    made = io.BytesIO()
    with pd.ExcelWriter(made) as book:
        pd.DataFrame({"a": [1]}).to_excel(book, sheet_name="Om", index=False)
        frame.to_excel(book, sheet_name=sheet, index=False)
    return made.getvalue()


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def of_spss(tmp_path: Path, suffix: str) -> bytes:
    path = tmp_path / f"a{suffix}"
    if suffix == ".dta":
        pyreadstat.write_dta(ANSWERS, path)
    else:
        pyreadstat.write_sav(ANSWERS, path, compress=suffix == ".zsav")
    return path.read_bytes()


def notebook(**output: str) -> bytes:
    cell = new_code_cell(
        "svar", outputs=[new_output("execute_result", {key.replace("_", "/"): text for key, text in output.items()})]
    )
    return nbformat.writes(new_notebook(cells=[cell])).encode()


FOUND = {
    "csv": ANSWERS.to_csv(index=False),
    "csv without heads": ANSWERS.to_csv(index=False, header=False),
    "semicolons": ANSWERS.to_csv(index=False, sep=";", decimal=","),
    "tabs": ANSWERS.to_csv(index=False, sep="\t"),
    "bars": ANSWERS.to_csv(index=False, sep="|"),
    "names": NAMED.to_csv(index=False),
    "code and name": ANSWERS.assign(kommunenummer=UNITS.code + " " + UNITS.name).to_csv(index=False),
    "unit last": ANSWERS[ANSWERS.columns[::-1]].to_csv(index=False),
    "latin-1": NAMED.to_csv(index=False).encode("latin-1"),
    "utf-16": NAMED.to_csv(index=False).encode("utf-16"),
    "floats": ANSWERS.assign(kommunenummer=UNITS.code.astype(float)).to_csv(index=False),
    "fte with decimals": "code,fte_adults\n" + "".join(f"{code},1.5\n" for code in UNITS.code[:40]),
    "coding": "question,unit,theme\n" + "".join(f"hva,{code},Team\n" for code in UNITS.code[:12]),
    "records": ANSWERS.to_json(orient="records"),
    "json columns": ANSWERS.to_json(),
    "json split": ANSWERS.to_json(orient="split"),
    "json by unit": ANSWERS.set_index("kommunenummer").to_json(orient="index"),
    "json in json": json.dumps({"svar": {"2025": ANSWERS.to_dict("records")}}),
    "json lines": ANSWERS.to_json(orient="records", lines=True),
    "html": ANSWERS.to_html(),
    "markdown": "\n".join(f"| {code} | 1 | 2 | 3 |" for code in UNITS.code[:20]),
    "printed": ANSWERS.to_string(),
    "yaml": "".join(f"- unit: {code}\n  status: 1\n  rph: 3\n" for code in UNITS.code[:20]),
    "sql": "".join(f"INSERT INTO svar VALUES ({code}, 1, 2, 'Team');\n" for code in UNITS.code[:20]),
    "python": "svar = {\n" + "".join(f'    "{code}": (1, 2, 3),\n' for code in UNITS.code[:20]) + "}\n",
    "workbook": of_excel(ANSWERS),
    "zip": zipped(a=b"tekst", b=ANSWERS.to_csv().encode()),
    "zip in a zip": zipped(a=zipped(b=of_excel(NAMED))),
    "notebook of html": notebook(text_html=ANSWERS.to_html()),
    "notebook of text": notebook(text_plain=ANSWERS.to_string()),
    "parquet": b"PAR1....",
    "old excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "gzip": b"\x1f\x8b\x08",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "por": b"ASCII SPSS PORT FILE",
    "broken zip": b"PK\x03\x04 ikke noe",
    "broken sav": b"$FL2 ikke noe",
}


@pytest.mark.parametrize("kind", FOUND)
def test_answers_are_found_whatever_they_are_written_as(kind):
    data = FOUND[kind]
    assert committed.holds_answers(data if isinstance(data, bytes) else data.encode())


@pytest.mark.parametrize("suffix", [".sav", ".zsav", ".dta"])
def test_answers_are_found_in_files_of_statistics_programs(tmp_path, suffix):
    assert "40 units" in committed.holds_answers(of_spss(tmp_path, suffix))


@pytest.mark.parametrize(
    "text",
    [
        UNITS.to_csv(index=False),
        "code,fte_adults,fte_children\n" + "".join(f"{code},65,16\n" for code in UNITS.code),
        "from_code,to_code,year,kind\n" + "".join(f"{code},{code},2025,split\n" for code in UNITS.code[:20]),
        ANSWERS[:9].to_csv(index=False),  # invented, in a test
        "år,antall\n" + "".join(f"{year},{year + 3}\n" for year in range(1990, 2025)),
        ", ".join(UNITS.name),
        "\n".join(f"- {name}" for name in UNITS.name),
        "{}",
        "[",
        "",
    ],
)
def test_what_is_public_or_of_few_units_is_no_answer(text):
    assert not committed.holds_answers(text.encode())


def test_nothing_that_the_project_has_is_refused():
    assert committed.check_committed() == []


IGNORED = """
data/import.xlsx svar.SAV svar.sav data/2025?kopi/ data/2025?kopi/responses.csv data/2025/responses.csv data/2025/
data/raw/x.sav data/raw/x.zsav data/x.ods data/x.por Nedlastinger/svar.docx Nedlastinger/ data/2025/responses.csv.bak
data/codebook/2025-svar.csv data/codebook/svar.yml data/demo/2025?ekte/responses.csv data/demo/2024/svar.xlsx
data/demo/2024/responses?(1).csv data/demo/2024/responses.csv~ data/demo/svar.csv data/published/2025/ekte.csv
data/reference/svar-2025.csv data/reference/units-2025.xlsx data/reference/units-2025?(kopi).csv chapters/svar.csv
data/reference/ekte/units-2025.csv chapters/data/svar.csv tests/svar.csv tests/data/responses.csv tools/svar.parquet
lib/is248/svar.csv lib/svar.json docs/svar.xlsx docs/images/svar.xlsx params/2025.xlsx params/2025?kopi.yml svar.zip
svar.7z svar.tar.gz svar.csv.gz svar.txt svar.tsv svar.dta svar.sas7bdat svar.rds svar.RData svar.feather svar.json
svar.xml svar.html svar.docx svar.db eksport?2025.XLSX Svar_endelig.Csv responses.csv 2025/responses.csv
data?2025/responses.csv data/~$import.xlsx data/.responses.csv.123.tmp .responses.csv.1.tmp data/history.csv.bak
data/history?(1).csv data/2025 data/2025.zip data/svar/2025/svar.csv images/svar.xlsx arkiv/svar.sav data/export.csv
data/last_year.csv data/2024-2025/x.csv data/demo/responses.csv build/2025/open-warnings.csv kopi/2025/responses.csv
"""
KEPT = """
params/2025.yml data/codebook/2025.yml data/reference/units-2025.csv data/reference/plans-2025.csv
data/reference/searches-2025.csv data/reference/white-papers-2025.csv data/reference/act-fact-teams-2025.csv
data/reference/fte-2025.csv data/demo/2025/responses.csv data/demo/2025/coding.csv data/demo/2025/last_year.csv
docs/new-page.md lib/is248/room/part.py tests/room/test_part.py chapters/26-ny.ipynb images/kart.png ny.qmd
"""


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A copy of the project in git, with all that it tracks."""
    project = copy_project(tmp_path / "prosjekt", responses=True)
    for name in (".gitignore", ".gitattributes"):
        (project / name).write_bytes((root() / name).read_bytes())
    monkeypatch.setenv("IS248_ROOT", str(project))
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    git(project, "init", "-q")
    return project


def git(folder: Path, *arguments: str, **more) -> subprocess.CompletedProcess:
    names = ("-c", "user.name=A", "-c", "user.email=a@b.no", "-c", "core.ignorecase=false")
    return subprocess.run(["git", *names, *arguments], cwd=folder, capture_output=True, text=True, **more)


def ignored(folder: Path, names: list[str]) -> set[str]:
    given = "\0".join(names)
    return set(git(folder, "check-ignore", "--no-index", "-z", "--stdin", input=given).stdout.split("\0")) - {""}


def test_git_ignores_an_export_whatever_it_is_called_and_sees_what_belongs_to_the_project(repository):
    names = [name.replace("?", " ") for name in IGNORED.split()]
    assert len(names) >= 60 and set(names) - ignored(repository, names) == set()
    assert ignored(repository, KEPT.split()) == set()
    tracked = subprocess.run(["git", "-C", root(), "ls-files"], capture_output=True, text=True).stdout.splitlines()
    assert ignored(repository, tracked) == set()


def test_what_is_staged_is_looked_at_as_it_is_staged(repository):
    path = repository / "docs" / "notat.md"
    path.parent.mkdir()
    path.write_text(ANSWERS.to_csv(index=False), encoding="utf-8")
    git(repository, "add", "docs/notat.md")
    path.write_text("ingenting", encoding="utf-8")
    assert committed.check_committed(staged=True) == [
        "docs/notat.md: it holds answers of 40 units; such files lie outside git, in data/<year>/"
    ]
    git(repository, "add", "docs/notat.md")
    assert committed.check_committed(staged=True) == []


def test_answers_in_the_demo_folder_are_allowed_where_they_are_synthetic(repository):
    git(repository, "add", "-f", "data/demo/2024/responses.csv")
    assert committed.check_committed(staged=True) == []
    params = repository / "params" / "2024.yml"
    text = params.read_text(encoding="utf-8").replace("synthetic: true", "synthetic: false\nclient: Direktoratet")
    params.write_text(text, encoding="utf-8")
    assert [line.partition(":")[0] for line in committed.check_committed()] == ["data/demo/2024/responses.csv"]


def test_of_the_history_units_fte_pass_and_nothing_else_of_units(repository):
    history = repository / "data" / "history.csv"
    fte = "".join(f"arsverk_voksne,2024,,{code},1.5,,,responses of 2024\n" for code in UNITS.code[:40])
    history.write_text(history.read_text(encoding="utf-8") + fte, encoding="utf-8")
    git(repository, "add", "data/history.csv")
    assert committed.check_committed(staged=True) == []
    history.write_text(history.read_text(encoding="utf-8") + fte.replace("arsverk_voksne", "rph"), encoding="utf-8")
    git(repository, "add", "data/history.csv")
    assert "data/history.csv: it holds answers of 40 units" in committed.check_committed(staged=True)[0]


def program(folder: Path) -> Path:
    """A program as an environment has it, in a folder with a blank in its name; it is on no path."""
    path = folder / "mitt miljø" / "bin" / "is248"
    path.parent.mkdir(parents=True)
    path.write_text(
        f"#!/bin/sh\nPYTHONPATH='{Path(committed.__file__).parents[2]}' exec '{sys.executable}' "
        "-c 'from is248.cli import app; app()' \"$@\"\n"
    )
    path.chmod(0o755)
    return path


def test_a_commit_with_answers_is_refused_from_any_folder_worktree_and_editor(repository, tmp_path, monkeypatch):
    own = program(tmp_path)
    monkeypatch.setattr(sys, "executable", str(own.parent / "python"))
    merging.set_up_hook()
    merging.set_up_hook()  # once more does no harm
    git(repository, "add", "params", ".gitignore", "data/reference")
    plain = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}  # as an editor has it: no environment
    done = git(repository, "commit", "-m", "ok", env=plain)
    assert done.returncode == 0, done.stderr
    git(repository, "worktree", "add", "-q", "--detach", "../annet tre")
    for tree in (repository, tmp_path / "annet tre"):
        (tree / "images").mkdir()
        (tree / "images" / "kart.png").write_bytes(of_excel(ANSWERS))
        git(tree, "add", "images/kart.png")
        done = git(tree / "images", "commit", "-m", "nei", env=plain)
        assert done.returncode == 1 and "images/kart.png: it holds answers of 40 units" in done.stdout + done.stderr
    own.unlink()
    done = git(repository, "commit", "-m", "nei", env=plain)
    assert done.returncode == 1 and "make git" in done.stderr


def test_a_hook_of_ones_own_is_left_and_told(repository):
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 0\n")
    with pytest.raises(ProjectError, match="hook of your own.*check-committed --staged"):
        merging.set_up_hook()
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"
