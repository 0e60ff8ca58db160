"""The project's text files as they are read: what can't be read is told with file, line and what to do."""

from pathlib import Path

import yaml

from is248.faults import in_words
from is248.project import ProjectError, root


def read_text(file: Path | str, error: type[ProjectError] = ProjectError) -> str:
    """Return the text of a file, named from the project's top or in full.

    Raises
    ------
    ProjectError
        If it is missing, can't be opened, or is not UTF-8; of the kind `error`.
    """
    path = root() / file
    shown = path.relative_to(root()) if path.is_relative_to(root()) else path
    try:
        raw = path.read_bytes()
    except OSError as found:
        raise error(in_words(found, path)) from None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as found:
        line = raw.count(b"\n", 0, found.start) + 1
        raise error(
            f"{shown}, line {line}: the file is not UTF-8 (the letters æ, ø and å would be lost). "
            "Save it as UTF-8 in its editor."
        ) from None


def read_yaml(file: Path | str, error: type[ProjectError] = ProjectError) -> object:
    """Return what a YAML file says; as `read_text`, and an error with its line if it is no YAML."""
    text = read_text(file, error)
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as found:
        mark = found.problem_mark or found.context_mark
        tab = " (a tab stands there; YAML is indented with spaces)" if "\\t" in str(found.problem) else ""
        raise error(f"{file}, line {mark.line + 1}: this is not YAML: {found.problem}{tab}. Mend that line.") from None
    except (yaml.YAMLError, ValueError) as found:  # also a date that there isn't
        raise error(f"{file} is not YAML: {' '.join(str(found).split())}. Mend it in an editor.") from None
