"""Open answers as an author asks for them: `survey.question("ohd_situasjoner")`."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from is248.analysis.ranking import Member, Ranking
from is248.analysis.tables import Table
from is248.analysis.texts import partners, quotes, themes
from is248.analysis.texts.themes import coded
from is248.data.absence import Absent, is_absent
from is248.data.codebook import alike
from is248.data.coding import themes_of_editions
from is248.survey.asked import Asked
from is248.wording import Quantity


@dataclass(frozen=True)
class Theme:
    """One theme: how many answers are about it, and their percent of all answers."""

    name: str
    n: Quantity
    pct: Quantity


class Texts(Asked):
    """The answers to an open question."""

    @property
    def units(self) -> pd.Series:
        """Which units wrote something, of those that were asked: true or false by unit code."""
        units = self.core.units.index
        return pd.Series(units.isin(themes.given(self.core, self.id).index), index=units)

    def list(self, least: int = themes.SEVERAL, by: str | None = None, group: str = "") -> themes.ThemeList | Absent:
        """Return the themes of two or more answers as points with their number, in all or of one group."""
        return themes.theme_list(self.core, self.id, least, by, group)

    def by(self, grouping: str | None) -> Table | Absent:
        """Return the themes with the groups beside each other."""
        return themes.themes(self.core, self.id, grouping)

    def highest(self, n: int = 1, of: str = "n") -> Ranking | Absent:
        """Return the n most frequent themes; it prints «Mangler folk (12 svar)», or the percent of the answers.

        Where themes of too few answers are among them, the author can ask for their quotes and not print them.
        """
        table = self.by(None)
        if is_absent(table):
            return table
        few = themes.too_few(self.core, self.id)
        # no more than n: themes with equal numbers stand in alphabetical order
        members = tuple(Member(theme, theme, table.value(theme, of)) for theme in table.rows[:n])
        part = 1 if of == "n" else 100 / (table.n() or 1)
        hidden = [Member(theme, theme, Quantity(part * number)) for theme, number in few.items()][: n - len(members)]
        unit, why = (
            "svar" if of == "n" else "prosent",
            f"themes of {self.id} are of so few answers that they may identify",
        )
        members = (*members, *hidden)
        if not members:
            return Absent(f"nobody answered {self.id}")
        return Ranking(members, n, unit, unnamed=why if hidden else "")

    def __getitem__(self, theme: str) -> Theme | Absent:
        """Return a theme's numbers; absent where no answer has it, ValueError if it looks like one that some have."""
        table = self.by(None)
        if is_absent(table):
            return table
        if theme in table.rows:
            return Theme(theme, table.n(theme), table.pct(theme))
        if theme in themes.too_few(self.core, self.id):
            return Absent(f"so few answers to {self.id} have the theme «{theme}» that it may identify who gave them")
        if not table.rows:
            return Absent(f"nobody answered {self.id}")
        elsewhere = themes_of_editions(self.id)
        if theme not in elsewhere and (near := alike(theme, sorted({*table.rows, *elsewhere}))):
            known = "; ".join(table.rows)
            raise ValueError(f"no answer to {self.id} has the theme {theme!r}{near}; there are: {known}")
        return Absent(f"no answer of {self.core.year} to {self.id} has the theme «{theme}»")

    def quotes(self, *themes: str, n: int = 1) -> quotes.Quotes | Absent:
        """Return at most n answers about each theme, the fullest, as quotes below each other."""
        rows = coded(self.core, self.id)
        given = set() if is_absent(rows) else set(rows["theme"])
        found = {theme: None if theme in given else self[theme] for theme in themes}
        here = [theme for theme, lacks in found.items() if lacks is None]
        return quotes.quotes(self.core, self.id, here, n) if here else found[themes[0]]

    def partners(self) -> partners.PartnerGroups | Absent:
        """Return the groups of municipalities that the answers name; absent if they name none."""
        found = partners.partner_groups(self.core, self.id)
        return found if found.groups else Absent(f"no answer to {self.id} names partners")
