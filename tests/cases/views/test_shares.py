"""Sharing a file: six steps, nothing ticked in advance, answers kept, one button to withdraw."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import clocks
from cases.models import Share
from cases.models.share import Section
from cases.services.sharing import revoke_share
from documents.models import SupportingDocument
from nps.accounts.models import Role
from nps.journal.models import Entry
from nps.ui import formats
from nps.ui.once import FIELD
from tests.support.accounts import make_agency, make_agent, sign_in
from tests.support.cases import applicant_of, make_case_file, make_document, make_member, make_share
from tests.support.client import Browser
from tests.support.pages import faults_of, read, text_of

pytestmark = pytest.mark.usefixtures("one_factor")
TODAY = timezone.localdate


@pytest.fixture
def case(system):
    return make_case_file(make_agent())


@pytest.fixture
def agency(system):
    return make_agency(name="SPÉCIMEN Caisse")


@pytest.fixture
def receipt(case):
    return make_document(case, period="2024-02")


@pytest.fixture
def browser(case):
    return sign_in(Browser(), case.referent)


def url(name, case, *more) -> str:
    return reverse(f"cases:{name}", args=[case.reference, *more])


def told(browser, address) -> str:
    return text_of(browser.get(address).content.decode())


def answers(case, agency, receipt, **changed) -> dict[int, dict]:
    given = {
        1: {"agency": agency.code},
        2: {"purpose": "instruire l’aide au logement", "legal_basis": "CSP, article L1110-4"},
        3: {"sections": ["identity"], "documents": [str(receipt.reference)]},
        4: {"ends_on": formats.date_short(TODAY() + timedelta(days=90))},
        5: {
            "consented_on": formats.date_short(TODAY()),
            "consented_by": str(applicant_of(case).public_id),
            "consent": "oral",
            "may_refuse": "on",
        },
    }
    return {step: {**values, **changed} for step, values in given.items()}


def walk(browser, case, given, until=6):
    """Answer the steps in order; each leads to the next."""
    browser.get(url("share_new", case))
    for step, values in given.items():
        if step < until:
            response = browser.post(url("share_step", case, step), values)
            assert (response.status_code, response["Location"]) == (302, url("share_step", case, step + 1))


@pytest.fixture
def walked(browser, case, agency, receipt):
    walk(browser, case, answers(case, agency, receipt))
    return browser


class TestTheWizard:
    def test_it_shares_exactly_what_was_chosen(self, walked, case, agency, receipt):
        response = walked.post(url("share_step", case, 6))
        assert response["Location"] == url("shares", case)
        share = Share.objects.get()
        assert (share.agency, share.shared_by, share.state) == (agency, case.referent, "active")
        assert share.sections == [Section.DOCUMENTS, Section.IDENTITY]
        assert list(share.documents.all()) == [receipt]
        assert (share.starts_on, share.ends_on) == (TODAY(), TODAY() + timedelta(days=90))
        assert (share.consent, share.consented_by) == ("oral", applicant_of(case))
        assert Entry.objects.get(act="share.open").case_reference == case.reference
        assert "C’est partagé avec SPÉCIMEN Caisse." in told(walked, url("shares", case))

    def test_nothing_is_ticked_in_advance_and_three_months_are_proposed(self, browser, case, agency, receipt):
        given = answers(case, agency, receipt)
        walk(browser, case, given, until=1)
        for step in range(1, 6):
            page = browser.get(url("share_step", case, step)).content.decode()
            assert faults_of(page) == []
            assert [e for e in read(page).all("input") if "checked" in e.attrs] == []
            if step == 4:
                assert formats.date_short(clocks.months_after(TODAY(), 3)) in page
            browser.post(url("share_step", case, step), given[step])

    def test_answers_stay_when_going_back(self, walked, case, agency, receipt):
        page = walked.get(url("share_step", case, 2)).content.decode()
        assert "instruire l’aide au logement" in page
        ticked = [
            e.attrs["value"]
            for e in read(walked.get(url("share_step", case, 3)).content.decode()).all("input")
            if "checked" in e.attrs
        ]
        assert ticked == ["identity", str(receipt.reference)]

    def test_modifying_one_answer_comes_back_to_the_last_step(self, walked, case):
        review = walked.get(url("share_step", case, 6)).content.decode()
        link = f"{url('share_step', case, 2)}?review=1"
        assert link in review
        response = walked.post(link, {"purpose": "autre finalité", "legal_basis": "CASF"})
        assert response["Location"] == url("share_step", case, 6)
        assert "autre finalité" in told(walked, url("share_step", case, 6))

    def test_the_last_step_shows_what_the_agency_will_see(self, walked, case, agency):
        response = walked.get(url("share_step", case, 6))
        page = response.content.decode()
        assert faults_of(page) == []
        assert "Voir exactement ce que verra SPÉCIMEN Caisse" in page
        assert f"oral, le {formats.date_long(TODAY())}, Ada Spécimen" in text_of(page)
        assert "Télécharger" not in page

    def test_a_step_cannot_be_skipped(self, browser, case, agency):
        assert browser.get(url("share_step", case, 6))["Location"] == url("share_step", case, 1)
        browser.post(url("share_step", case, 1), {"agency": agency.code})
        assert browser.post(url("share_step", case, 6))["Location"] == url("share_step", case, 2)
        assert not Share.objects.exists()

    def test_what_changed_meanwhile_brings_back_to_its_step(self, walked, case, receipt):
        SupportingDocument.objects.filter(pk=receipt.pk).update(
            state="rejected", rejection_reason="other_person"
        )
        response = walked.post(url("share_step", case, 6))
        assert response["Location"] == url("share_step", case, 3)
        assert not Share.objects.exists()

    @pytest.mark.parametrize(
        ("step", "changed", "said"),
        [
            (1, {"agency": ""}, "Il manque une réponse"),
            (1, {"agency": "nulle-part"}, "choix"),
            (2, {"purpose": "x" * 201}, "trop long"),
            (3, {"sections": [], "documents": []}, "Cochez au moins une chose à partager."),
            (3, {"documents": ["pas-un-uuid"]}, "pas-un-uuid"),
            (4, {"ends_on": "1er janvier 2020"}, "passée"),
            (4, {"ends_on": "31/12/2099"}, "Un partage dure au plus 12 mois."),
            (5, {"consented_on": "31/12/2099"}, "futur"),
            (5, {"may_refuse": ""}, "Dites à la personne qu’elle peut refuser"),
            (5, {"consented_by": str(uuid4())}, "choix"),
        ],
    )
    def test_a_fault_is_told_on_top_and_beside_and_nothing_is_lost(
        self, step, changed, said, browser, case, agency, receipt
    ):
        given = answers(case, agency, receipt)
        walk(browser, case, given, until=step)
        response = browser.post(url("share_step", case, step), {**given[step], **changed})
        page = response.content.decode()
        assert response.status_code == 422
        assert text_of(page).startswith("Il y a 1 erreur")
        assert text_of(page).count(said) >= 2
        assert "<title>Erreur" in re.sub(r"<title>\s+", "<title>", page)

    def test_a_double_click_shares_once(self, walked, case):
        key = {FIELD: str(uuid4())}
        first = walked.post(url("share_step", case, 6), key)
        again = walked.post(url("share_step", case, 6), key)
        assert first["Location"] == again["Location"] == url("shares", case)
        assert Share.objects.count() == 1

    def test_who_agreed_is_an_adult_who_lives_there(self, browser, case, agency, receipt):
        make_member(case, given_names="Sam", birth=str(TODAY().year - 10))
        make_member(case, given_names="Léa", birth=str(TODAY().year - 30), until=TODAY())
        make_member(case, given_names="Zoé")
        walk(browser, case, answers(case, agency, receipt), until=5)
        page = told(browser, url("share_step", case, 5))
        assert [name for name in ("Ada", "Sam", "Léa", "Zoé") if f"{name} Spécimen" in page] == ["Ada", "Zoé"]

    def test_the_purpose_is_recalled_while_choosing(self, browser, case, agency, receipt):
        walk(browser, case, answers(case, agency, receipt), until=3)
        assert "instruire l’aide au logement" not in told(browser, url("share_step", case, 1))
        assert "Finalité : instruire l’aide au logement" in told(browser, url("share_step", case, 3))

    def test_pieces_not_accepted_and_pieces_of_others_are_not_offered(self, browser, case, agency, receipt):
        waiting = make_document(case, "to_check", type="tax_notice")
        foreign = make_document(make_case_file(case.referent), type="lease")
        walk(browser, case, answers(case, agency, receipt), until=3)
        page = browser.get(url("share_step", case, 3)).content.decode()
        assert str(receipt.reference) in page
        assert str(waiting.reference) not in page
        assert str(foreign.reference) not in page

    def test_a_file_without_pieces_can_share_its_identity(self, browser, case, agency):
        browser.post(url("share_step", case, 1), {"agency": agency.code})
        browser.post(url("share_step", case, 2), {"purpose": "SPÉCIMEN", "legal_basis": "CSP"})
        assert "Pièces acceptées" not in told(browser, url("share_step", case, 3))
        response = browser.post(url("share_step", case, 3), {"sections": ["applications"]})
        assert response.status_code == 302


class TestTheList:
    def test_an_empty_list_says_so(self, browser, case):
        page = browser.get(url("shares", case)).content.decode()
        assert faults_of(page) == []
        assert "Rien n’est partagé." in page

    def test_each_share_says_who_why_what_until_when_and_how_often_it_was_read(
        self, browser, case, agency, receipt
    ):
        share = make_share(case, agency, sections=["identity", "documents"], documents=[receipt])
        reader = sign_in(Browser(), make_agent(Role.PARTNER, agency=agency))
        for _ in range(2):
            reader.get(reverse("cases:partner_case", args=[share.public_id]))
        page = browser.get(url("shares", case)).content.decode()
        assert faults_of(page) == []
        said = text_of(page)
        for expected in (
            "SPÉCIMEN Caisse En cours",
            "instruire l’aide au logement (CSP, article L1110-4)",
            "l’identité\u202f; Quittance de loyer".replace("\u202f", " "),
            formats.date_long(share.ends_on),
            "2 fois",
        ):
            assert " ".join(expected.split()) in said

    @pytest.mark.parametrize(
        ("acts", "state"),
        [(["suspend"], "suspended"), (["suspend", "resume"], "active"), (["revoke"], "revoked")],
    )
    def test_one_button_and_it_is_done(self, acts, state, browser, case, agency):
        share = make_share(case, agency)
        for act in acts:
            assert browser.get(url("share_move", case, share.public_id, act)).status_code == 405
            response = browser.post(url("share_move", case, share.public_id, act))
            assert response["Location"] == url("shares", case)
        share.refresh_from_db()
        assert share.state == state
        assert Entry.objects.filter(act=f"share.{acts[-1]}", case_reference=case.reference).count() == 1

    def test_a_second_colleague_is_told_who_was_faster(self, browser, case, agency):
        share = make_share(case, agency)
        revoke_share(actor=make_agent(site=case.site, full_name="SPÉCIMEN Rapide"), share=share)
        browser.post(url("share_move", case, share.public_id, "revoke"))
        assert "Déjà fait par SPÉCIMEN Rapide." in told(browser, url("shares", case))

    def test_a_share_past_its_end_is_over_and_can_be_made_again_with_a_new_consent(
        self, browser, case, agency, receipt
    ):
        yesterday = TODAY() - timedelta(days=1)
        share = make_share(case, agency, documents=[receipt], starts_on=yesterday, ends_on=yesterday)
        page = browser.get(url("shares", case)).content.decode()
        assert "Terminé" in text_of(page)
        assert "Retirer le partage" not in page
        response = browser.get(f"{url('share_new', case)}?again={share.public_id}", follow=True)
        assert "checked" in response.content.decode()
        assert share.purpose in browser.get(url("share_step", case, 2)).content.decode()
        assert str(receipt.reference) in browser.get(url("share_step", case, 3)).content.decode()
        browser.post(url("share_step", case, 4), {"ends_on": formats.date_short(TODAY())})
        assert browser.get(url("share_step", case, 6))["Location"] == url("share_step", case, 5)


class TestWhoMayShare:
    def test_colleagues_of_the_site_may_and_others_meet_the_404(self, case, agency):
        share = make_share(case, agency)
        colleague = sign_in(Browser(), make_agent(site=case.site))
        assert colleague.get(url("shares", case)).status_code == 200
        others = [make_agent(), make_agent(Role.PARTNER, agency=agency), make_agent(Role.AUDITOR)]
        for agent in others:
            other = sign_in(Browser(), agent)
            for address in (url("shares", case), url("share_new", case), url("share_step", case, 1)):
                assert other.get(address).status_code == 404
            assert other.post(url("share_move", case, share.public_id, "revoke")).status_code == 404
        share.refresh_from_db()
        assert share.state == "active"

    def test_wrong_addresses_are_404(self, browser, case, agency):
        elsewhere = make_share(make_case_file(case.referent), agency)
        for address in (
            url("share_step", case, 0),
            url("share_step", case, 7),
            f"{url('share_new', case)}?again={uuid4()}",
            f"{url('share_new', case)}?again=x",
        ):
            assert browser.get(address).status_code == 404, address
        for public_id, move in (
            (uuid4(), "revoke"),
            (elsewhere.public_id, "revoke"),
            (elsewhere.public_id, "x"),
        ):
            assert browser.post(url("share_move", case, public_id, move)).status_code == 404
