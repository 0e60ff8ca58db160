"""Numbers of persons, estimated from the units that have them: users of the services, and patients.

The methods are described in the report, 4.1 and 15.2, and in the method appendix.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from is248.analysis import estimates
from is248.analysis.layouts import sourced
from is248.analysis.tables import Table
from is248.data.absence import Absent, first_absent, is_absent
from is248.data.core import PEOPLE_SOURCE, Core
from is248.wording import Origin, Quantity

_TARGETS = {"Voksne": "voksne", "Barn og unge": "barn"}
_MIDPOINT = Origin("Det hvert svar teller som når pasientene anslås: midten av intervallet.", ("tud_antall",))
_POINTS = {"1_3": 2, "4_6": 5, "7_9": 8, "10_20": 15, "20_30": 25, "over_30": 35}  # (report, 15.2)
MIDPOINTS = {name: Quantity(point, origin=_MIDPOINT) for name, point in _POINTS.items()}
_DECIDED, _ALL = "Kun brukere med vedtak", "Alle brukere, både med og uten vedtak"  # heads of table 4.11


def _asked(target: str) -> list[str]:
    return [f"antall_brukere_{target}", f"brukertall_omfatter_{target}"]


def _users(core: Core, target: str, includes: str) -> pd.Series | Absent:
    """Return the numbers of users from the units whose numbers include these users; absent if they weren't asked."""
    number, which = _asked(target)
    asked = first_absent(core.find(which), core.find(number))
    if asked is not None:
        return asked
    code = next(option.code for option in core.codebook.options(which) if option.name == includes)
    chosen = core.responses.codes(which) == code
    found = core.responses.numbers(number)[chosen.fillna(False).astype(bool)]
    return found if found.notna().any() else Absent(f"nobody answered {number}")


def method_a(core: Core, target: str, includes: str) -> Table | Absent:
    """Return users by method A (tables 4.3, 4.4, 4.7 and 4.8): voksne or barn, those med_vedtak, or alle."""
    users = _users(core, target, includes)
    if is_absent(users):
        return users
    return sourced(core, estimates.method_a(users, core.grouping("size_group")), _asked(target))


def method_b(core: Core, target: str, includes: str) -> Table | Absent:
    """Return users by method B (tables 4.5, 4.6, 4.9 and 4.10); parameters as in `method_a`."""
    users = _users(core, target, includes)
    if is_absent(users):
        return users
    column, side = ("inhabitants_adults", "fra") if target == "voksne" else ("inhabitants_under_18", "under")
    head = f"Antall innbyggere {side} 18 år"
    made = estimates.method_b(users, core.units[column], core.grouping("size_group"), head)
    return _by_inhabitants(core, made, _asked(target))


def both_methods(core: Core) -> Table | Absent:
    """Return the estimates of both methods beside each other (table 4.11); kinds a, b and mean."""
    both = {
        (head, row): (method_a(core, target, includes), method_b(core, target, includes))
        for head, includes in ((_DECIDED, "med_vedtak"), (_ALL, "alle"))
        for row, target in _TARGETS.items()
    }
    lacking = first_absent(*(one for pair in both.values() for one in pair))
    asked = [id for target in _TARGETS.values() for id in _asked(target)]
    return _by_inhabitants(core, estimates.summary(both), asked) if lacking is None else lacking


def _by_inhabitants(core: Core, table: Table, questions: list[str]) -> Table:
    """Return a table whose numbers come from the answers and from the inhabitants, with both as its source."""
    return replace(sourced(core, table, questions), source=f"{core.answers_source()} {PEOPLE_SOURCE}")


def bought(core: Core, target: str, head: str) -> Table | Absent:
    """Return users for whom services are bought from private providers (tables 4.13 and 4.14)."""
    asked = core.find(f"antall_kjop_{target}")
    if is_absent(asked):
        return asked
    users = core.responses.numbers(asked.id)
    return sourced(core, estimates.method_a(users, core.grouping("size_group"), head), [asked.id])


def patients(core: Core) -> Table | Absent:
    """Return the estimated patients under compulsory care outside hospital (table 15.3)."""
    asked = first_absent(core.find("tud_erfaring"), core.find("tud_antall"))
    if asked is not None:
        return asked
    had = (core.responses.codes("tud_erfaring") == 1).fillna(False).astype(bool)
    head = "Antall pasienter på TUD som har fått kommunale tjenester"
    answers = core.responses.codes("tud_antall")
    points = {option.code: _POINTS[option.name] for option in core.codebook.options("tud_antall")}
    made = estimates.midpoints(answers, had, points, core.grouping("size_group"), head)
    return sourced(core, made, ["tud_antall", "tud_erfaring"])
