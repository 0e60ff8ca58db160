"""Two people's versions of a chapter, merged sentence by sentence: git's merge driver for notebooks.

nbdime merges notebooks cell by cell and their text line by line. Lines beside each other that two people have changed
are a conflict to it, as to git. Two sentences beside each other are not: so that a line of its own stands between them
while nbdime merges. What is a conflict all the same stands in its cell with git's marks, in a file that is a notebook.
"""

import copy
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from is248.authoring.layout import read, tidy_notebook, write, written
from is248.project import ProjectError, root

_DRIVER = "is248"  # its name in .gitattributes
_MARK = "# Written by is248 setup-git"
# Of a worktree, the files are those of the worktree; of an editor's button, no environment is active.
_HOOK = """#!/bin/sh
{mark}: no real answers are committed.
if [ ! -x "{program}" ]; then
    echo "Real answers can't be looked for: {program} is gone. Make it anew: make git" >&2
    exit 1
fi
IS248_ROOT="$(git rev-parse --show-toplevel)" exec "{program}" check-committed --staged
"""
_BETWEEN = "\ue000"  # a private character, alone on a line


def merge(base: Path, ours: Path, theirs: Path) -> bool:
    """Merge their version of a chapter into ours, as git asks it of a merge driver; tell whether all went well.

    Parameters
    ----------
    base, ours, theirs : Path
        What both versions began as, which is empty where both have made the file, and the versions. The result is
        written to `ours`, with git's marks around both where the same sentence was changed.

    Raises
    ------
    ProjectError
        If a version is no notebook. Nothing is written then.
    """
    from nbdime.merging.notebooks import merge_notebooks

    began = read(base) if base.stat().st_size else nbformat.v4.new_notebook()
    versions = [_apart(tidy_notebook(one)) for one in (began, read(ours), read(theirs))]
    if began.cells:
        _align(*versions)
    merged, decisions = merge_notebooks(*versions)
    for cell in merged.cells:
        cell.source = "\n".join(line for line in cell.source.split("\n") if line != _BETWEEN)
    write(written(merged), ours)
    return not any(decision.conflict for decision in decisions)


def _apart(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook with a line of its own between the lines of its prose."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("\n", f"\n{_BETWEEN}\n")
    return notebook


def _align(began: NotebookNode, ours: NotebookNode, theirs: NotebookNode) -> None:
    """Put the cells of three versions in one order, each new one in all of them, so that texts alone are to be merged.

    nbdime takes a moved cell for a new one, and fails where both have put a cell in the same place. What both have
    moved stands where ours has it.
    """
    known = [{cell.id: cell for cell in one.cells} for one in (began, ours, theirs)]
    kept = [id for id in known[0] if id in known[1] and id in known[2]]
    only_theirs_moved = [id for id in known[1] if id in kept] == kept != [id for id in known[2] if id in kept]
    first, second = (known[2], known[1]) if only_theirs_moved else (known[1], known[2])
    order = list(first)
    for id, above in zip(second, [None, *second], strict=False):
        if id not in first:
            place = order.index(above) + 1 if above else 0
            while place < len(order) and order[place] not in second and order[place] not in known[0]:
                place += 1  # behind what the other has put there
            order.insert(place, id)
    for version, own in zip((began, ours, theirs), known, strict=True):
        added = known[1].keys() ^ known[2].keys()
        new = {id: known[1].get(id) or known[2].get(id) for id in added - known[0].keys()}
        version.cells = [copy.deepcopy(own.get(id) or new[id]) for id in order if id in own or id in new]


def git_settings(programs: Path) -> dict[str, str]:
    """Return the settings of git that `.gitattributes` counts on: how notebooks are merged, and how they are shown.

    Parameters
    ----------
    programs : Path
        The folder with the environment's programs. Where it is gone, git does as it does with any text.
    """
    merge = _either(programs / "is248", "merge", 'git merge-file "$2" "$1" "$3"')
    diff = _either(programs / "git-nbdiffdriver", "diff", 'diff -u "$2" "$5" || true')
    return {
        f"merge.{_DRIVER}.name": "chapters, sentence by sentence",
        f"merge.{_DRIVER}.driver": f"{merge} %O %A %B",
        "diff.jupyternotebook.command": diff,
    }


def _either(program: Path, command: str, otherwise: str) -> str:
    path = program.as_posix()
    return f'f() {{ if [ -x "{path}" ]; then "{path}" {command} "$@"; else {otherwise}; fi; }}; f'


def set_up_git() -> None:
    """Let git in this copy of the project merge chapters sentence by sentence, and show them cell by cell.

    Raises
    ------
    ProjectError
        If the project is no copy made with git.
    """
    for key, value in git_settings(Path(sys.executable).parent).items():
        try:
            subprocess.run(["git", "-C", root(), "config", "--local", key, value], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            raise ProjectError("git is not installed, or this folder is not a copy made with git clone.") from None


def set_up_hook() -> str:
    """Let git look for real answers before each commit of this copy; return what a person has to do, or nothing.

    A hook of the person's own is never overwritten. ProjectError if it stands in the way.
    """
    asked = ["git", "-C", root(), "rev-parse", "--git-path", "hooks/pre-commit"]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    hook = root() / told
    program = (Path(sys.executable).parent / "is248").as_posix()
    if hook.exists() and _MARK not in hook.read_text(encoding="utf-8", errors="replace"):
        raise ProjectError(
            f"{told} is a hook of your own, and is left as it is. Let it call ours, with this line: "
            f'"{program}" check-committed --staged || exit 1'
        )
    hook.parent.mkdir(parents=True, exist_ok=True)
    hook.write_text(_HOOK.format(mark=_MARK, program=program), encoding="utf-8", newline="\n")
    hook.chmod(0o755)
    return ""
