"""Free texts: some hundred invented answers in the voice of a municipality, from patterns per question.

The patterns are in texts.yml; they have choices in brackets, `[a|b]`. Some answers get a slip
of the kind that people make in a web form.
"""

import re
from pathlib import Path

import numpy as np
import yaml

from demo.published import random

PARTNERS = "ohd_kommuner"
ALONE = ("Har ikke", "Ingen", "Nei")  # an answer that begins so says all there is to say


def write(answers) -> None:
    """Give the units their texts: those with the gate's answer, some of them, chosen at random."""
    patterns_of = yaml.safe_load(Path(__file__).with_name("texts.yml").read_text(encoding="utf-8"))
    for question in answers.codebook.questions:
        if question.type != "text":
            continue
        if question.id == PARTNERS:
            answers.text(question.id, _partners(answers))
            continue
        if question.id not in patterns_of:
            raise ValueError(f"no patterns for the texts of {question.id}")
        number, patterns = patterns_of[question.id]["answers"], patterns_of[question.id]["patterns"]
        asked = answers.asked(question.id)
        complete = answers.part.index[answers.part == "complete"]
        pool = complete if asked is None else asked[asked.isin(complete)]
        rng = random(f"text {question.id}")
        who = pool[np.sort(rng.permutation(len(pool))[:number])]
        answers.text(question.id, {unit: _slip(_answer(patterns, rng), rng) for unit in who})


def _answer(patterns: list[str], rng: np.random.Generator) -> str:
    """Return one sentence or, for every third answer, two."""
    order = rng.permutation(len(patterns))
    used = order[: 2 if rng.random() < 0.35 else 1]
    if any(patterns[i].startswith(ALONE) for i in used):
        used = used[:1]
    parts = [_choose(patterns[i], rng) for i in used]
    return (" " if parts[0].endswith((".", "!", "?")) else ", ").join(parts)


def _choose(pattern: str, rng: np.random.Generator) -> str:
    """Return the pattern with one of the words in every bracket."""
    return re.sub(r"\[([^]]*)\]", lambda found: (words := found[1].split("|"))[rng.integers(len(words))], pattern)


def _slip(text: str, rng: np.random.Generator) -> str:
    """Return the text as it may have been typed: mostly right, sometimes small letters or no full stop."""
    kind = rng.random()
    if kind < 0.12:
        return text if text[1:2].isupper() else text[:1].lower() + text[1:]
    if kind < 0.24:
        return text.rstrip(".")
    if kind < 0.28 and len(text) > 30:
        place = int(rng.integers(8, len(text) - 8))
        if text[place : place + 2].isalpha():
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text


def _partners(answers) -> dict[str, str]:
    """Return whom the units share their 24-hour unit with: names in many spellings, neighbours of one trust.

    Units of a trust form groups of two to six; each names the others, and some name themselves as well.
    """
    units, rng = answers.units, random("partners")
    have = answers.chose("ohd_tilbud", [3])
    found = {}
    for _, members in units.loc[have].groupby("trust", sort=True):
        left = list(members.index)
        while left:
            size = min(len(left), int(rng.choice([2, 3, 4, 5, 6], p=[0.3, 0.25, 0.2, 0.15, 0.1])))
            if len(left) - size == 1:
                size += 1
            group, left = left[:size], left[size:]
            others = units.index[(units["trust"] == units.at[group[0], "trust"]) & ~units.index.isin(group)]
            for unit in group:
                partners = [other for other in group if other != unit] or list(others[:1])
                if rng.random() < 0.35:
                    partners = [unit, *partners]
                names = [_misspelt(units.at[other, "name"], rng) for other in partners]
                found[unit] = _joined(names, rng)
    return found


def _misspelt(name: str, rng: np.random.Generator) -> str:
    name = name.split(" - ")[0]
    kind = rng.random()
    if kind < 0.10:
        return name.lower()
    if kind < 0.18:
        return f"{name} kommune"
    if kind < 0.24 and re.search(r"(.)\1", name):
        return re.sub(r"(.)\1", r"\1", name, count=1)
    if kind < 0.30 and len(name) > 5:
        place = int(rng.integers(2, len(name) - 2))
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    if kind < 0.34:
        return name.replace("ø", "o").replace("å", "aa")
    if kind < 0.37:
        return f"{name} "
    return name


def _joined(names: list[str], rng: np.random.Generator) -> str:
    kind = rng.random()
    if len(names) == 1:
        return names[0]
    if kind < 0.55:
        return f"{', '.join(names[:-1])} og {names[-1]}"
    if kind < 0.75:
        return ", ".join(names)
    if kind < 0.87:
        return "/".join(names)
    return " og ".join(names)
