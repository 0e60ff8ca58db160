"""References added to `data/references.bib`: by DOI, or from a file that Zotero has exported.

Entries are added at the end as text, in the form of those that are there; what is there is never changed.
"""

import html
import logging
import re
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from is248 import files
from is248.authoring.outline import slug
from is248.project import ProjectError, root
from is248.reading import read_text

BIBLIOGRAPHY = Path("data/references.bib")
RESOLVER = "https://doi.org/"
_SECONDS = 20
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
# What a list of references prints, in the order of the entries. The rest is the exporting program's own.
_FIELDS = (
    *("author", "editor", "title", "subtitle", "booktitle", "journaltitle", "publisher", "institution", "location"),
    *(
        "number",
        "type",
        "edition",
        "volume",
        "issue",
        "pages",
        "year",
        "date",
        "doi",
        "isbn",
        "url",
        "urldate",
        "langid",
    ),
)
_BIBLATEX = {"journal": "journaltitle", "address": "location", "school": "institution"}  # BibTeX's names


@dataclass(frozen=True)
class Reference:
    """An entry of a bibliography: its kind (article, report …), key, and fields as BibLaTeX names them."""

    kind: str
    key: str
    fields: dict[str, str]

    @property
    def doi(self) -> str:
        """The DOI in small letters, without the address in front; empty if it has none."""
        found = _DOI.fullmatch(self.fields.get("doi", "").strip())
        return found[1].lower() if found else ""

    @property
    def work(self) -> tuple[str, str]:
        """What tells the work from others where there is no DOI: the letters of its title, and its year."""
        title = re.sub(r"[\W_]", "", re.sub(r"\\\w+", "", self.fields.get("title", ""))).lower()
        return title, self.fields.get("year", self.fields.get("date", ""))[:4]

    def __str__(self) -> str:
        width = max(map(len, self.fields))
        lines = ",\n".join(f"  {name:<{width}} = {{{value}}}" for name, value in self.fields.items())
        return f"@{self.kind}{{{self.key},\n{lines}\n}}\n"


# --- reading --------------------------------------------------------------------------------------


def read_references(text: str) -> list[Reference]:
    """Return the entries of a BibTeX or BibLaTeX text, in order, their fields as they are written there.

    Raises
    ------
    ProjectError
        If an entry can't be read, or a key stands twice; the message tells the line.
    """
    import bibtexparser

    logging.getLogger("bibtexparser").setLevel(logging.ERROR)  # the message below says it
    library = bibtexparser.parse_string(text)
    for block in library.failed_blocks:
        raise ProjectError(
            f"Line {(block.start_line or 0) + 1} of the references: {' '.join(str(block.error).split())}"
        )
    return [
        Reference(
            entry.entry_type, entry.key, {_name(field.key): " ".join(field.value.split()) for field in entry.fields}
        )
        for entry in library.entries
    ]


def _name(field: str) -> str:
    """Return a field's name in BibLaTeX."""
    return _BIBLATEX.get(field.lower(), field.lower())


def _own_form(reference: Reference) -> Reference:
    """Return a reference as the bibliography has it: fields that are printed, in their order, without doubles."""
    fields = {name: reference.fields[name] for name in _FIELDS if reference.fields.get(name)}
    if reference.doi:
        fields["doi"] = reference.doi
        fields = {name: value for name, value in fields.items() if name not in ("url", "urldate")}
    if "pages" in fields:
        fields["pages"] = re.sub(r"(?<=\w)\s*[-–]+\s*(?=\w)", "--", fields["pages"])
    if "langid" not in fields and not fields["title"].startswith("{"):
        fields["title"] = f"{{{fields['title']}}}"  # or a title of unknown language loses its capital letters
    return replace(reference, fields=fields)


# --- a DOI ----------------------------------------------------------------------------------------


def is_doi(text: str) -> bool:
    """Tell whether a text is a DOI, such as 10.1371/journal.pgph.0003031, or its address."""
    return _DOI.fullmatch(text.strip()) is not None


def by_doi(doi: str) -> Reference:
    """Return the reference that doi.org gives for a DOI; its key is name, year and a word, as `ose2024kommunalt`.

    Raises
    ------
    ProjectError
        If doi.org can't be reached, doesn't know the DOI, or has no reference for it.
    """
    doi = _DOI.fullmatch(doi.strip())[1]
    request = urllib.request.Request(RESOLVER + doi, headers={"Accept": "application/x-bibtex"})
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            text = html.unescape(answer.read().decode("utf-8"))
    except urllib.error.HTTPError as error:
        why = "doi.org doesn't know it" if error.code == 404 else f"doi.org answers {error.code}"
        raise ProjectError(f"{doi}: {why}. Look whether it is written as on the publication.") from None
    except OSError as error:  # urllib's own URLError is one
        raise ProjectError(
            f"doi.org can't be reached ({getattr(error, 'reason', error)}). Without a network, export the reference "
            "from Zotero (File, Export, BibLaTeX) and give that file: is248 add-reference FILE.bib"
        ) from None
    found = [reference for reference in read_references(text) if reference.fields.get("title")]
    if not found:
        raise ProjectError(f"{doi}: doi.org gives no reference for it. Write the entry in {BIBLIOGRAPHY} by hand.")
    fields = {"doi": doi} | found[0].fields
    return replace(found[0], key=_key(fields), fields=fields)


def _key(fields: dict[str, str]) -> str:
    """Return the key of a reference: the first author's name, the year, and the first long word of the title."""
    first = re.split(r"\s+and\s+", fields.get("author", fields.get("editor", "ukjent")))[0]
    name = first.partition(",")[0] if "," in first else first.split()[-1]
    word = next((word for word in slug(fields["title"]).split("-") if len(word) > 3), "")
    return slug(name).replace("-", "") + fields.get("year", fields.get("date", ""))[:4] + word


# --- adding ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Added:
    """What became of references: those that were added, and the keys of those that were there, by the key they had."""

    new: tuple[Reference, ...]
    there: dict[str, str]


def add_references(references: Iterable[Reference]) -> Added:
    """Add references to the bibliography; a work that is there already is not added again.

    A work is known by its DOI, or by title and year. A key that another work has gets a letter behind it.

    Raises
    ------
    ProjectError
        If a reference has no title. Nothing is written then.
    """
    path = root() / BIBLIOGRAPHY
    text = read_text(path)
    known = read_references(text)
    new, there = [], {}
    for reference in references:
        if not reference.fields.get("title"):
            raise ProjectError(f"The reference {reference.key} has no title.")
        same = next((one for one in [*known, *new] if _same(one, reference)), None)
        if same:
            there[reference.key] = same.key
            continue
        taken = {one.key for one in [*known, *new]}
        keys = [reference.key, *(f"{reference.key}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")]
        new.append(replace(_own_form(reference), key=next(key for key in keys if key not in taken)))
    if new:
        files.write(BIBLIOGRAPHY, text.rstrip("\n") + "\n\n" + "\n".join(map(str, new)))
    return Added(tuple(new), there)


def _same(one: Reference, other: Reference) -> bool:
    return one.doi == other.doi if one.doi and other.doi else one.work == other.work


def from_file(path: Path) -> list[Reference]:
    """Return the references of a .bib file, such as Zotero exports.

    Raises
    ------
    ProjectError
        If there is no such file, or no reference in it.
    """
    found = read_references(read_text(path.resolve()))
    if not found:
        raise ProjectError(f"{path} has no references. Export them from Zotero as BibLaTeX.")
    return found
