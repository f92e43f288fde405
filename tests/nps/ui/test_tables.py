"""Tables that leave: read back as a spreadsheet reads them."""

import csv
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from nps.accounts.models import Site
from nps.ui import tables
from nps.ui.components import Column, Link, Table, Tag
from tests.support.accounts import make_site
from tests.support.tables import cells_of, has_formula, styles_of

ON = date(2024, 3, 1)
COLUMNS = (Column("Dossier"), Column("Le", "date"), Column("Somme", "number"), Column("Acte", leaves=False))
HOSTILE = (
    "=cmd|'/C calc'!A0", "+33 1", "-Martin", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1", "＝1+1", "＋1", "－1",
    "＠x", "  =1+1", "\u00a0=1+1",
)  # fmt: skip


def of(*rows: tuple) -> Table:
    return Table("SPÉCIMEN : dossiers [ouverts]", COLUMNS, [(*row, "bouton") for row in rows])


def as_csv(*rows: tuple) -> list[list[str]]:
    data = tables.make("csv", of(*rows), on=ON).data
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def as_xlsx(*rows: tuple) -> list[list[object]]:
    return cells_of(tables.make("xlsx", of(*rows), on=ON).data)


class TestValues:
    ROW = (Link("D-24-0001", "/cases/D-24-0001/", "foyer SPÉCIMEN"), ON, Decimal("1234.5"))

    def test_days_and_sums_are_real_in_a_workbook(self):
        assert as_xlsx(self.ROW) == [["Dossier", "Le", "Somme"], ["D-24-0001", ON, 1234.5]]

    def test_a_csv_opens_in_a_french_spreadsheet(self):
        data = tables.make("csv", of(self.ROW), on=ON).data
        assert data == "\ufeffDossier;Le;Somme\r\nD-24-0001;01/03/2024;1234,5\r\n".encode()

    def test_what_only_serves_the_page_stays_on_it(self):
        assert "bouton" not in str(as_xlsx(self.ROW)) + str(as_csv(self.ROW))

    def test_a_tag_is_its_word_and_nothing_is_an_empty_cell(self):
        row = (Tag("ok", "Complète"), None, 3)
        assert as_xlsx(row)[1] == ["Complète", None, 3]
        assert as_csv(row)[1] == ["Complète", "", "3"]

    def test_an_instant_is_its_day_in_paris(self):
        row = ("x", datetime(2024, 2, 29, 23, 30, tzinfo=UTC), None)
        assert as_xlsx(row)[1][1] == ON
        assert as_csv(row)[1][1] == "01/03/2024"

    def test_a_day_before_spreadsheets_and_a_number_that_is_none_are_text(self):
        row = ("x", date(1889, 5, 6), float("nan"))
        assert as_xlsx(row)[1] == ["x", "06/05/1889", "nan"]

    @pytest.mark.parametrize("text", ["é" * 40_000, "a\x00\x0b\ud7ff\ufffeb", "<&>\"'", "ligne\nligne", ""])
    def test_any_text_makes_a_file_that_opens(self, text):
        told = as_xlsx((text, None, None))
        assert len(told) == 2
        assert len(str(told[1][0] or "")) <= tables.LONGEST
        assert len(as_csv((text, None, None))) == 2


class TestFormulas:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_csv_shows_the_text_behind_an_apostrophe(self, text):
        assert as_csv((text, None, None))[1][0] == f"'{text}"

    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_workbook_holds_text_that_stays_text_when_typed_again(self, text):
        data = tables.make("xlsx", of((text, None, None)), on=ON).data
        assert cells_of(data)[1][0].strip() == text.strip()
        assert not has_formula(data)
        assert styles_of(data)[1][0].get("quotePrefix") == "1"

    def test_a_negative_number_is_a_number(self):
        assert as_csv(("x", None, Decimal("-12.50")))[1][2] == "-12,50"

    def test_a_heading_is_no_formula_either(self):
        table = Table("x", (Column("=1+1"),), [])
        assert tables.make("csv", table, on=ON).data.decode("utf-8-sig") == "'=1+1\r\n"

    @settings(max_examples=60)
    @given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=20), min_size=1, max_size=4))
    def test_whatever_is_written_no_cell_begins_as_a_formula(self, texts):
        for line in as_csv(*((text, None, None) for text in texts))[1:]:
            assert not line[0].lstrip().startswith(tables.SIGNS)


class TestTheFile:
    def test_it_is_named_after_the_list_and_the_day(self):
        assert tables.make("xlsx", of(), on=ON).name == "specimen-dossiers-ouverts-2024-03-01.xlsx"

    def test_a_workbook_holds_several_tables_each_on_its_sheet(self):
        others = Table("Autres", COLUMNS, [("b", None, None, "")])
        made = tables.make("xlsx", of(("a", None, None)), others, on=ON)
        assert (made.rows, cells_of(made.data, 2)[1][0]) == ((1, 1), "b")

    def test_beyond_the_bound_the_last_line_says_so(self, monkeypatch):
        monkeypatch.setattr(tables, "MOST", 3)
        rows = [(str(number), None, None) for number in range(5)]
        for ending in tables.MEDIA:
            made = tables.make(ending, of(*rows), on=ON)
            assert (made.rows, made.cut) == ((3,), True)
        assert [line[0] for line in as_csv(*rows)][1:] == [
            "0", "1", "2", "Le tableau s’arrête à 3 lignes\u00a0: filtrez la liste pour lire la suite."
        ]  # fmt: skip
        assert not tables.make("csv", of(*rows[:3]), on=ON).cut

    def test_headings_follow_the_language(self):
        with override("en"):
            table = Table("x", (Column(Site._meta.verbose_name), Column("État")), [])
            assert b"\xc3\x89tat" in tables.make("csv", table, on=ON).data


class TestManyRows:
    """The rows are never held together."""

    ROWS = 10_000

    def rows(self) -> Iterator[tuple]:
        for number in range(self.ROWS):
            yield (f"SPÉCIMEN {number} " * 3, ON, Decimal(number), "")

    @pytest.mark.parametrize("ending", tables.MEDIA)
    def test_ten_thousand_rows_take_little_more_than_their_file(self, ending):
        tables.make(ending, of(), on=ON)  # what is loaded once
        started = time.monotonic()
        tracemalloc.start()
        made = tables.make(ending, Table("x", COLUMNS, self.rows()), on=ON)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert (made.rows, made.cut) == ((self.ROWS,), False)
        assert peak < 4 * len(made.data) + (1 << 20)
        assert time.monotonic() - started < 60

    @pytest.mark.usefixtures("system")
    def test_a_list_of_the_database_is_made_some_rows_at_a_time(self, monkeypatch):
        monkeypatch.setattr(tables, "BATCH", 2)
        made = [make_site().code for _ in range(5)]
        sizes = []

        def build(sites) -> Table:
            sizes.append(len(sites))
            return Table("x", COLUMNS, [(site.code, None, None, "") for site in sites])

        table = tables.whole(build, Site.objects.filter(code__in=made).order_by("pk"))
        assert [row[0] for row in table.rows] == made
        assert sizes == [0, 2, 2, 1]
