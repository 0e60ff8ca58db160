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

_TARGETS = {"Voksne": "voksne", "Barn og unge": "barn"}
MIDPOINTS = {1: 2, 2: 5, 3: 8, 4: 15, 5: 25, 6: 35}  # patients in each band of tud_antall (report, 15.2)
_DECIDED, _ALL = "Kun brukere med vedtak", "Alle brukere, både med og uten vedtak"  # heads of table 4.11


def _users(core: Core, target: str, includes: str) -> pd.Series | Absent:
    """Return the numbers of users from the units whose numbers include these users; absent if they weren't asked."""
    id = f"brukertall_omfatter_{target}"
    asked = first_absent(core.find(id), core.find(f"antall_brukere_{target}"))
    if asked is not None:
        return asked
    code = next(option.code for option in core.codebook.options(id) if option.name == includes)
    chosen = core.responses.codes(id) == code
    return core.responses.numbers(f"antall_brukere_{target}")[chosen.fillna(False).astype(bool)]


def method_a(core: Core, target: str, includes: str) -> Table | Absent:
    """Return users by method A (tables 4.3, 4.4, 4.7 and 4.8).

    Parameters
    ----------
    core : Core
        One edition's data.
    target : str
        voksne or barn.
    includes : str
        The users that are counted: med_vedtak, or alle.
    """
    users = _users(core, target, includes)
    return users if is_absent(users) else sourced(core, estimates.method_a(users, core.grouping("size_group")))


def method_b(core: Core, target: str, includes: str) -> Table | Absent:
    """Return users by method B (tables 4.5, 4.6, 4.9 and 4.10); parameters as in `method_a`."""
    column, head = {
        "voksne": ("inhabitants_adults", "Antall innbyggere over 18 år"),
        "barn": ("inhabitants_under_18", "Antall innbyggere under 18 år"),
    }[target]
    users = _users(core, target, includes)
    if is_absent(users):
        return users
    return _by_inhabitants(core, estimates.method_b(users, core.units[column], core.grouping("size_group"), head))


def both_methods(core: Core) -> Table | Absent:
    """Return the estimates of both methods beside each other (table 4.11); kinds a, b and mean."""
    both = {
        head: {
            row: (method_a(core, target, includes), method_b(core, target, includes))
            for row, target in _TARGETS.items()
        }
        for head, includes in ((_DECIDED, "med_vedtak"), (_ALL, "alle"))
    }
    lacking = first_absent(*(one for rows in both.values() for pair in rows.values() for one in pair))
    return _by_inhabitants(core, estimates.summary(both)) if lacking is None else lacking


def _by_inhabitants(core: Core, table: Table) -> Table:
    """Return a table whose numbers come from the answers and from the inhabitants, with both as its source."""
    return replace(table, source=f"{core.answers_source()} {PEOPLE_SOURCE}")


def bought(core: Core, target: str, head: str) -> Table | Absent:
    """Return users for whom services are bought from private providers (tables 4.13 and 4.14)."""
    asked = core.find(f"antall_kjop_{target}")
    if is_absent(asked):
        return asked
    users = core.responses.numbers(f"antall_kjop_{target}")
    return sourced(core, estimates.method_a(users, core.grouping("size_group"), head))


def patients(core: Core) -> Table | Absent:
    """Return the estimated patients under compulsory care outside hospital (table 15.3)."""
    asked = first_absent(core.find("tud_erfaring"), core.find("tud_antall"))
    if asked is not None:
        return asked
    had = (core.responses.codes("tud_erfaring") == 1).fillna(False).astype(bool)
    head = "Antall pasienter på TUD som har fått kommunale tjenester"
    answers = core.responses.codes("tud_antall")
    return sourced(core, estimates.midpoints(answers, had, MIDPOINTS, core.grouping("size_group"), head))
