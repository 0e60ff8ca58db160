"""Numbers that others have counted, out of the lists of data/reference/."""

from pathlib import Path

from is248.survey import face


def test_the_source_says_of_a_list_of_last_year_that_nobody_has_gone_through_it(survey, monkeypatch):
    asked = []

    def unchecked(file: Path, year: int) -> int:
        asked.append((file.name, year))
        return 3

    as_checked = survey.listed("act-fact-teams", "Antall", "Team", "NAPHA.")
    monkeypatch.setattr(face, "unchecked", unchecked)
    told = survey.listed("act-fact-teams", "Antall", "Team", "NAPHA.")
    assert asked == [(f"act-fact-teams-{survey.year}.csv", survey.year)]
    assert as_checked.source == "NAPHA." and told.source == f"NAPHA. Ikke gått gjennom for {survey.year}."
    assert told.total("n") == as_checked.total("n")
