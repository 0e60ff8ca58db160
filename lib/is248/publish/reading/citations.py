"""Citations and the list of references, set by Pandoc for all pages in one run.

Reading and sorting the bibliography takes a third of a second. So Pandoc is given nothing but what that depends on: the
blocks that cite, and of their words those beside a citation. A sentence that changes elsewhere asks nothing anew.
"""

import json
import re
from collections.abc import Callable
from itertools import chain, groupby, islice
from pathlib import Path

_LANGUAGES = {"english": "en", "danish": "da", "swedish": "sv", "nynorsk": "nn"}  # others than the book's
_SPOKEN = re.compile(r"^@\w+\{([^,\s]+),(?:(?!^@)[^\n]*\n)*?\s*langid\s*=\s*\{(\w+)\}", re.MULTILINE)
_CITES = re.compile(r'"t": ?"Cite"|\["refs",')  # in Pandoc's JSON
_WORDS = ("Str", "Space", "SoftBreak")
_BESIDE = 2  # words and spaces beside a citation: a space before it goes, and a mark may move
_AWAY = "away"


def citing(text: str) -> list[dict]:
    """Return the blocks of a page's JSON that cite, or list the references, without the words far from a citation."""
    return [_without_words(block)[0] for block in json.loads(text)["blocks"] if _cites(block)]


def with_citations(text: str, cited: list[dict]) -> str:
    """Return a page's JSON with its citations as they are set in the blocks of `citing`."""
    if not cited:
        return text
    doc, cited = json.loads(text), iter(cited)
    blocks = [_with_words(next(cited), _without_words(block)[1]) if _cites(block) else block for block in doc["blocks"]]
    return json.dumps(doc | {"blocks": blocks})


def cited(
    pages: list[list[dict]], lang: str, bibliography: str, style: str, run: Callable[[list[str], str], str]
) -> list[list[dict]]:
    """Return the blocks of all pages that cite, with their citations set.

    The whole bibliography counts (`nocite`), and is sorted: a reference has one number on all pages.

    Parameters
    ----------
    pages : list of list of dict
        From `citing`, of each page.
    lang : str
        The book's language.
    bibliography, style : str
        The paths of their files.
    run : callable
        Runs Pandoc on a text (`pandoc.run`).
    """
    everything = {
        "citationId": "*", "citationPrefix": [], "citationSuffix": [], "citationNoteNum": 0,
        "citationHash": 0, "citationMode": {"t": "NormalCitation"},
    }  # fmt: skip
    doc = json.loads(run(["-f", "markdown", "-t", "json"], "")) | {"blocks": list(chain.from_iterable(pages))}
    doc["meta"]["nocite"] = {"t": "MetaInlines", "c": [{"t": "Cite", "c": [[everything], []]}]}
    arguments = ["-f", "json", "-t", "json", "--citeproc", "-M", "link-citations=true", "-M", f"lang={lang}"]
    arguments += ["--bibliography", bibliography, "--csl", style]
    blocks = json.loads(run(arguments, json.dumps(doc)))["blocks"]
    _speak(blocks, Path(bibliography).read_text(encoding="utf-8"))
    done = iter(blocks)
    return [list(islice(done, len(blocks))) for blocks in pages]  # behind them is a list, where no page has one


def _speak(blocks: list[dict], bibliography: str) -> None:
    """Mark the references in the list that are in another language than the book's, as the bibliography says."""
    spoken = {f"ref-{key}": _LANGUAGES[name] for key, name in _SPOKEN.findall(bibliography) if name in _LANGUAGES}
    listed = (block["c"][1] for block in blocks if block["t"] == "Div" and block["c"][0][0] == "refs")
    for name, _, attributes in (entry["c"][0] for entry in chain.from_iterable(listed)):
        attributes += [["lang", spoken[name]]] if name in spoken else []


def _cites(part: object) -> bool:
    """Tell whether a part of Pandoc's JSON cites, or lists the references."""
    return bool(_CITES.search(json.dumps(part)))


def _without_words(part: object) -> tuple[object, list[list[dict]]]:
    """Return a part of a page with a mark in the place of the words that are far from a citation, and these words."""
    away: list[list[dict]] = []

    def shortened(part: object) -> object:
        if not _cites(part) or (isinstance(part, dict) and part.get("t") == "Cite"):
            return part
        if isinstance(part, dict):
            return {key: shortened(value) for key, value in part.items()}
        near = {n for place, one in enumerate(part) if _cites(one) for n in range(place - _BESIDE, place + _BESIDE + 1)}
        done = []
        for far, run in groupby(enumerate(part), lambda one: one[0] not in near and _is_words(one[1])):
            items = [item for _, item in run]
            if far:
                away.append(items)
                items = [{"t": "RawInline", "c": [_AWAY, str(len(away) - 1)]}]
            done += map(shortened, items)
        return done

    return shortened(part), away


def _is_words(part: object) -> bool:
    return isinstance(part, dict) and part.get("t") in _WORDS


def _with_words(part: object, away: list[list[dict]]) -> object:
    """Return a part with the words in the place of their marks."""
    if isinstance(part, dict):
        return {key: _with_words(value, away) for key, value in part.items()}
    if not isinstance(part, list):
        return part
    return list(chain.from_iterable(_words(one, away) or [_with_words(one, away)] for one in part))


def _words(part: object, away: list[list[dict]]) -> list[dict] | None:
    """Return the words that a mark stands for; None for everything else."""
    is_mark = isinstance(part, dict) and part.get("t") == "RawInline" and part["c"][0] == _AWAY
    return away[int(part["c"][1])] if is_mark else None
