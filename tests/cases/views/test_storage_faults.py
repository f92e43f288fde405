"""A full disk or a missing key in the middle of a deposit: a page says so, nothing is kept by half."""

import errno
import io

import pytest
from django.urls import reverse

from documents import sealing
from documents.models import Content, SupportingDocument, Upload
from documents.storage import VaultStorage
from nps.accounts.acting import acting
from tests.documents import specimens
from tests.support.accounts import sign_in
from tests.support.cases import make_case_file
from tests.support.client import Browser

pytestmark = pytest.mark.usefixtures("one_factor")


def full(*args):
    raise OSError(errno.ENOSPC, "No space left on device")


def no_key(*args):
    raise sealing.KeyMissing("documents.kek")


def scan() -> io.BytesIO:
    upload = io.BytesIO(specimens.pdf())
    upload.name = "avis.pdf"
    return upload


def post(case, name: str):
    person = case.household.people.first()
    data = {"type_code": "tax_notice", "people": [person.pk], "period": "2023"}
    url = reverse(name, args=[case.reference])
    return sign_in(Browser(), case.referent).post(url, data | {"file": scan(), "files": scan()})


@pytest.mark.parametrize("fault", [full, no_key])
@pytest.mark.parametrize("name", ["cases:add_one_document", "cases:add_document"])
def test_the_page_says_what_happened_and_nothing_is_kept(system, monkeypatch, fault, name):
    case = make_case_file()
    with acting("system"):
        before = [model.objects.count() for model in (Content, SupportingDocument, Upload)]
    monkeypatch.setattr(VaultStorage, "_save", fault)
    answer = post(case, name)
    assert answer.status_code == 503
    assert "Rien de cet envoi n’est gardé" in answer.content.decode()
    with acting("system"):
        assert [model.objects.count() for model in (Content, SupportingDocument, Upload)] == before
