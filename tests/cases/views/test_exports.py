"""The pages: a case's journal, its export, and the verification of any file."""

import io
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.exports import audit_file
from cases.exports.verification import NotAnExport
from cases.printing.printer import PrintFailed
from cases.services.exports import make_audit_file
from documents.sealing import KeyMissing
from nps.accounts.models import Role
from nps.journal.models import Entry
from nps.journal.services import record
from tests.documents import specimens
from tests.support.accounts import PASSWORD, make_agent, sign_in
from tests.support.cases import make_application, make_case_file, make_document
from tests.support.client import Browser
from tests.support.pages import faults_of, text_of

pytestmark = pytest.mark.usefixtures("one_factor")


@pytest.fixture
def case(system):
    return make_case_file()


@pytest.fixture
def supervisor(case):
    return make_agent(Role.SUPERVISOR, site=case.site)


def browser_of(agent) -> Browser:
    return sign_in(Browser(), agent)


def proven(agent) -> Browser:
    """Signed in, identity just confirmed."""
    browser = browser_of(agent)
    browser.post("/confirm-identity/", {"password": PASSWORD})
    return browser


def look(browser: Browser, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200
    assert faults_of(response.content.decode()) == []
    return text_of(response.content.decode())


def happened(case, act: str, times: int = 1, actor=None, subject=None) -> None:
    for _number in range(times):
        record(act=act, actor=actor or case.referent, subject=subject or case, case_reference=case.reference)


# --- the journal ---


def test_reads_that_follow_each_other_are_one_line(case, supervisor):
    happened(case, "casefile.open")
    happened(case, "casefile.read", 3)
    happened(case, "casefile.read", actor=supervisor)
    happened(case, "casefile.start_assessment")
    page = look(browser_of(case.referent), f"/cases/{case.reference}/journal/")
    assert "6 lignes" in page
    assert f"4 lectures · {supervisor.full_name}, {case.referent.full_name} · Voir les lectures" in page
    assert page.index("Évaluation commencée") < page.index("4 lectures") < page.index("Dossier ouvert")


def test_a_line_says_what_who_and_why(case):
    application = make_application(case)
    record(
        act="application.withdraw",
        actor=case.referent,
        subject=application,
        case_reference=case.reference,
        reason="À la demande <b>de l’usager</b>",
    )
    response = browser_of(case.referent).get(f"/cases/{case.reference}/journal/")
    page = text_of(response.content.decode())
    assert "Demande classée sans suite\u00a0: Paris Logement" in unescape(response.content.decode())
    assert f"{case.referent.full_name}, Travailleur social" in page
    assert "À la demande <b>de l’usager</b>" in page  # as text


def test_the_journal_is_filtered_by_kind_and_person(case, supervisor):
    happened(case, "casefile.open")
    happened(case, "casefile.read", 2, actor=supervisor)
    happened(case, "application.receive", subject=make_application(case))
    browser, url = browser_of(case.referent), f"/cases/{case.reference}/journal/"
    assert "2 lignes" in look(browser, f"{url}?kind=read")
    assert look(browser, f"{url}?kind=read").count("Dossier lu") == 2
    applications = look(browser, f"{url}?kind=application")
    assert "1 ligne " in applications
    assert "Demande enregistrée" in applications
    assert "2 lignes" in look(browser, f"{url}?person={supervisor.pk}")
    assert "Aucune ligne avec ces filtres." in look(browser, f"{url}?kind=share&person={supervisor.pk}")


@pytest.mark.parametrize("query", ["kind=nothing", "person=99999999", "page=minus", "kind=%00&page=-3"])
def test_a_filter_nobody_offered_changes_nothing(case, query):
    happened(case, "casefile.open")
    url = f"/cases/{case.reference}/journal/?{query}"
    assert browser_of(case.referent).get(url).status_code == 200


def test_the_journal_is_paged_by_fifty(case, django_assert_max_num_queries):
    happened(case, "facts_recorded", 51)
    browser, url = browser_of(case.referent), f"/cases/{case.reference}/journal/"
    with django_assert_max_num_queries(40):
        assert "Page 1 sur 2" in look(browser, url)
    assert look(browser, f"{url}?page=2").count("Situation mise à jour") == 1


@pytest.mark.parametrize("page", ["journal", "exports"])
def test_a_file_of_another_site_does_not_exist(case, page):
    for stranger in (make_agent(), make_agent(Role.PARTNER), make_agent(Role.AUDITOR)):
        assert browser_of(stranger).get(f"/cases/{case.reference}/{page}/").status_code == 404
        assert browser_of(stranger).post(f"/cases/{case.reference}/exports/").status_code == 404


# --- the export ---


def test_the_worker_reads_what_the_file_holds_and_who_can_export_it(case, supervisor):
    browser = browser_of(case.referent)
    page = look(browser, f"/cases/{case.reference}/exports/")
    assert f"Adressez-vous à : {supervisor.full_name}." in page
    assert "Exporter le dossier en PDF" not in page
    assert browser.post(f"/cases/{case.reference}/exports/").status_code == 403
    assert not Entry.objects.filter(act="case_exported").exists()


def test_the_supervisor_proves_who_they_are_first_then_the_file_comes(case, supervisor):
    make_document(case, body=specimens.pdf())
    browser, url = browser_of(supervisor), f"/cases/{case.reference}/exports/"
    assert "Exporter le dossier en PDF" in look(browser, url)
    where = browser.post(url).url
    assert where.startswith("/confirm-identity/")
    assert not Entry.objects.filter(act="case_exported").exists()
    response = browser.post(where, {"password": PASSWORD})
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith(f'attachment; filename="{case.reference}-')
    assert response["Cache-Control"] == "no-store"
    report = audit_file.check(response.content, journal=audit_file.had_root)
    assert (report["valid"], report["case"]) == (True, case.reference)


def test_a_fresh_proof_is_enough_and_nothing_stays_on_the_disk(case, supervisor, settings):
    response = proven(supervisor).post(f"/cases/{case.reference}/exports/")
    assert response.content.startswith(b"%PDF")
    assert not settings.EXPORT_DIR.exists()


@pytest.mark.parametrize("fault", [PrintFailed("too long"), KeyMissing("documents.kek"), OSError("disk")])
def test_an_export_that_fails_is_said_in_words(case, supervisor, monkeypatch, fault, caplog):
    def failing(**kwargs):
        raise fault

    monkeypatch.setattr("cases.views.exports.make_audit_file", failing)
    browser, url = proven(supervisor), f"/cases/{case.reference}/exports/"
    response = browser.post(url, follow=True)
    assert response.redirect_chain == [(url, 302)]
    assert "L’export n’a pas pu être fait." in text_of(response.content.decode())
    assert type(fault).__name__ in caplog.text


# --- the verification ---


def given(browser: Browser, content: bytes, name: str = "fichier.pdf"):
    return browser.post("/verify/", {"file": SimpleUploadedFile(name, content)})


def read(response) -> str:
    page = response.content.decode()
    assert faults_of(page) == []
    return text_of(page)


@pytest.fixture
def judged(monkeypatch):
    """The page alone: what the examiner finds is given. The examiner itself is tested with the services."""

    def says(found):
        def examine(file):
            if found is None:
                raise NotAnExport
            return found

        monkeypatch.setattr("cases.views.exports.examine", examine)

    return says


@pytest.fixture
def exported(case, supervisor) -> bytes:
    make_document(case, body=specimens.pdf())
    return make_audit_file(actor=supervisor, case=case).data


@pytest.mark.parametrize("role", Role)
def test_every_agent_can_verify_a_file(system, judged, role):
    judged(None)
    browser = browser_of(make_agent(role))
    assert "Il est lu, puis oublié." in look(browser, "/verify/")
    assert "Ce n’est pas un export" in read(given(browser, b"%PDF"))


def test_nobody_verifies_without_signing_in(system):
    assert Browser().get("/verify/").url == "/sign-in/?next=/verify/"


def test_an_intact_file_is_said_to_be_so_whoever_asks(exported, case):
    page = read(given(browser_of(make_agent(Role.PARTNER)), exported))
    assert "Intact Ce fichier est exactement celui qui a été signé" in page
    assert "par SPÉCIMEN Nouveau Paris Solidaire, exports, le " in page
    assert "2 fichiers intacts" in page
    assert f"Dossier annoncé : {case.reference}" in page


def test_one_changed_byte_is_an_altered_file_with_what_to_do(exported):
    at = exported.index(b"stream") + 40
    page = read(
        given(browser_of(make_agent()), exported[:at] + bytes([exported[at] ^ 1]) + exported[at + 1 :])
    )
    assert "Altéré Ce fichier n’est plus celui qui a été signé" in page
    assert "Que faire : gardez ce fichier et redemandez l’export." in page
    assert "Signature Non" in page


def test_a_piece_that_changed_is_named_and_a_deceiving_name_is_not_repeated(system, judged):
    attachments = [
        {"name": "piece-001-rib.pdf", "sha256": "", "intact": False},
        {"name": "\u202efdp.exe<script>", "sha256": "", "intact": False},
        {"name": "case.json", "sha256": "", "intact": True},
    ]
    judged(
        {
            "valid": False,
            "signed_by": "<b>moi</b>",
            "signed_at": "tomorrow",
            "signature_level": "none",
            "case": "",
            "journal": {"size": 0, "root": "", "consistent": None},
            "attachments": attachments,
            "faults": ["attachments.piece-001-rib.pdf: changed", "<script>alert(1)</script>"],
        }
    )
    response = given(browser_of(make_agent()), b"%PDF")
    page = read(response)
    assert "piece-001-rib.pdf, un fichier inconnu ne correspond plus (2 sur 3)" in page
    assert "aucune signature ne peut être lue" in page
    assert "\u202e" not in page
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "Choisissez un fichier"),
        ({"file": SimpleUploadedFile("vide.pdf", b"")}, "Ce fichier est vide."),
        ({"file": "not a file"}, "Choisissez un fichier"),
    ],
    ids=["none", "empty", "text in its place"],
)
def test_without_a_file_to_read_the_form_says_so(system, files, told):
    response = browser_of(make_agent()).post("/verify/", files)
    assert response.status_code == 422
    assert told in read(response)


def test_a_file_too_large_is_not_read(system, monkeypatch):
    monkeypatch.setattr("cases.forms.exports.MOST", 1000)
    response = given(browser_of(make_agent()), bytes(1001))
    assert response.status_code == 422
    assert "Ce fichier fait 1 Ko, 100 Mo au plus." in read(response)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\u202efdp.exe", "x" * 300 + ".pdf", "<b>.pdf"])
def test_any_garbage_under_any_name_is_no_export(system, judged, name):
    judged(None)
    response = given(browser_of(make_agent()), io.BytesIO(bytes(range(256))).getvalue(), name)
    assert response.status_code in (200, 422)
