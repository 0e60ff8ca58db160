"""Which questions the chapters show by groups of units, and by which: the history keeps the groups of these alone.

`.by("county")` is asked of a name; what the name stands for is followed back through the assignments of the chapter to
the questions' ids.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from is248.chapters import trees
from is248.chapters.conditions import tests
from is248.chapters.inline import INLINE
from is248.chapters.source import read_chapter
from is248.chapters.uses import asked, named
from is248.data.codebook import Codebook
from is248.data.groupings import GROUPINGS


def by_groups(paths: Iterable[Path], books: Iterable[Codebook]) -> dict[str, set[str]]:
    """Return the groupings that chapters show each question by, by its id."""
    known, found = named(books), defaultdict(set)
    for path in paths:
        read = [trees.parsed(code) for cell in read_chapter(path).cells for code in _codes(cell)]
        stands_for = _assigned(read)
        for call in (node for tree in read for node in ast.walk(tree) if _is_by(node)):
            for text in _texts(call.func, stands_for):
                for id in asked(text, known):
                    found[id] |= {key for key in _strings(call) if key in GROUPINGS}
    return dict(found)


def _codes(cell) -> Iterable[str]:
    return [cell.source] if cell.cell_type == "code" else [*INLINE.findall(cell.source), *tests(cell.source)]


def _is_by(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "by"


def _assigned(read: Iterable[ast.Module]) -> dict[str, list[ast.AST]]:
    """Return what each name of a chapter stands for: what it is assigned, or goes through."""
    found: dict[str, list[ast.AST]] = defaultdict(list)
    for node in (node for tree in read for node in ast.walk(tree)):
        pairs = [(node.target, node.iter)] if isinstance(node, ast.For | ast.comprehension) else []
        pairs += [(target, node.value) for target in node.targets] if isinstance(node, ast.Assign) else []
        for target, value in pairs:
            for part in ast.walk(target):
                if isinstance(part, ast.Name):
                    found[part.id].append(value)
    return found


def _texts(node: ast.AST, stands_for: dict[str, list[ast.AST]]) -> set[str]:
    """Return the texts that are behind an expression, its names followed back."""
    found, todo, seen = set(), [node], set()
    while todo:
        one = todo.pop()
        found |= set(_strings(one))
        for name in {part.id for part in ast.walk(one) if isinstance(part, ast.Name)} - seen:
            seen.add(name)
            todo += stands_for.get(name, [])
    return found


def _strings(node: ast.AST) -> Iterator[str]:
    """Yield the texts of an expression; of one with values in it, a pattern: f"samarbeid_{team}" is samarbeid_{}."""
    for part in ast.walk(node):
        if isinstance(part, ast.JoinedStr):
            yield "".join(piece.value if isinstance(piece, ast.Constant) else "{}" for piece in part.values)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
