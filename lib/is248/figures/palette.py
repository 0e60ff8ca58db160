"""The colours of the figures, chosen from the names of what is drawn. The only place where colours are chosen.

Every colour has a contrast of at least 3:1 to the white paper (the ratios stand beside them), and neighbours
can be told apart by colour-blind readers.
"""

import re
from collections.abc import Iterable

import seaborn as sns

PAPER = "#ffffff"
INK = "#1f2933"  # 14.8:1
MUTED = "#52606d"  # 6.4:1
GRID = "#d9dee3"
# One colour per target group, the same in the whole book.
COLOURS = {
    "children": "#c2570c",  # 4.6:1
    "adults": "#1b5e8c",  # 6.9:1
    "elderly": "#4a1942",  # 13.9:1
    "all": "#6b7280",  # 4.8:1
}
# Ordered groups, light to dark; Oslo, outside the order, in another hue.
SEQUENCE = ["#4d9e80", "#2b8a92", "#2472a0", "#2f569c", "#383c85", "#251a52"]  # 3.2:1 to 16:1
OSLO = "#c2570c"
# From one end of a scale to the other.
DIVERGING = ["#173f6b", "#3f83ba", "#a08f5f", "#c8671a", "#85310f"]  # 10.7, 4.1, 3.2, 3.9, 8.6:1
_STEPS = {1: [0], 2: [0, 3], 3: [0, 2, 4], 4: [0, 1, 3, 4], 5: [0, 1, 2, 3, 4]}
# Yes in blue hues, plans and preparations between, no in burnt orange.
YES = ["#1b5e8c", "#3f8fc4", "#2a8a7a"]  # 6.9, 3.5, 4.2:1
PLANNED = "#a98600"  # 3.4:1
NO = ["#a33c00", "#6b2400"]  # 6.6, 11.0:1
# No answer to the question: don't know, not relevant, no experience.
UNKNOWN = ["#8a929c", "#6b7280"]  # 3.1, 4.8:1
# What has no order.
NOMINAL = ["#1b5e8c", "#c2570c", "#3a9d8c", "#5c2340", "#3f8fd0", "#8f7a00", "#8e4fa8", "#6b7280"]

_UNKNOWN = r"vet ikke|ikke aktuelt|ikke erfaring|har ikke|vi har ikke|ikke info|ikke oppgitt"
_PLANNED = r"nei, men|under planlegging|har planer|skal "
_TARGET_GROUPS = {
    "elderly": r"eldre|.*over 6\d|.*(≥|>) ?6\d|6\d år og",
    "children": r"barn|.*<18|.*under 18|0–17",
    "adults": r"voksne|.*≥18|.*>18|(18|20)[–-]",
    "all": r"alle\b",
}
_DEGREES = r".*\bgrad\b"
_JUDGEMENTS = r"(svært |nokså )?(god|godt|dårlig)\b|middels|.*\b(u?enig|uenig)|.*nedgang|uendret|.*økning"
_STEPWISE = r"[<≥>]? ?\d|over \d|under \d|hovedforløp \d|bydeler i oslo|oslo$"


def palette(labels: Iterable[str]) -> list[str]:
    """Return a colour for each label, by what kind of labels they are.

    Years, sizes, intervals and degrees get an ordered palette, judgements a diverging one, yes and no their own
    colours, and target groups those that they have in the whole book. Answers that say nothing are grey.
    """
    labels = list(labels)
    unknown = [label for label in labels if re.match(_UNKNOWN, label.lower())]
    known = [label for label in labels if label not in unknown]
    chosen = dict(zip(known, _known([label.lower() for label in known]), strict=True))
    return [chosen[label] if label in chosen else UNKNOWN[unknown.index(label) % 2] for label in labels]


def sequence(steps: int) -> list[str]:
    """Return an ordered palette, from light to dark; a single step is dark."""
    return sns.blend_palette(SEQUENCE, steps).as_hex() if steps > 1 else [SEQUENCE[-3]]


def _known(labels: list[str]) -> list[str]:
    targets = [next((key for key, names in _TARGET_GROUPS.items() if re.match(names, label)), "") for label in labels]
    if all(targets) and len(set(targets)) == len(labels):
        return [COLOURS[target] for target in targets]
    if any(re.match(r"ja\b", label) for label in labels) and any(re.match(r"nei\b", label) for label in labels):
        return _yes_and_no(labels)
    if all(re.match(_DEGREES, label) for label in labels):
        return sequence(len(labels))[::-1]
    if len(labels) in _STEPS and all(re.match(_JUDGEMENTS, label) for label in labels):
        return [DIVERGING[step] for step in _STEPS[len(labels)]]
    if all(re.match(_STEPWISE, label) for label in labels):
        oslo = [label.endswith("oslo") for label in labels]
        steps = iter(sequence(oslo.count(False)))
        return [OSLO if outside else next(steps) for outside in oslo]
    if len(labels) > len(NOMINAL):
        return sequence(len(labels))
    return NOMINAL[: len(labels)]


def _yes_and_no(labels: list[str]) -> list[str]:
    yes, no = iter(YES * len(labels)), iter(NO * len(labels))
    return [
        PLANNED if re.match(_PLANNED, label) else next(no) if label.startswith("nei") else next(yes) for label in labels
    ]


def colours() -> tuple[str, ...]:
    """Return every colour that carries meaning in a figure."""
    return (*COLOURS.values(), *SEQUENCE, OSLO, *DIVERGING, *YES, PLANNED, *NO, *UNKNOWN, *NOMINAL)
