"""Invented responses of any year: valid answers to its codebook, drawn at random, as an export has them."""

from pathlib import Path

import numpy as np
import pandas as pd

from is248.data import checks
from is248.data.codebook import Codebook, Question, load_codebook

SILENT, PARTLY = 0.05, 0.03  # of the units: took no part, answered about FTE only
SKIPPED = 0.04  # of the answers to a question
WORDS = ["samarbeid", "kurs", "ambulant team", "flere folk", "treffsted", "tverrfaglige møter", "oppfølging hjemme"]


def invented(year: int, seed: int) -> str:
    """Return an export of a year as CSV, one row per unit: gates respected, FTE and users plausible."""
    rng = np.random.default_rng([year, seed])
    codebook = load_codebook(year)
    units = checks.read(Path("data/reference") / f"units-{year}.csv").set_index("code")
    people = units[["inhabitants_under_18", "inhabitants_adults"]].astype(float)
    people.columns = ["children", "adults"]
    drawn = rng.random(len(units))
    silent, partly = drawn < SILENT, (drawn >= SILENT) & (drawn < SILENT + PARTLY)
    status = np.where(silent, "ikke_deltatt", np.where(partly, "delvis", "gjennomfort"))
    columns = {"unit": units.index.to_series(), "status": pd.Series(status, index=units.index)}
    with_fte = {q.section for q in codebook.questions if q.type == "fte"}
    for question in codebook.questions:
        who = ~silent & (~partly | (question.section in with_fte)) & _asked(question, columns, codebook, units.index)
        if question.section not in with_fte:
            who &= rng.random(len(units)) >= SKIPPED
        for column, values in _answers(rng, question, codebook, people, columns).items():
            columns[column] = pd.Series(values, index=units.index).where(who)
    return pd.DataFrame(columns).to_csv(index=False, sep=";", decimal=",")


def _asked(question: Question, columns: dict, codebook: Codebook, units: pd.Index) -> np.ndarray:
    if question.gate is None:
        return np.ones(len(units), bool)
    gate, codes = question.gate.question, question.gate.options
    if codebook.question(gate).type == "multiple":
        return np.any([columns[f"{gate}__{code}"] == 1 for code in codes], axis=0)
    return columns[gate].isin(codes).to_numpy()


def _answers(rng, question: Question, codebook: Codebook, people: pd.DataFrame, columns: dict) -> dict:
    n = len(people)
    codes = [option.code for option in codebook.options(question.id) if not option.missing]
    inhabitants = (people[question.target] if question.target else people.sum(axis=1)).to_numpy()
    match question.type:
        case "single" | "scale":
            return {question.id: rng.choice(codes, n, p=rng.dirichlet(np.full(len(codes), 2.0)))}
        case "multiple":
            return {f"{question.id}__{code}": (rng.random(n) < rng.uniform(0.1, 0.8)).astype(int) for code in codes}
        case "number":
            return {question.id: _number(rng, question, inhabitants)}
        case "fte":
            return _fte(rng, question, inhabitants, columns)
        case _:
            wrote = rng.random(n) < 0.4
            texts = [f"{a}, {b}" for a, b in zip(rng.choice(WORDS, n), rng.choice(WORDS, n), strict=True)]
            return {question.id: np.where(wrote, texts, None)}


def _number(rng, question: Question, inhabitants: np.ndarray) -> np.ndarray:
    if question.unit == "prosent":
        return rng.integers(0, 21, len(inhabitants)) * 5
    if question.unit == "personer":
        return np.floor(inhabitants * rng.uniform(0.005, 0.03, len(inhabitants)))
    return np.round(inhabitants * rng.uniform(2e-4, 6e-4, len(inhabitants)), 1)


def _fte(rng, question: Question, inhabitants: np.ndarray, columns: dict) -> dict:
    total = np.maximum(inhabitants, 500) * rng.uniform(2e-3, 4.5e-3, len(inhabitants))
    pairs = [(service.code, education.code) for service in question.services for education in question.educations]
    parts = rng.dirichlet(np.full(len(pairs), 0.7), len(inhabitants)) * total[:, None]
    only = question.only_education
    if only:  # these give no service
        small = columns[only.question].isin(only.options).to_numpy()
        other = np.array([service != only.service for service, _ in pairs])
        parts[np.ix_(small, other)] = 0
    return {
        f"{question.id}__{service}__{education}": np.round(parts[:, place], 2)
        for place, (service, education) in enumerate(pairs)
    }
