"""The list of trusted certificates and its pages: who adds, who withdraws, what the journal keeps."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from documents import trust
from documents.models import TrustedSigner
from documents.seal_verdicts import NotACertificate
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.documents.test_views import at
from tests.support.accounts import make_agent
from tests.support.seals import Authority

pytestmark = pytest.mark.usefixtures("one_factor")
OURS = Authority()


@pytest.fixture
def administrator(db):
    return make_agent(Role.ADMINISTRATOR)


def trusted(actor, **told) -> TrustedSigner:
    said = {"authority": "FR97", "certificate": "SPE1", "specimen": False, "data": OURS.pem(), **told}
    with acting(*actor_of(actor)):
        return trust.trust_signer(actor=actor, **said)


def typed(**changes) -> dict:
    file = SimpleUploadedFile("cert.pem", OURS.pem())
    return {"authority": "FR97", "certificate": "SPE1", "file": file, **changes}


def test_a_certificate_is_trusted_with_its_dates_and_journaled(administrator):
    signer = trusted(administrator)
    assert (signer.valid_from, signer.valid_until) == (OURS.begins, OURS.ends)
    with acting(*actor_of(administrator)):
        (signed,) = trust.signers()
    assert (signed.authority, signed.certificate, signed.specimen) == ("FR97", "SPE1", False)
    with acting("system"):
        entry = Entry.objects.get(act="trust_signer")
    assert entry.data["authority"] == "FR97"


def test_the_test_authority_is_always_a_specimen(administrator):
    assert trusted(administrator, authority="FR00").specimen


def test_the_same_names_twice_are_refused_until_withdrawn(administrator):
    signer = trusted(administrator)
    with pytest.raises(trust.AlreadyTrusted):
        trusted(administrator)
    with acting(*actor_of(administrator)):
        trust.withdraw_signer(actor=administrator, signer=signer, reason="essai")
        assert trust.signers() == []
    assert trusted(administrator).pk != signer.pk


def test_nobody_else_trusts_or_reads_the_list(administrator):
    for role in (Role.SOCIAL_WORKER, Role.SUPERVISOR):
        agent = make_agent(role)
        with pytest.raises(PermissionDenied):
            trusted(agent)
        with acting(*actor_of(agent)), pytest.raises(PermissionDenied):
            trust.trusted_signers(agent)


def test_a_file_too_large_is_no_certificate(administrator):
    with pytest.raises(NotACertificate):
        trusted(administrator, data=OURS.pem() + b" " * trust.LARGEST)


def test_the_pages_add_and_withdraw(administrator):
    browser = at(administrator, proven=True)
    assert "Aucun certificat" in browser.get("/manage/seals/").content.decode()
    assert browser.get("/manage/seals/new/").status_code == 200
    assert browser.post("/manage/seals/new/", typed()).status_code == 302
    page = browser.get("/manage/seals/").content.decode()
    assert "FR97 SPE1" in page
    assert "De confiance" in page
    with acting("system"):
        signer = TrustedSigner.objects.get()
    address = f"/manage/seals/{signer.pk}/withdraw/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {"why": "Certificat révoqué"}).status_code == 302
    assert "Retiré" in browser.get("/manage/seals/").content.decode()
    with acting("system"):
        assert Entry.objects.get(act="withdraw_signer").reason == "Certificat révoqué"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"file": SimpleUploadedFile("a.pem", b"SPECIMEN")}, "n’est pas un certificat"),
        ({"authority": "fr"}, "quatre majuscules"),
        ({"file": ""}, "Choisissez un fichier"),
    ],
)
def test_a_fault_is_told_on_the_form(administrator, changes, told):
    answer = at(administrator, proven=True).post("/manage/seals/new/", typed(**changes))
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_without_a_fresh_proof_identity_is_asked_first(administrator):
    answer = at(administrator).get("/manage/seals/new/")
    assert answer.status_code == 302
    assert "confirm-identity" in answer["Location"]
