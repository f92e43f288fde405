"""Pages of scans: hostile parts are told, slips of other files only to who works them."""

import uuid

import pytest
from django.urls import reverse

from cases.models import CaseFile
from cases.services import deposits
from documents.models import Upload
from nps.accounts.acting import acting, actor_of
from tests.documents.test_uploads import page, scan
from tests.support.accounts import make_agent, make_site, sign_in
from tests.support.cases import make_case_file
from tests.support.client import TOKEN, Browser

pytestmark = pytest.mark.usefixtures("one_factor")


@pytest.fixture
def case(system) -> CaseFile:
    return make_case_file()


@pytest.fixture
def browser(case) -> Browser:
    return sign_in(Browser(), case.referent)


def announce(browser, case, **changes):
    told = {"name": "SPÉCIMEN.pdf", "size": "9", "key": str(uuid.uuid4()), **changes}
    return browser.post(reverse("cases:begin_upload", args=[case.reference]), told)


@pytest.mark.parametrize(
    "changes",
    [{"size": "-1"}, {"size": "1e9"}, {"size": ""}, {"size": "9" * 50}, {"key": "x"}, {"name": "a.exe"}],
    ids=str,
)
def test_a_false_announcement_is_told_in_words(browser, case, changes):
    response = announce(browser, case, **changes)
    assert response.status_code == 422
    assert response.json()["words"]


@pytest.mark.parametrize("offset", ["", "-1", "x", "5", "9" * 30])
def test_a_part_out_of_place_is_told_where_to_begin(browser, case, offset):
    response = send(browser, announce(browser, case).json()["url"], offset)
    assert (response.status_code, response.json()["received"]) == (409, 0)


def send(browser, url: str, offset: str, data: bytes = b"1234"):
    headers = {"X-CSRFToken": TOKEN}
    return browser.post(
        f"{url}?offset={offset}", data, content_type="application/octet-stream", headers=headers
    )


def test_a_colleague_cannot_go_on_with_it(browser, case):
    url = announce(browser, case).json()["url"]
    with acting("system"):
        colleague = make_agent(site=case.site)
    other = sign_in(Browser(), colleague)
    assert other.get(url).status_code == 200
    assert send(other, url, "0").status_code == 404


def test_more_files_than_a_form_may_hold_are_not_a_failure(browser, case):
    url = reverse("cases:add_document", args=[case.reference])
    assert browser.post(url, {"files": []}).status_code == 422
    with acting("system"):
        assert not Upload.objects.exists()


@pytest.mark.parametrize("worked", [True, False])
def test_the_slip_of_another_file_is_told_only_to_who_works_it(browser, case, worked):
    with acting("system"):
        other = make_case_file(case.referent if worked else make_agent(site=make_site()))
    with acting(*actor_of(case.referent)):
        data = scan(page("UN", slip=other.reference))
        deposits.take_file(actor=case.referent, case=case, filename="SPÉCIMEN.pdf", data=data)
    html = browser.get(reverse("cases:sort_documents", args=[case.reference])).content.decode()
    assert (other.reference in html) == worked
