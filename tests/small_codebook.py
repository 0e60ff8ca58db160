"""A codebook of three questions as it is written, for tests to break."""

YEAR = 2024
FILE = f"data/codebook/{YEAR}.yml"

SMALL = """\
year: 2024
title: Prøve
scales:
  ja_nei:
    options:
      - {code: 1, label: Ja}
      - {code: 2, label: Nei}
questions:
  - id: plan
    section: "13"
    text: Finnes det en plan?
    type: single
    scale: ja_nei
    since: 2023
    tables: ["13.1"]
  - id: plan_kjent
    section: "13"
    text: Er planen kjent?
    type: single
    options:
      - {code: 1, label: Ja}
      - {code: 2, label: Nei}
    gate: {question: plan, options: [1]}
    since: 2024
  - id: arsverk
    section: "3"
    text: Hvor mange årsverk?
    type: fte
    services:
      - {code: 1, label: Boliger}
    educations:
      - {code: 1, label: Alle}
    only_education: {question: plan, options: [2], service: 1}
    since: 2024
"""
