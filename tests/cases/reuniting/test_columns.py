"""No row is lost when two become one: every column that points to them is written in a table."""

import pytest

from cases.reuniting.columns import TABLES, links
from nps.people.pointing import pointing_to


@pytest.mark.parametrize("target", TABLES, ids=lambda target: target.__name__)
def test_every_column_that_points_to_it_says_what_becomes_of_it(target):
    """A table added tomorrow fails here until somebody decides."""
    assert {column.name for column in pointing_to(target)} == {*TABLES[target]}


@pytest.mark.parametrize("target", TABLES, ids=lambda target: target.__name__)
def test_a_table_of_links_holds_nothing_but_two_ends(target):
    """Its row may be taken away when both ends are linked already: nothing else would be lost."""
    for column in pointing_to(target):
        if TABLES[target][column.name] is links:
            assert len(column.model._meta.concrete_fields) == 3
