"""The contradictions of a printed edition, beside what this book prints instead: docs/accuracy.md.

They stand in data/published/<year>/contradictions.csv. What the book prints is no part of that file: it has
expressions, which are evaluated on the edition's responses with the names that a chapter has.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

import is248
from is248 import files
from is248.chapters.linter import findings_in
from is248.data.changes import units_of
from is248.project import ProjectError, root
from is248.survey import Survey, open_survey
from is248.templates import template
from is248.wording import capital
from is248.years.masking import masker_scores

PLACE = Path("docs/accuracy.md")
SCORE = Path("tools/mutations.csv")  # of `make mutate`: module, mutants, noticed
SENTENCES = Path("tests/chapters/sentences.csv")
GUARDS = {
    "G1": "Ett uttrykk per tall: ingen skriver av, og sammendraget settes sammen av kapitlenes oppsummeringer.",
    "G2": "Andeler regnes ut fra antall og rundes av én gang; avrundede tall legges aldri sammen.",
    "G3": "Hver andel har et navngitt grunnlag, som trykkes.",
    "G4": "Henvisninger og nummer settes inn ved byggingen; tall og år i tabelltekster er uttrykk.",
    "G5": "År og perioder i tekst regnes ut fra årene i dataene; brudd i serier er oppgitt i kodeboka.",
    "G6": "Ord som påstår noe, velges eller prøves av en funksjon som ser på dataene.",
    "G7": "Like tall varsles: to spørsmål i samme år, eller ett spørsmål i to år.",
    "G8": "Sammenhenger mellom tabeller gjelder ved konstruksjon, eller kontrolleres og varsles.",
    "G9": "Lister og antall kommer fra samme kodede svar.",
    "G10": "Ord for størrelse har grenser i en ordliste.",
}
OUTCOMES = {
    "hindret": "kan ikke oppstå: tallet eller ordet regnes ut, eller byggingen eller en test stanser",
    "delvis": "tallet kan ikke bli feil; ordene rundt det, «av …» eller årene som velges, må en person lese",
    "varslet": "ligger i svarene: et varsel navngir spørsmål eller enhet, og en person avgjør",
    "lest": "ingen kode kan vite det: en person må lese setningen",
}


@dataclass(frozen=True)
class Entry:
    """One contradiction."""

    id: str  # C001 and on
    place: str  # in print
    stated: str
    contradicted_by: str
    printed: str  # wrong numbers or words, with semicolons between; the book must print none of them; may be empty
    reproduced: str  # "nei" where the demonstration's responses don't reproduce what the print says
    kind: str
    certainty: str
    guard: str  # the codes of the rules that prevent it, as in `GUARDS`
    expression: str  # what the book prints, in Python
    template: str  # the sentence that it is put into
    how: str  # the mechanism
    outcome: str  # which of `OUTCOMES` it leads to

    @property
    def chapter(self) -> int:
        """The printed chapter: the first number in `place`."""
        return int(re.search(r"\d+", self.place).group())

    def values(self, survey: Survey) -> tuple:
        """Return what the expression gives, nothing where there is none; ProjectError if it can't be evaluated."""
        if not self.expression:
            return ()
        door = {name: getattr(is248, name) for name in is248.__all__}
        try:
            found = eval(self.expression, door | {"survey": survey})
        except Exception as error:
            raise ProjectError(
                f"contradictions.csv, {self.id}: {self.expression}\n  {type(error).__name__}: {error}"
            ) from error
        return found if type(found) is tuple else (found,)  # years are one value, which prints as «2021–2024»

    def sentence(self, survey: Survey) -> str:
        """Return what the book prints in the place of the contradiction."""
        sentence = capital(self.template.format(*self.values(survey)))
        return f"{sentence} (syntetisk)" if self.reproduced == "nei" and survey.edition.synthetic else sentence

    def cells(self, survey: Survey) -> list[str]:
        """Return the entry's row on the page."""
        how = f"{self.how} ({self.kind}, {self.certainty}; {self.guard.replace(' ', ', ')}; {self.outcome})"
        row = [self.id, self.place, self.stated, self.contradicted_by, self.sentence(survey), how]
        return [cell.replace("|", r"\|") for cell in row]


@dataclass(frozen=True)
class Score:
    """How the linter judges some sentences that are marked as asserting or not."""

    name: str
    asserting: int
    harmless: int
    missed: int  # asserting ones that it lets pass
    alarms: int  # harmless ones that it stops at

    @property
    def recall(self) -> float:
        """The part of the asserting sentences that it stops at."""
        return 1 - self.missed / self.asserting

    @property
    def precision(self) -> float:
        """The part of the sentences that it stops at which do assert."""
        stopped = self.asserting - self.missed
        return stopped / (stopped + self.alarms)


def linter_scores() -> list[Score]:
    """Return how the linter judges the sentences of tests/chapters/sentences.csv, part by part and in all.

    Its rules were written with the sentences of the part `training` in view, and without a look at `held-out`.
    """
    rows = pd.read_csv(root() / SENTENCES, dtype="str")
    rows["stopped"] = [bool(findings_in(sentence)) for sentence in rows["sentence"]]
    parts = [*((str(part), found) for part, found in rows.groupby("part", sort=False)), ("all", rows)]
    scores = []
    for part, found in parts:
        asserts, stopped = found["asserts"] == "yes", found["stopped"]
        scores.append(
            Score(part, asserts.sum(), (~asserts).sum(), (asserts & ~stopped).sum(), (~asserts & stopped).sum())
        )
    return scores


def load_entries(year: int) -> list[Entry]:
    """Read the contradictions of a printed edition; ProjectError if there is no list, or its columns are other ones."""
    name = f"data/published/{year}/contradictions.csv"
    if not (root() / name).is_file():
        raise ProjectError(f"There is no list of contradictions in the printed edition of {year}: {name}")
    rows = pd.read_csv(root() / name, dtype="str", keep_default_na=False)
    expected = list(Entry.__dataclass_fields__)
    if list(rows) != expected:
        raise ProjectError(f"{name} has the columns {', '.join(rows)}; expected {', '.join(expected)}")
    return [Entry(**row) for row in rows.to_dict("records")]


def newest() -> int:
    """Return the newest printed edition that has a list of contradictions; ProjectError if there is none."""
    years = [int(file.parent.name) for file in (root() / "data/published").glob("*/contradictions.csv")]
    if not years:
        raise ProjectError("No printed edition has a list of contradictions: data/published/<year>/contradictions.csv")
    return max(years)


def document(year: int) -> str:
    """Return docs/accuracy.md: every contradiction of a printed edition, with what the book prints instead."""
    entries = load_entries(year)
    codes = Counter(code for entry in entries for code in entry.guard.split())
    return template("accuracy.md.jinja", capital, most_first).render(
        year=year,
        entries=entries,
        survey=open_survey(year),
        rules=GUARDS,
        guards=codes,
        meanings=OUTCOMES,
        scores=linter_scores(),
        masking=masker_scores(units_of(year)["name"]),
        noticed=pd.read_csv(root() / SCORE),
    )


def most_first(names: Iterable[str]) -> list[tuple[str, int]]:
    """Return different names with how often each comes, the most first, and equal ones by the alphabet."""
    return sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))


def write(year: int) -> Path:
    """Write docs/accuracy.md, and return where it is."""
    return files.write(PLACE, document(year))
