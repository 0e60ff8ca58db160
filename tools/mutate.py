"""Change the library by one small thing at a time, and see whether the quick tests notice.

    python tools/mutate.py [module …] [--sample 150] [--seed 248] [--write]

A mutant is a module with one comparison, number, sign, word or note changed where a number or a word is decided. Its
tests run in a fork of this process, which finds the mutant in the module's place; no file is touched. What no test
notices is told with its line. `--write` keeps the modules' scores in `SCORE`, for docs/accuracy.md.
"""

import argparse
import ast
import csv
import importlib.abc
import importlib.util
import io
import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import matplotlib.pyplot  # noqa: F401, the forks have what takes long to import
import pandas as pd  # noqa: F401
import papermill  # noqa: F401
import pytest
import seaborn  # noqa: F401
from scipy import stats  # noqa: F401

from is248 import files

PROJECT = Path(__file__).parents[1]
LIBRARY, SCORE = PROJECT / "lib" / "is248", PROJECT / "tools" / "mutations.csv"
# Where numbers and words are decided.
DECIDING = [
    *("wording/*.py", "survey/*.py", "analysis/significance/*.py", "analysis/texts/*.py", "figures/content.py"),
    *(f"analysis/{name}.py" for name in ("counts", "estimates", "fte", "layouts", "population", "ranking", "tables")),
    *("analysis/users.py", *(f"data/{name}.py" for name in ("changes", "core", "estimates", "groupings", "history"))),
]
# What is tested beside the module's own tests, by room.
ALSO = {"wording": ["survey/test_tested_words.py"], "figures": [], "survey": ["survey", "analysis/test_notes.py"]}
ALSO["analysis"] = [
    *(f"analysis/test_{name}.py" for name in ("notes", "heads", "layouts")),
    "survey/test_tested_words.py",
]
ALSO["data"] = ["analysis/test_notes.py", "analysis/test_counts.py", "data/test_imputation.py", "survey/test_breaks.py"]
PATIENCE = 240  # seconds; what takes longer hangs, and is noticed
COMPARISONS = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
SIGNS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
NAMES = {"min": "max", "any": "all", "idxmin": "idxmax", "median": "mean", "ROUND_HALF_UP": "ROUND_HALF_DOWN"}
WORDS = {"høyere": "lavere", "Høyest": "Lavest", "høyest": "lavest", "økt": "gått ned", "øker": "faller", "fra": "til"}
WORDS |= {"økte": "gikk ned", "alle": "ingen", "mer": "færre", "up": "down", "higher": "lower", "over": "under"}
NAMES, WORDS = (pairs | {new: old for old, new in pairs.items()} for pairs in (NAMES, WORDS))


def variants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what can stand in the place of an expression."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARISONS:
            yield ast.Compare(node.left, [COMPARISONS[type(op)]()], node.comparators)
        case ast.BinOp(op=op) if type(op) in SIGNS:
            yield ast.BinOp(node.left, SIGNS[type(op)](), node.right)
        case ast.BoolOp():
            yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.Name(id=name) if name in NAMES:
            yield ast.Name(NAMES[name], node.ctx)
        case ast.Attribute(attr=name) if name in NAMES:
            yield ast.Attribute(node.value, NAMES[name], node.ctx)
        case ast.Constant(value=bool() | None):
            pass
        case ast.Constant(value=int() | float() as number):
            yield from (ast.Constant(number + 1), ast.Constant(number - 1))
        case ast.Constant(value=str(text)):
            for word in {*text.split()} & {*WORDS}:
                yield ast.Constant(text.replace(word, WORDS[word]))
            if " " in text.strip():
                yield ast.Constant("")


def unprinted(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the parts that decide nothing in the book: docstrings, types, decorators, messages, reasons."""
    for node in ast.walk(tree):
        match node:
            case ast.Raise() | ast.Assert() | ast.Call(func=ast.Name(id="Absent" | "AbsentError")):
                yield node
            case ast.Expr(value=ast.Constant()):
                yield node.value
            case ast.FormattedValue(format_spec=ast.JoinedStr() as spec):
                yield spec
            case ast.FunctionDef() | ast.ClassDef():
                yield from filter(None, (*node.decorator_list, getattr(node, "returns", None)))
        if annotation := getattr(node, "annotation", None):
            yield annotation


def mutants(path: Path) -> Iterator[tuple[Path, int, ast.AST, str]]:
    """Yield a module's changes: an expression's place in `ast.walk`, what can stand there, and both in words."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out = {id(node) for part in unprinted(tree) for node in ast.walk(part)}
    for place, node in enumerate(ast.walk(tree)):
        for new in variants(node) if id(node) not in left_out else ():
            where = f"{path.relative_to(PROJECT)}:{node.lineno}"
            yield path, place, new, f"{where}  {ast.unparse(node)[:70]}  →  {ast.unparse(new)[:70]}"


def changed(path: Path, place: int, new: ast.AST) -> ast.Module:
    """Return a module with another expression in a place."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    target = next(node for number, node in enumerate(ast.walk(tree)) if number == place)
    target.__class__, target.__dict__ = type(new), vars(target) | vars(new)
    return ast.fix_missing_locations(tree)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives a mutant where its module is imported."""

    def __init__(self, path: Path, tree: ast.Module):
        parts = path.relative_to(LIBRARY.parent).with_suffix("").parts
        self.name, self.path, self.tree = ".".join(parts).removesuffix(".__init__"), path, tree

    def find_spec(self, name, path, target=None):
        """Return this finder as the loader of the mutant, and nothing for other modules."""
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def exec_module(self, module):
        """Execute the mutant."""
        exec(compile(self.tree, str(self.path), "exec"), vars(module))


def tests_of(path: Path) -> list[str]:
    """Return the quick tests of a module, the nearest first: tests/ mirrors the library."""
    room, *inner = path.relative_to(LIBRARY).parts[:-1]
    files = [file for name in (path.stem, *inner) for file in (PROJECT / "tests" / room).rglob(f"test_{name}.py")]
    return [str(test) for test in (*files, *(PROJECT / "tests" / name for name in ALSO[room]))]


def noticed(path: Path, tree: ast.Module) -> bool:
    """Run a module's tests on a mutant in a fork, and return whether one of them fails."""
    if not (child := os.fork()):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        signal.alarm(PATIENCE)
        sys.meta_path.insert(0, Finder(path, tree))
        os._exit(pytest.main(["-xq", "-p", "no:cacheprovider", "-p", "no:xdist", *tests_of(path)]))
    return os.waitpid(child, 0)[1] != 0


def main() -> None:
    """Try a sample of the mutants of some modules, and tell which of them are not noticed."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("modules", nargs="*", default=DECIDING, help="below lib/is248: survey/*.py")
    arguments.add_argument("--sample", type=int, default=150, help="how many mutants in all (150)")
    arguments.add_argument("--seed", type=int, default=248, help="which ones (248)")
    arguments.add_argument("--write", action="store_true", help=f"keep the score in {SCORE.name}")
    chosen = arguments.parse_args()
    os.chdir(PROJECT)
    paths = [path for pattern in chosen.modules for path in sorted(LIBRARY.glob(pattern))]
    found = [mutant for path in paths for mutant in mutants(path)]
    sample = random.Random(chosen.seed).sample(found, min(chosen.sample, len(found)))
    score: dict[str, list[int]] = {}
    for path, place, new, what in sorted(sample, key=lambda mutant: mutant[:2]):
        module = str(path.relative_to(LIBRARY))
        if module not in score:
            assert not noticed(path, ast.parse(path.read_text(encoding="utf-8"))), f"{module} fails its tests as it is"
        killed = noticed(path, changed(path, place, new))
        made, dead = score.get(module, (0, 0))
        score[module] = [made + 1, dead + killed]
        print("." if killed else f"\n{what}", end="" if killed else "\n", flush=True)
    made, dead = map(sum, zip(*score.values(), strict=True))
    print(f"\n{dead} of {made} noticed (of {len(found)} possible, seed {chosen.seed})")
    if chosen.write:
        keep(score)


def keep(score: dict[str, list[int]]) -> None:
    """Put the scores of some modules in the place of their last ones."""
    known = csv.reader(SCORE.read_text(encoding="utf-8").splitlines()[1:]) if SCORE.exists() else ()
    rows = {module: numbers for module, *numbers in known} | score
    told = [("module", "mutants", "noticed"), *((module, *rows[module]) for module in sorted(rows))]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(told)
    files.write(SCORE, text.getvalue())


if __name__ == "__main__":
    main()
