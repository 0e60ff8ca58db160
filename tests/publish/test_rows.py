"""Rows of long tables with addresses of their own."""

import pytest

from is248.publish.assembly.rows import LONG, addressed, slug, with_addresses, without_addressed

SECTION = '<tr class="section" data-head="Fylke"><th scope="rowgroup" colspan="2">{}</th></tr>'
TOTAL = '<tr class="total"><th scope="row">Totalt</th><td>9</td></tr>'
ROW = '<tr><th scope="row">{}</th><td style="text-align: right">{}</td></tr>'


def table(*names: str) -> str:
    return "\n".join([SECTION.format("Østfold"), *(ROW.format(name, n) for n, name in enumerate(names))])


LONG_ONE = table("Våler", *(f"By {n}" for n in range(LONG)), "Våler", "A &amp; B") + TOTAL


def test_rows_of_a_long_table_have_the_addresses_of_their_names_and_each_its_own():
    rows = {row.id: row for row in addressed(with_addresses(LONG_ONE, "tbl-x"))}
    assert list(rows)[:3] == ["tbl-x-ostfold", "tbl-x-valer", "tbl-x-by-0"]
    assert (rows["tbl-x-valer-2"].section, rows["tbl-x-valer-2"].cells) == ("Østfold", ("41",))
    assert rows["tbl-x-a-b"].name == "A & B"


def test_a_short_table_stays_as_it_is():
    assert with_addresses(table("Våler"), "tbl-x") == table("Våler")
    assert list(addressed(table("Våler"))) == []


def test_what_is_left_has_no_rows_with_addresses():
    assert without_addressed(with_addresses(LONG_ONE, "tbl-x")).strip() == TOTAL
    assert without_addressed(table("Våler")) == table("Våler")


@pytest.mark.parametrize(
    ("name", "plain"), [("Møre og Romsdal", "more-og-romsdal"), ("Kárášjohka - Karasjok", "karasjohka-karasjok")]
)
def test_a_name_in_letters_that_every_address_takes(name, plain):
    assert slug(name) == plain
