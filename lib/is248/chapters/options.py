"""The options of a code cell, `#| label: tbl-x`: what they are, as the author meant them."""

import re

import yaml
from nbformat import NotebookNode

# What each option that a chapter may use is for; all others are refused by name.
KNOWN = ("label", "tbl-cap", "fig-cap", "only", "tags", "eval", "include", "output", "echo", "warning", "message")
_TEXTS = ("label", "tbl-cap", "fig-cap", "only")  # taken as they stand: a caption may hold `#`, `[`, `:` and quotes
_KEY = re.compile(r"([\w-]+):(?:[ \t]+(.*))?$")
_MARK = "#|"
_BLOCK = re.compile(r"[|>][+-]?\s*")  # YAML's marks of a text in the lines below


def option_lines(source: str) -> list[tuple[int, str]]:
    """Return the lines of options that a cell begins with, without their mark, each with its number from 1."""
    found = []
    for number, line in enumerate(source.splitlines(), 1):
        if line.startswith(_MARK):
            found.append((number, line.removeprefix(_MARK)))
        elif line.strip():
            break
    return found


def option_texts(source: str) -> list[tuple[int, str, str]]:
    """Return line, key and value of every option, as written; a value goes on in the indented lines below it."""
    found: list[tuple[int, str, str]] = []
    for number, line in option_lines(source):
        key = _KEY.match(line.strip())
        if key and (not found or not re.match(r"\s{2,}", line)):
            found.append((number, key[1], key[2] or ""))
        elif found:
            first, name, value = found[-1]
            found[-1] = (first, name, f"{value} {line.strip()}" if not _BLOCK.fullmatch(value) else line.strip())
        else:
            found.append((number, "", line.strip()))
    return found


def options(cell: NotebookNode) -> dict:
    """Return the options of a code cell by name."""
    if _MARK not in cell.source:
        return {}
    return {key: _text(value) if key in _TEXTS else _read(value) for _, key, value in option_texts(cell.source) if key}


def _text(value: str) -> str:
    """Return a text as the author meant it: without YAML's marks around it, if it has any."""
    value = "" if _BLOCK.fullmatch(value) else value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    read = _read(value) if quoted else value
    return read if isinstance(read, str) else value


def _read(value: str) -> object:
    try:
        return yaml.load(value, yaml.CSafeLoader)
    except yaml.YAMLError:
        return value
