"""Two pieces that look alike are compared by eye; a newer piece takes the place of an older one."""

import pytest

from documents import likeness
from documents.models import Resemblance, State
from nps.accounts.acting import acting, actor_of
from tests.documents.test_likeness import jpeg, page, photographed
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of, make_case_file, make_content, make_document
from tests.support.client import Browser
from tests.support.pages import faults_of

pytestmark = pytest.mark.usefixtures("one_factor")


@pytest.fixture
def agent(system):
    return make_agent()


@pytest.fixture
def case(agent):
    return make_case_file(agent)


def kept(case, image, state="to_check", **fields):
    document = make_document(case, state, content=make_content(jpeg(image), "image/jpeg"), **fields)
    likeness.look(document.content_id)
    return document


@pytest.fixture
def two(case):
    form = page("quittance A")
    return kept(case, form, "accepted", period=""), kept(case, photographed(form, 1), period="")


def test_the_check_page_tells_what_looks_alike_and_the_agent_says(two, agent):
    first, again = two
    browser = sign_in(Browser(), agent)
    html = browser.get(f"/documents/{again.reference}/check/").content.decode()
    assert "Comparer les deux pages" in html
    where = f"/documents/{again.reference}/alike/{first.reference}/"
    html = browser.get(where).content.decode()
    assert faults_of(html) == []
    assert f"/documents/{first.reference}/pages/1/" in html
    told = browser.post(where, {"same": "yes"}, follow=True).content.decode()
    assert "c’est la même pièce" in told
    assert "Comparer les deux pages" not in told
    with acting(*actor_of(agent)):
        assert Resemblance.objects.get().same
        again.refresh_from_db()
        assert again.state == State.TO_CHECK  # nothing was merged
    assert browser.get(where).status_code == 404


def test_a_newer_notice_takes_the_place_of_the_older_with_one_click(case, agent):
    whose = {"type": "tax_notice", "people": [applicant_of(case)]}
    old = make_document(case, "accepted", period="2022", **whose)
    new = make_document(case, "accepted", period="2023", **whose)
    browser = sign_in(Browser(), agent)
    assert "Remplace\u00a0: " in browser.get(f"/documents/{new.reference}/check/").content.decode()
    told = browser.post(f"/documents/{new.reference}/replaces/{old.reference}/", follow=True).content.decode()
    assert "Ce qu’elle a remplacé" in told
    with acting(*actor_of(agent)):
        old.refresh_from_db()
        assert old.state == State.SUPERSEDED
    again = browser.post(f"/documents/{new.reference}/replaces/{old.reference}/", follow=True)
    assert "ne peut plus être remplacée" in again.content.decode()


def test_another_site_learns_nothing(two):
    first, again = two
    stranger = sign_in(Browser(), make_agent())
    assert stranger.get(f"/documents/{again.reference}/alike/{first.reference}/").status_code == 404
    assert stranger.post(f"/documents/{again.reference}/replaces/{first.reference}/").status_code == 404
