"""« Types de pièces », as administrators meet it: prepare, read again, decide, and nobody else."""

import time
from datetime import date, timedelta

import pytest
from django.utils import timezone

from documents import catalogue
from documents.models import TypeVersion
from documents.types import catalogue as types_on
from documents.types import published
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from tests.support.accounts import make_agent, sign_in
from tests.support.client import Browser
from tests.support.pages import faults_of

pytestmark = pytest.mark.usefixtures("one_factor")
LEASE = "/manage/documents/lease/"


@pytest.fixture
def author(db):
    return make_agent(Role.ADMINISTRATOR)


@pytest.fixture
def other(db):
    return make_agent(Role.ADMINISTRATOR)


def at(agent, *, proven: bool = False) -> Browser:
    browser = sign_in(Browser(), agent)
    if proven:
        session = browser.session
        proof = {"method": "password", "at": time.time(), "reauthenticated": True}
        session["account_authentication_methods"] = [proof]
        session["account_authentication_methods_user"] = str(agent.pk)
        session.save()
    return browser


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def typed(code: str = "lease", **changes) -> dict:
    kind = published()[code]
    rule, _, months = kind.validity.partition(":")
    return {
        "in_force_on": f"{tomorrow():%d/%m/%Y}", "why": "SPÉCIMEN : constat du service",
        "proves": kind.proves,
        "name_fr": kind.name["fr"], "name_en": kind.name["en"], "whom": kind.whom, "validity": rule,
        "months": months, "issuer_fr": kind.issuer["fr"], "issuer_en": kind.issuer["en"],
        "held_by": kind.held_by, "article": kind.article, "dispensed_by": kind.dispensed_by,
        "dispenses_from": "\n".join(kind.dispenses_from), "note_fr": kind.note["fr"],
        "note_en": kind.note["en"], **changes,
    }  # fmt: skip


def prepared(author) -> str:
    told = at(author).post(f"{LEASE}change/", typed(validity="months", months="12"))
    assert told.status_code == 302
    return told["Location"]


def test_a_change_goes_from_the_form_to_the_catalogue(author, other):
    page = prepared(author)
    html = at(other, proven=True).get(page).content.decode()
    assert faults_of(html) == []
    assert "12 mois après sa date" in html
    assert "Version lease" not in html  # the footer's version is the program's
    assert "Jusqu’à la date écrite dans le texte de la pièce" in html
    told = at(other, proven=True).post(f"{page}decide/", {"verdict": "approve"}, follow=True)
    assert "La version est approuvée." in told.content.decode()
    catalogue.approved.forget()
    assert types_on(tomorrow())["lease"].validity == "months:12"
    assert "À relire et à venir" in at(author).get("/manage/documents/").content.decode()


def test_a_decision_asks_for_a_fresh_proof(author, other):
    page = prepared(author)
    told = at(other).post(f"{page}decide/", {"verdict": "approve"})
    assert "/confirm-identity/" in told["Location"]
    catalogue.approved.forget()
    assert types_on(tomorrow())["lease"] == published()["lease"]


def test_the_author_cannot_decide_but_may_withdraw(author):
    page = prepared(author)
    assert "Une autre personne doit la relire." in at(author).get(page).content.decode()
    told = at(author, proven=True).post(f"{page}decide/", {"verdict": "approve"}, follow=True)
    assert "Vous avez préparé cette version." in told.content.decode()
    assert "La version est retirée." in at(author).post(f"{page}withdraw/", follow=True).content.decode()


def test_a_rejection_says_why(author, other):
    page = prepared(author)
    told = at(other, proven=True).post(f"{page}decide/", {"verdict": "reject"})
    assert told.status_code == 422
    assert "Écrivez pourquoi cette version est rejetée." in told.content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"article": "L.114"}, "Écrivez un article du CRPA"),
        ({"validity": "months"}, "un nombre de 1 à 120"),
        ({"dispensed_by": ["passport"]}, "doit prouver au moins une même chose"),
        ({"in_force_on": "01/01/2020"}, "Cette date est passée."),
        ({}, "Rien ne change."),
        ({"proves": []}, "Il manque une réponse"),
    ],
)
def test_a_fault_is_told_and_nothing_typed_is_lost(author, changes, told):
    response = at(author).post(f"{LEASE}change/", typed(**changes))
    html = response.content.decode()
    assert response.status_code == 422
    assert told in html
    assert "SPÉCIMEN : constat du service" in html
    with acting(*actor_of(author)):
        assert not TypeVersion.objects.exists()


def test_a_new_type_has_a_code_of_its_own(author):
    new = {"name_fr": "Bail de péniche", "name_en": "Boat lease"}
    taken = at(author).post("/manage/documents/new/", typed(code="lease", **new) | {"code": "lease"})
    assert "Ce code est déjà pris." in taken.content.decode()
    made = at(author).post("/manage/documents/new/", typed(**new) | {"code": "boat_lease"}, follow=True)
    assert "Bail de péniche" in made.content.decode()
    assert "Bail de péniche" in at(author).get("/manage/documents/boat_lease/").content.decode()


def test_a_type_nobody_knows_is_not_found(author):
    assert at(author).get("/manage/documents/horoscope/").status_code == 404
    assert at(author).get("/manage/documents/horoscope/change/").status_code == 404


def test_the_page_of_a_type_says_everything(author):
    html = at(author).get("/manage/documents/utility_bill/").content.decode()
    for words in ("l’adresse", "R113-8", "Avis d’impôt", "3 mois après sa date", "livrée avec le logiciel"):
        assert words in html
