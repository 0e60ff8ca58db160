"""A figure that was drawn of the same is not drawn again where a build keeps results; whatever differs is drawn."""

from dataclasses import replace

import pandas as pd
import pytest

from is248 import figures
from is248.analysis.tables import Column, Table
from is248.figures import style
from is248.steps import KEEPS

YES = Column("pct", "Prosent", "Ja")
NO = Column("pct", "Prosent", "Nei")
TABLE = Table("Fylke", (YES, NO), pd.DataFrame({YES.key: [20.0, 60.0], NO.key: [80.0, 40.0]}, index=["Agder", "Oslo"]))
FORMS = {
    "bars": lambda table: figures.bars(replace(table, columns=(YES,))),
    "grouped": figures.grouped,
    "panels": figures.panels,
    "stacked": figures.stacked,
}


@pytest.fixture
def drawings(tmp_path, monkeypatch) -> list:
    """What is drawn from now on, in a project where results are kept."""
    drawn, draw = [], style.svg
    monkeypatch.setenv("IS248_ROOT", str(tmp_path))
    monkeypatch.setenv(KEEPS, "1")
    monkeypatch.setattr(style, "svg", lambda figure: drawn.append(figure) or draw(figure))
    return drawn


@pytest.mark.parametrize("form", FORMS)
def test_the_same_is_drawn_once_and_is_the_same_file_however_made(drawings, monkeypatch, form):
    made = [FORMS[form](TABLE) for _ in range(2)]
    assert len(drawings) == 2  # wide and narrow
    monkeypatch.delenv(KEEPS)
    fresh = FORMS[form](TABLE)
    assert len(drawings) == 4
    assert {figure.svg for figure in made} == {fresh.svg}
    assert {figure.alt for figure in made} == {fresh.alt}


@pytest.mark.parametrize(
    "other",
    [
        replace(TABLE, values=TABLE.values.replace(20.0, 20.0000001)),
        replace(TABLE, labels={"Agder": "Agder fylke"}),
        replace(TABLE, columns=(YES, replace(NO, head="Vet ikke")), values=TABLE.values.set_axis(
            [YES.key, replace(NO, head="Vet ikke").key], axis=1)),
    ],
    ids=["a number", "a name", "a head"],
)  # fmt: skip
def test_what_differs_is_drawn_anew(drawings, other):
    figures.stacked(TABLE)
    figures.stacked(other)
    assert len(drawings) == 4
