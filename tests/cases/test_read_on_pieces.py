"""What was read on a piece, as its page shows it: proposals, seals beside what is known."""

from datetime import date

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.read_on_pieces import read_values, read_words
from cases.seal_comparison import same_address
from cases.services.pieces import file_document
from documents import reading, recognition, trust
from documents.jobs import read_content
from nps.accounts.models import Role
from nps.people.names import normalise
from nps.people.services import update_contact
from tests.support import seals
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of, make_case_file
from tests.support.client import Browser

OURS = seals.Authority()


@pytest.fixture(autouse=True)
def _no_engine(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    settings.TESSERACT = ""
    recognition.engine.cache_clear()
    yield
    recognition.engine.cache_clear()


@pytest.fixture
def case(system):
    return make_case_file()


@pytest.fixture
def trusted(system):
    trust.trust_signer(
        actor=make_agent(Role.ADMINISTRATOR), data=OURS.pem(), authority=OURS.name,
        certificate=OURS.certificate, specimen=False,
    )  # fmt: skip


def filed(case, seal=None, **told):
    page = seals.file(seals.page(seals=[seal] if seal else []))
    return file_document(
        actor=case.referent, case=case, people=[applicant_of(case)], type_code="tax_notice",
        upload=seals.io.BytesIO(page), filename="avis.jpg", **told,
    )  # fmt: skip


def seal_of(case, **changes) -> bytes:
    person, home = applicant_of(case), case.household.addresses.get()
    name = normalise(f"{person.birth_name} {person.given_names}").upper()
    street = normalise(f"{home.line} {home.postcode} {home.city}").upper()
    return OURS.seal({**seals.TAX, "46": name + seals.GS, "4Y": street + seals.GS, **changes})


def page_of(document, agent) -> str:
    return sign_in(Browser(), agent).get(f"/documents/{document.reference}/check/").content.decode()


def results(document) -> dict[str, list[str]]:
    found = {}
    for row in read_words(document).seals[0].table.rows:
        found.setdefault(str(row[0]), []).append(f"{row[2]} — {row[3].word}")
    return found


def test_a_piece_that_comes_in_is_read_by_a_job_that_holds_only_a_number(case):
    document = filed(case)
    job = ProcrastinateJob.objects.get(task_name=read_content.name)
    assert job.args == {"content": document.content_id}
    assert reading.method_of(document) is None
    read_content(**job.args)
    assert reading.method_of(document) is not None


def test_a_piece_not_read_yet_is_read_on_demand(case):
    document = filed(case)
    browser = sign_in(Browser(), case.referent)
    page = browser.get(f"/documents/{document.reference}/check/").content.decode()
    assert "n’a pas encore été lue" in page
    assert browser.post(f"/documents/{document.reference}/read/").status_code == 302
    assert ProcrastinateJob.objects.filter(task_name=read_content.name).count() == 2


def test_without_the_engine_the_page_says_so(case):
    document = filed(case)
    reading.read(document.content_id)
    page = page_of(document, case.referent)
    assert "Lecture automatique absente" in page
    assert "Aucun 2D-Doc trouvé" in page


def test_a_seal_is_told_beside_what_is_known(case, trusted):
    document = filed(case, seal_of(case), period="2023")
    reading.read(document.content_id)
    page = page_of(document, case.referent)
    assert "2D-Doc lu, signature vérifiée" in page
    assert "authentifi" not in page
    assert "18\u202f540,00\u00a0€" in page
    told = results(document)
    assert told["Nom"][0].endswith("Identique")
    assert told["Adresse"][0].endswith("Identique")
    assert told["Période"] == ["Saisi pour cette pièce\u00a0: 2023 — Identique"]


def test_another_name_and_another_year_are_told_as_different(case, trusted):
    document = filed(case, OURS.seal({**seals.TAX, "46": "SPECIMEN INCONNU" + seals.GS}), period="2022")
    reading.read(document.content_id)
    told = results(document)
    assert told["Nom"] == ["Au dossier\u00a0: personne de ce nom dans le foyer — Différent"]
    assert told["Période"] == ["Saisi pour cette pièce\u00a0: 2022 — Différent"]


def test_what_was_read_fills_only_what_nobody_typed(case, trusted):
    document = filed(case, seal_of(case))
    reading.read(document.content_id)
    assert read_values(document) == {"period": "2023", "issued_on": date(2023, 7, 31)}
    document.period = "2022"
    assert read_values(document) == {"issued_on": date(2023, 7, 31)}
    document.refresh_from_db()
    assert (document.period, document.issued_on) == ("", None)  # nothing was applied


def test_with_a_safe_contact_the_address_of_the_file_is_not_told(case, trusted):
    document = filed(case, seal_of(case))
    reading.read(document.content_id)
    assert "Adresse" in results(document)
    update_contact(actor=case.referent, person=applicant_of(case), safe_contact=True, phone="", email="")
    assert "Adresse" not in results(document)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12 RUE SPECIMEN/75011/PARIS", "12 rue Spécimen, 75011 Paris", True),
        ("BAT 2 12 RUE SPECIMEN 75011 PARIS", "12 rue Spécimen 75011 Paris", True),
        ("14 RUE SPECIMEN 75011 PARIS", "12 rue Spécimen 75011 Paris", False),
    ],
)
def test_addresses_are_the_same_when_one_holds_the_other(one, other, same):
    assert same_address(one, other) is same
