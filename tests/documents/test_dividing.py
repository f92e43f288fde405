"""Where a scan is cut: separators propose, marks decide, every page is in one piece or in none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.dividing import Mark, divided, marks_of, page_range, proposed, slip_of

CASES = {
    "one page, whatever is on it": (1, {0}, set(), [[0]]),
    "nothing to tell pieces apart": (3, set(), set(), [[0, 1, 2]]),
    "a blank page tells two apart": (4, {1}, set(), [[0], [2, 3]]),
    "two blank pages are one cut": (5, {1, 2}, set(), [[0], [3, 4]]),
    "blank at both ends": (4, {0, 3}, set(), [[1, 2]]),
    "blank backs of sheets cut nothing": (6, {1, 3, 5}, set(), [[0, 2, 4]]),
    "a slip cuts even between blank backs": (6, {1, 3, 5}, {2}, [[0], [4]]),
    "a slip comes before its piece": (4, set(), {0, 2}, [[1], [3]]),
    "only separators are for somebody to look at": (3, {0, 1}, {2}, [[0, 1, 2]]),
}


@pytest.mark.parametrize(("pages", "blank", "slips", "pieces"), CASES.values(), ids=CASES.keys())
def test_what_is_proposed(pages, blank, slips, pieces):
    assert proposed(pages, blank, slips) == pieces


@given(st.lists(st.sampled_from(Mark), min_size=1, max_size=50))
def test_every_page_kept_is_in_one_piece_in_its_order(marks):
    pieces = divided(marks)
    assert [p for piece in pieces for p in piece] == [n for n, m in enumerate(marks) if m != Mark.DROP]
    assert divided(marks_of(pieces, len(marks))) == pieces


def test_a_slip_belongs_to_the_piece_that_follows_it_or_holds_it():
    slips = {0: "R-24-AAAAA", 3: "R-24-BBBBB"}
    division = [[1, 2], [4]]
    assert [slip_of(division, n, slips) for n in (0, 1)] == ["R-24-AAAAA", "R-24-BBBBB"]
    assert slip_of([[0], [1]], 1, {0: "R-24-AAAAA"}) == ""
    assert slip_of([[0]], 0, {0: "R-24-AAAAA"}) == "R-24-AAAAA"


@pytest.mark.parametrize(
    ("pages", "words"), [([0], "1"), ([0, 1, 2], "1-3"), ([0, 2, 3, 9], "1, 3-4, 10"), ([2, 0], "3, 1")]
)
def test_pages_as_people_write_them(pages, words):
    assert page_range(pages) == words
