"""Free texts: invented answers in the voice of a municipality, and their coding.

They are in texts.yml: whole answers, each of which one unit gives, and short ways to say what a theme is about.
Some of the short ones get a slip of the kind that people make in a web form.
"""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from demo.published import YEAR

PARTNERS = "ohd_kommuner"
MOST = 0.9  # of those that can write: in a year of which the number of texts isn't known
SHORT = 40  # letters; parts that are shorter make a list, longer ones sentences
SIZES = {  # what `small` and `large` mean in texts.yml
    "small": ["<2000", "2000-5000"],
    "large": ["20000-50000", "50000 og større", "Bydeler i Oslo"],
}
FORMER = {  # county of 2024 -> the one of 2023 that it was part of
    **dict.fromkeys(("Østfold", "Akershus", "Buskerud"), "Viken"),
    **dict.fromkeys(("Vestfold", "Telemark"), "Vestfold og Telemark"),
    "Troms": "Troms og Finnmark",
}
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
    plans, coding = _plans(), []
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
            answers.text(question.id, _partners(answers, rng))
            continue
        if answers.year != YEAR:
            plan = _fewer(plan, len(_able(answers, question.id)), (numbers or {}).get(question.id))
        who = _writers(answers, question.id, plan, rng)
        size = answers.units.loc[who, "size_group"]
        voices = _voices(plan, size, rng)
        plans_of = plan.get("themes", {}) | plan.get("within", {})
        texts = {}
        for unit, themes in zip(who, _themes(plan, size, voices, rng), strict=True):
            patterns = [plans_of[theme][1:] for theme in themes] or [plan["patterns"]]
            parts = [_choose(some[rng.integers(len(some))], rng) for some in patterns]
            texts[unit] = voices[unit][1] if unit in voices else _slip(_joined_parts(parts), rng)
            coding += [(question.id, unit, theme) for theme in themes]
        answers.text(question.id, texts)
    return pd.DataFrame(coding, columns=["question", "unit", "theme"])


@cache
def _plans() -> dict[str, dict]:
    """Return texts.yml."""
    return yaml.safe_load(Path(__file__).with_name("texts.yml").read_text(encoding="utf-8"))


def _able(answers, question: str) -> pd.Index:
    """Return the units that can write: those asked, or where everyone is, those that took part in full."""
    asked = answers.asked(question)
    return answers.part.index[answers.part == "complete"] if asked is None else asked


def _fewer(plan: dict, able: int, number: float | None) -> dict:
    """Return a plan for so many texts, or for as many as can be, with the themes in the same proportion."""
    number = min(plan["answers"], round(MOST * able)) if number is None else int(number)
    part = number / plan["answers"]
    fewer = {"answers": number} | {key: plan[key] for key in ("patterns", "small", "voices") if key in plan}
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


def _voices(plan: dict, size: pd.Series, rng: np.random.Generator) -> dict[str, tuple[list[str], str]]:
    """Return whole answers, each given to a unit of the size that it tells of: unit -> themes, text."""
    given, left = {}, {theme: n for theme, (n, *_) in (plan.get("themes", {}) | plan.get("within", {})).items()}
    for about, text, *of in plan.get("voices", []):
        themes = [about] if isinstance(about, str) else about
        fit = size.index[size.isin(SIZES[of[0]])] if of else size.index
        free = [unit for unit in fit if unit not in given]
        if free and all(left[theme] for theme in themes):
            given[free[rng.integers(len(free))]] = (themes, text)
            for theme in themes:
                left[theme] -= 1
    return given


def _themes(plan: dict, size: pd.Series, voices: dict, rng: np.random.Generator) -> list[list[str]]:
    """Return the themes of each answer; those within the first theme only where that one is."""
    held = [voices[unit][0] if unit in voices else None for unit in size.index]
    able = {theme: size.isin(SIZES["small"]).to_numpy() for theme in plan.get("small", [])}
    about = _about(plan.get("themes", {}), held, able, rng)
    if "within" in plan:
        first = next(iter(plan["themes"]))
        inside = [place for place, themes in enumerate(about) if first in themes]
        more = _about(plan["within"], [held[place] for place in inside], {}, rng)
        for place, themes in zip(inside, more, strict=True):
            about[place] += themes
    return about


def _about(themes: dict[str, list], held: list, able: dict, rng: np.random.Generator) -> list[list[str]]:
    """Return the themes of each answer: every theme as often as planned, every answer at least one.

    An answer whose themes are `held` has those and no others; a theme in `able` goes to the places that are true there
    as far as they go.
    """
    about = [[theme for theme in themes if own and theme in own] for own in held]
    free = np.array([own is None for own in held])
    count = np.zeros(len(held))
    for theme, (times, *_) in themes.items():
        # Those with the fewest come first, so that none is left without.
        order = count + rng.random(len(held)) + 100 * ~free
        if theme in able:
            order = order + 10 * ~able[theme]
        for place in np.argsort(order, kind="stable")[: times - sum(theme in some for some in about)]:
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


def reporters(units: pd.DataFrame, able: pd.Index) -> dict[str, list[str]]:
    """Return who tells of each printed group of partners, one of its own members in the county: unit -> names.

    Parameters
    ----------
    units : DataFrame
        All units, by code, with their name and county.
    able : Index
        Those that can tell. A group that has none of them is left out.
    """
    found: dict[str, list[str]] = {}
    groups = _groups(units)
    members = {i: [unit for unit in able if _in(units, unit, *some)] for i, some in enumerate(groups)}
    for i in sorted(members, key=lambda i: len(members[i])):  # those that few can tell of come first
        unit = next((unit for unit in members[i] if unit not in found), None)
        if unit:
            found[unit] = groups[i][1]
    return found


def _in(units: pd.DataFrame, unit: str, county: str, group: list[str]) -> bool:
    return units.at[unit, "county"] in (county, FORMER.get(county)) and units.at[unit, "name"] in group


def _groups(units: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Return the printed groups with the county that lists them; a municipality that a year lacks is left out."""
    here = set(units["name"])
    some = [
        (county, [name for name in group if name in here])
        for county, groups in _plans()[PARTNERS]["groups"].items()
        for group in groups
    ]
    return [(county, group) for county, group in some if len(group) > 1]


def _partners(answers, rng: np.random.Generator) -> dict[str, str]:
    """Return whom the units share their 24-hour unit with, as the printed groups have it, in many spellings.

    One unit of each group names all the others, and the rest of them in the county all or some. Of the units that are
    in no group, some name no municipality.
    """
    units, asked = answers.units, answers.chose("ohd_tilbud", [3])
    telling = reporters(units, asked)
    texts = {unit: _joined(_others(units, unit, group), rng) for unit, group in telling.items()}
    for unit in asked.drop(list(telling)):
        group = next((group for county, group in _groups(units) if _in(units, unit, county, group)), [])
        others = _others(units, unit, group)
        some = others if rng.random() < 0.6 else [name for name in others if rng.random() < 0.7]
        if some:
            texts[unit] = _joined([_misspelt(name, rng) for name in some], rng)
    in_groups = {name for _, group in _groups(units) for name in group}
    outside = [unit for unit in asked if units.at[unit, "name"] not in in_groups]
    return texts | {unit: NO_PARTNERS[i % len(NO_PARTNERS)] for i, unit in enumerate(outside[::4])}


def _others(units: pd.DataFrame, unit: str, group: list[str]) -> list[str]:
    return [name for name in group if name != units.at[unit, "name"]]


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
