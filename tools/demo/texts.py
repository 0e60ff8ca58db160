"""Free texts: invented answers in the voice of a municipality, from patterns per question, and their coding.

The patterns are in texts.yml; they have choices in brackets, `[a|b]`. Some answers get a slip
of the kind that people make in a web form.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from demo.published import YEAR

PARTNERS = "ohd_kommuner"
MOST = 0.9  # of those that can write: in a year of which the number of texts isn't known
SHORT = 40  # letters; parts that are shorter make a list, longer ones sentences
NO_PARTNERS = (
    "Sykestueplasser i egen kommune",
    "Interkommunal KAD",
    "Interkommunal legevakt",
    "Kommunene i regionen",
    "Sykehussenger",
)


def write(answers, numbers: dict[str, float] | None = None) -> pd.DataFrame:
    """Give the units their texts: those with the gate's answer, some of them, chosen at random.

    Parameters
    ----------
    answers : Answers
        With all but the texts.
    numbers : dict, optional
        How many texts there are, where it isn't what the plan says. In another year than the printed edition's
        questions without patterns get no texts, and the others no more than can be.

    Returns
    -------
    DataFrame
        Columns question, unit, theme: what coding.csv holds.
    """
    plans = yaml.safe_load(Path(__file__).with_name("texts.yml").read_text(encoding="utf-8"))
    coding = []
    for question in answers.codebook.questions:
        if question.type != "text":
            continue
        if question.id not in plans and answers.year == YEAR:
            raise ValueError(f"no patterns for the texts of {question.id}")
        if question.id not in plans:
            answers.text(question.id, {})
            continue
        plan, rng = plans[question.id], answers.random(f"text {question.id}")
        if question.id == PARTNERS:
            answers.text(question.id, _partners(answers, plan["groups"], rng))
            continue
        if answers.year != YEAR:
            plan = _fewer(plan, len(_able(answers, question.id)), (numbers or {}).get(question.id))
        who = _writers(answers, question.id, plan, rng)
        plans_of = plan.get("themes", {}) | plan.get("within", {})
        texts = {}
        for unit, themes in zip(who, _themes(plan, len(who), rng), strict=True):
            patterns = [plans_of[theme][1:] for theme in themes] or [plan["patterns"]]
            parts = [_choose(some[rng.integers(len(some))], rng) for some in patterns]
            texts[unit] = _slip(_joined_parts(parts), rng)
            coding += [(question.id, unit, theme) for theme in themes]
        answers.text(question.id, texts)
    return pd.DataFrame(coding, columns=["question", "unit", "theme"])


def _able(answers, question: str) -> pd.Index:
    """Return the units that can write: those asked, or where everyone is, those that took part in full."""
    asked = answers.asked(question)
    return answers.part.index[answers.part == "complete"] if asked is None else asked


def _fewer(plan: dict, able: int, number: float | None) -> dict:
    """Return a plan for so many texts, or for as many as can be, with the themes in the same proportion."""
    number = min(plan["answers"], round(MOST * able)) if number is None else int(number)
    part = number / plan["answers"]
    fewer = {"answers": number} | {key: plan[key] for key in ("patterns",) if key in plan}
    for kind in ("themes", "within"):
        if kind in plan:
            fewer[kind] = {theme: [max(1, round(n * part)), *some] for theme, (n, *some) in plan[kind].items()}
    return fewer


def _writers(answers, question: str, plan: dict, rng: np.random.Generator) -> pd.Index:
    """Return the units that write something, in the order of the units file."""
    pool = _able(answers, question)
    pool = pool[rng.permutation(len(pool))]
    size = answers.units["size_group"]
    chosen, exactly = [], plan.get("exactly", {})
    for group, number in exactly.items():
        chosen += list(pool[size[pool] == group][:number])
    others = pool[~size[pool].isin(list(exactly))]
    chosen += list(others[: plan["answers"] - len(chosen)])
    if len(chosen) != plan["answers"]:
        raise ValueError(f"{question}: {plan['answers']} answers, but only {len(chosen)} units can write")
    return answers.units.index[answers.units.index.isin(chosen)]


def _themes(plan: dict, number: int, rng: np.random.Generator) -> list[list[str]]:
    """Return the themes of each answer; those within the first theme only where that one is."""
    about = _about(plan.get("themes", {}), number, rng)
    if "within" in plan:
        first = next(iter(plan["themes"]))
        about_first = [themes for themes in about if first in themes]
        for themes, more in zip(about_first, _about(plan["within"], len(about_first), rng), strict=True):
            themes += more
    return about


def _about(themes: dict[str, list], number: int, rng: np.random.Generator) -> list[list[str]]:
    """Return the themes of each answer: every theme as often as planned, every answer at least one."""
    count, about = np.zeros(number), [[] for _ in range(number)]
    for theme, (times, *_) in themes.items():
        # Those with the fewest come first, so that none is left without.
        for place in np.argsort(count + rng.random(number), kind="stable")[:times]:
            about[place].append(theme)
            count[place] += 1
    return about


def _joined_parts(parts: list[str]) -> str:
    """Return parts of an answer as a list or as sentences."""
    if len(parts) > 1 and all(len(part) < SHORT for part in parts):
        return ", ".join([parts[0], *(_small(part) for part in parts[1:])])
    return ". ".join(parts) + ("." if len(parts) > 1 or len(parts[0]) >= SHORT else "")


def _small(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _choose(pattern: str, rng: np.random.Generator) -> str:
    """Return the pattern with one of the words in every bracket."""
    return re.sub(r"\[([^]]*)\]", lambda found: (words := found[1].split("|"))[rng.integers(len(words))], pattern)


def _slip(text: str, rng: np.random.Generator) -> str:
    """Return the text as it may have been typed: mostly right, sometimes small letters or no full stop."""
    kind = rng.random()
    if kind < 0.12:
        return _small(text)
    if kind < 0.24:
        return text.rstrip(".")
    if kind < 0.28 and len(text) > 30:
        place = int(rng.integers(8, len(text) - 8))
        if text[place : place + 2].isalpha():
            return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text


def _partners(answers, groups: dict[str, list[list[str]]], rng: np.random.Generator) -> dict[str, str]:
    """Return whom the units share their 24-hour unit with, as the printed groups have it, in many spellings.

    One unit of each group names all the others, and the rest of them all or some. Where nobody in a group was asked,
    a unit of the same county that is in no group names it. Of the others, some name no municipality.
    """
    units = answers.units
    asked = list(answers.chose("ohd_tilbud", [3]))
    found = {}
    in_groups = {name for some in groups.values() for group in some for name in group}
    outside = [unit for unit in asked if units.at[unit, "name"] not in in_groups]
    # Those that few can report come first.
    order = [(county, group) for county, some in groups.items() for group in some]
    members = {i: [u for u in asked if units.at[u, "name"] in group] for i, (_, group) in enumerate(order)}
    for i in sorted(members, key=lambda i: len(members[i])):
        county, group = order[i]
        free = [unit for unit in members[i] if unit not in found]
        reporter = free[:1] or [u for u in outside if units.at[u, "county"] == county and u not in found][:1]
        for unit in reporter:
            found[unit] = [name for name in group if name != units.at[unit, "name"]]
    for i, (_, group) in enumerate(order):
        for unit in members[i]:
            others = [name for name in group if name != units.at[unit, "name"]]
            some = others if rng.random() < 0.6 else [name for name in others if rng.random() < 0.7]
            found.setdefault(unit, some or others)
    texts = {unit: _joined([_misspelt(name, rng) for name in names], rng) for unit, names in found.items()}
    silent = [unit for unit in outside if unit not in found]
    return texts | {unit: NO_PARTNERS[i % len(NO_PARTNERS)] for i, unit in enumerate(silent[::4])}


def _misspelt(name: str, rng: np.random.Generator) -> str:
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
