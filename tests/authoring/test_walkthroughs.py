"""What the documents say of the authors' commands: each prints what stands below it, and git takes what is written."""

import re
import shlex
import subprocess

from typer.testing import CliRunner

from is248.authoring import layout
from is248.authoring.outline import misplaced
from is248.cli import app
from is248.data.edition import load_edition
from is248.project import root

NEW, REVIEW = ((root() / f"docs/{page}.md").read_text(encoding="utf-8") for page in ("new-chapter", "review-prose"))
ZOTERO = """
@article{nilsen_2025, title = {Hjelp på nett}, author = {Nilsen, A.}, date = {2025}, langid = {norwegian}}
@article{moher_prisma_2009, title = {Preferred Reporting}, doi = {https://doi.org/10.1371/JOURNAL.pmed.1000097}}
"""


def walk(page: str) -> list[tuple[str, str]]:
    """Return the commands of a page with what each prints, in order."""
    return re.findall(r"^```sh\n\.venv/bin/is248 (.*?)\n```\n\n```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def test_each_command_prints_what_stands_below_it(project, resolver, monkeypatch):
    monkeypatch.chdir(project)
    (project / "zotero.bib").write_text(ZOTERO, encoding="utf-8")
    assert len(walk(NEW)) == NEW.count("```text") == 6
    for command, printed in walk(NEW):
        done = CliRunner().invoke(app, shlex.split(command))
        assert (done.exit_code, done.output) == (0, printed), command
    assert layout.untidy([project / "chapters/26-digital-hjelp.ipynb"]) == {}


def test_what_is_said_of_other_orders_and_of_leaving_out_holds(project):
    commands = re.findall(r"`(rename-chapter [^`]*)`", NEW)
    for command in ["new-chapter 26 Hjelp", *commands]:
        assert CliRunner().invoke(app, shlex.split(command)).exit_code == 0, command
    assert (project / "chapters/30-digital-hjelp.ipynb").is_file()
    config = project / "_quarto.yml"
    config.write_text(config.read_text("utf-8").replace("- chapters/30", "# - chapters/30"), encoding="utf-8")
    assert not [one for one in misplaced() if "digital-hjelp" in str(one)]


def test_what_is_said_of_a_years_own_chapters_can_stand_in_its_params_file(project):
    own = [" ".join(text.split()) for text in re.findall(r"`((?:chapters|numbers): \{[^`]*\})`", NEW)]
    params = project / "params/2024.yml"
    params.write_text("\n".join([params.read_text(encoding="utf-8"), *own, ""]), encoding="utf-8")
    edition = load_edition(2024)
    assert len(own) == 2 and edition.chapters and edition.numbers


def test_git_takes_what_the_page_on_reviewing_says(project):
    def git(*arguments: str) -> subprocess.CompletedProcess:
        names = ("-c", "user.name=A", "-c", "user.email=a@b.no", "-c", "init.defaultBranch=main")
        return subprocess.run(["git", *names, *arguments], cwd=project, capture_output=True, text=True)

    chapter = project / "chapters/13-vold-i-naere-relasjoner.ipynb"
    chapter.write_text(layout.tidy(chapter), encoding="utf-8")
    for command in (("init",), ("add", "."), ("commit", "-m", "x"), ("checkout", "-b", "draft")):
        assert git(*command).returncode == 0
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("kommunene", "alle kommunene"), encoding="utf-8")
    git("commit", "-am", "x")
    git("checkout", "main")
    commands = re.findall(r"^git (.*?)(?:\s+#.*)?$", REVIEW, re.MULTILINE)
    shown = [git(*shlex.split(command)) for command in commands]
    assert len(commands) == 4 and all(one.returncode == 0 and one.stdout for one in shown)
    assert "{+alle+}" in shown[1].stdout
