"""`Source`: a codebook's YAML file, and where in it a path of keys and list positions stands."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from is248 import reading
from is248.data.codebook.models import Codebook
from is248.data.problems import Problem
from is248.project import ProjectError, root
from is248.wording.signs import cleaned


class CodebookError(ProjectError):
    """A codebook that can't be used; the message names file, line and key."""


@dataclass(frozen=True)
class Source:
    """A codebook as it is written."""

    file: str  # its name, for messages
    tree: yaml.Node | None  # the YAML, which knows the lines; None if the file is empty
    contents: object  # the same as plain lists and dicts
    codebook: Codebook | None = None  # the same with types, where they hold

    def problem(self, where: tuple, what: str) -> Problem:
        """Return a problem at a path of keys and list positions."""
        return Problem(self.file, _line(self.tree, where), "", _name(self.contents, where), None, what)


def read_text(file: str) -> str:
    """Return the text of a YAML file of the project; CodebookError if it is missing, or not in UTF-8."""
    if not (root() / file).exists():
        raise CodebookError(f"The questionnaire {file} does not exist.")
    return reading.read_text(file, CodebookError)


def read_source(file: str, text: str) -> Source:
    """Return the text of a YAML file with its lines; CodebookError if it is no YAML."""
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        tree = loader.get_single_node()
        return Source(file, tree, cleaned(loader.construct_document(tree)) if tree else None)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise CodebookError(f"{file}, line {mark.line + 1}: this is not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise CodebookError(f"{file} is not YAML: {error}") from error


def repeated_keys(node: yaml.Node | None, where: tuple = ()) -> Iterator[tuple]:
    """Yield the path of every key that stands once more in its mapping."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield (*where, key.value)
            seen.add(key.value)
            yield from repeated_keys(value, (*where, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from repeated_keys(item, (*where, number))


def _line(node: yaml.Node | None, where: tuple) -> int:
    """Return the line, counted from 1, of the last key on the path that the file has."""
    line = node.start_mark.line + 1 if node else 1
    for step in where:
        if isinstance(node, yaml.MappingNode):
            pairs = [(key, value) for key, value in node.value if key.value == step]
            if not pairs:
                break
            key, node = pairs[-1]  # the last one, if a key is repeated
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _name(contents, where: tuple) -> str:
    """Return the path as a reader says it: `handlingsplan_vold: gate.question`."""
    owner, keys = "", []
    for step in where:
        try:
            contents = contents[step]
        except (LookupError, TypeError):
            contents = None
        if isinstance(step, int) and isinstance(contents, dict) and isinstance(contents.get("id"), str):
            owner, keys = f"{contents['id']}: ", []
        else:
            keys.append(f"[{step + 1}]" if isinstance(step, int) else f".{step}")
    return owner + ("".join(keys).lstrip(".") or "the file")
