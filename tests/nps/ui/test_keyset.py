"""Pages of a list by the row seen last: nothing met twice, nothing left out, whatever left meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from nps.accounts.models import Site
from nps.ui import keyset
from tests.support.accounts import make_site

ORDER = ("-name", "hours", "-pk")


def codes(page: keyset.Page) -> list[str]:
    return [site.code for site in page.rows]


class Walks(TestCase):
    """Any list, walked to its end and back."""

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=9), st.integers(1, 4))
    def test_every_row_is_met_once_forth_and_back(self, names, size):
        made = {make_site(name=name, hours=hours).code for name, hours in names}
        sites = Site.objects.filter(code__in=made)
        all_of_them = [site.code for site in sites.order_by(*ORDER)]

        def page(**marks: str) -> keyset.Page:
            return keyset.page(sites, order=ORDER, mark="code", size=size, **marks)

        met, pages = [], [page()]
        while pages[-1].after:
            pages.append(page(after=pages[-1].after))
        for one in pages:
            met += codes(one)
        assert met == all_of_them
        assert all(len(one.rows) == size for one in pages[:-1])
        assert pages[0].before == ""
        for former, later in zip(pages, pages[1:], strict=False):
            assert codes(page(before=later.before)) == codes(former)
        if made:
            assert codes(page(before=pages[0].rows[-1].code)) == codes(pages[0])


@pytest.mark.parametrize("mark", ["", "nowhere", "x' or 1=1", "\x00", "\ud800", "é" * 5000])
@pytest.mark.usefixtures("system")
def test_a_mark_that_names_no_row_starts_again(mark):
    sites = [make_site().code for _ in range(3)]
    found = Site.objects.filter(code__in=sites)
    for way in ("after", "before"):
        page = keyset.page(found, order=("pk",), mark="code", **{way: mark})
        assert codes(page) == sites


@pytest.mark.usefixtures("system")
def test_a_row_the_filter_no_longer_shows_holds_its_place_for_who_may_see_it():
    sites = [make_site().code for _ in range(3)]
    seen = Site.objects.filter(code__in=sites)
    shown = seen.exclude(code=sites[1])
    kept = keyset.page(shown, order=("pk",), mark="code", seen=seen, after=sites[1])
    assert (codes(kept), kept.before) == ([sites[2]], sites[2])
    assert codes(keyset.page(shown, order=("pk",), mark="code", after=sites[1])) == [sites[0], sites[2]]


@pytest.mark.usefixtures("system")
def test_a_mark_of_another_shape_than_its_column_starts_again():
    site = make_site()
    page = keyset.page(Site.objects.filter(pk=site.pk), order=("pk",), mark="pk", after="not a number")
    assert codes(page) == [site.code]
