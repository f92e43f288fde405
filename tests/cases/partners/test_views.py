"""A partner’s pages: what is granted is there; nothing, by any channel, tells that anything else exists."""

import re
from datetime import timedelta
from uuid import uuid4

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.demonstration import scans
from cases.models import Share
from cases.models.share import Section
from cases.services.sharing import resume_share, revoke_share, suspend_share
from documents import redacting
from documents.models import SupportingDocument
from nps.accounts.models import Role
from nps.journal.models import Entry
from nps.ui import keyset
from tests.cases.partners.conftest import leaks_in
from tests.support.accounts import make_agency, make_agent, sign_in
from tests.support.cases import (
    PDF,
    make_application,
    make_case_file,
    make_content,
    make_document,
    make_share,
)
from tests.support.client import Browser
from tests.support.pages import faults_of, text_of

TODAY = timezone.localdate
ALL_SECTIONS = [Section.IDENTITY, Section.APPLICATIONS, Section.DOCUMENTS]
CONSTANT = "Vous voyez ce qui est partagé avec votre organisme. Cette page ne dit rien du reste."
LIST = "/partner/"


def case_url(share) -> str:
    return reverse("cases:partner_case", args=[getattr(share, "public_id", share)])


def piece_url(share, piece) -> str:
    return reverse("cases:partner_document", args=[share.public_id, piece.reference])


def plain(response, *changing: str) -> str:
    """The body without what differs by nature: CSRF tokens, the page's own address, the given references."""
    tokens = r'hx-headers=\'[^\']*\'|name="(csrfmiddlewaretoken|next)" value="[^"]*"'
    body = re.sub(tokens, "", response.content.decode())
    for text in changing:
        body = body.replace(str(text), "…")
    return body


@pytest.fixture
def share(rich, agency) -> Share:
    return make_share(rich.case, agency, sections=ALL_SECTIONS, documents=[rich.receipt])


class TestWhatIsGranted:
    def test_the_list_shows_the_share_and_journals_the_reading(self, browser, partner, share, rich):
        response = browser.get(LIST)
        told = text_of(response.content.decode())
        assert f"{rich.case.reference} · Ada Okafor" in told
        assert share.purpose in told
        assert CONSTANT in told
        entry = Entry.objects.get(act="partner.list")
        assert (entry.actor, entry.data["cases"]) == (partner, [rich.case.reference])

    def test_the_page_shows_each_granted_section(self, browser, share):
        told = text_of(browser.get(case_url(share)).content.decode())
        assert "Foyer Okafor" in told
        assert "4 mai 1987" in told
        assert "84,00 € par mois" in told
        assert "Rejetée le" in told
        assert "Télécharger" in told
        assert CONSTANT in told

    def test_the_page_is_well_formed_and_names_nobody_outside_its_body(self, browser, share):
        for url in (LIST, case_url(share)):
            page = browser.get(url).content.decode()
            assert faults_of(page) == []
            assert "Okafor" not in re.search("<title>.*?</title>", page, re.S)[0]

    def test_reading_the_page_is_journaled_in_the_file(self, browser, partner, agency, share, rich):
        browser.get(case_url(share))
        entry = Entry.objects.get(act="partner.read")
        assert (entry.actor, entry.case_reference) == (partner, rich.case.reference)
        assert entry.data == {"agency": agency.code, "sections": ["applications", "documents", "identity"]}

    def test_the_piece_leaves_as_a_marked_copy_never_as_it_was_stored(self, browser, share, rich):
        response = browser.get(piece_url(share, rich.receipt))
        assert PDF not in response.content
        (page,) = pypdfium2.PdfDocument(response.content)
        assert page.get_textpage().get_text_range() == ""
        assert page.render().to_pil().convert("L").getextrema()[0] < 230  # the mark is on the white page
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Length"] == str(len(response.content))
        assert (
            response["Content-Disposition"]
            == f'attachment; filename="rent_receipt-{rich.receipt.reference}.pdf"'
        )
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "no-store"
        entry = Entry.objects.get(act="partner.download")
        assert entry.data["document"] == str(rich.receipt.reference)

    def test_what_is_hidden_of_a_page_is_not_in_the_copy(self, browser, share, rich):
        body = scans.draw("SECRET-SPECIMEN", "SPECIMEN", "2024-02")
        secret = make_content(body)
        SupportingDocument.objects.filter(pk=rich.receipt.pk).update(content=secret)
        redacting.hide(
            actor=rich.case.referent, document=rich.receipt, page=0, box=(0, 0, 1, 0.5), why="SPÉCIMEN santé"
        )
        response = browser.get(piece_url(share, rich.receipt))
        (page,) = pypdfium2.PdfDocument(response.content)
        assert page.get_textpage().get_text_range() == ""
        drawn = page.render(scale=1).to_pil().convert("L")
        hidden = drawn.crop((0, 0, drawn.width, drawn.height // 2 - 2))
        assert hidden.getextrema()[1] < 60  # black, and no more than the mark over it
        assert b"SPECIMEN" not in response.content

    def test_a_piece_that_cannot_be_drawn_is_told_and_no_byte_of_it_leaves(self, browser, share, rich):
        broken = make_content(b"SPECIMEN, no PDF")
        SupportingDocument.objects.filter(pk=rich.receipt.pk).update(content=broken)
        response = browser.get(piece_url(share, rich.receipt))
        assert response.status_code == 503
        assert b"no PDF" not in response.content

    def test_a_proposed_amount_is_not_told_nor_is_a_draft(self, browser, rich, agency):
        make_application(rich.case, "proposed", benefit="paris_logement_familles", amount="4321.00")
        share = make_share(rich.case, agency, sections=[Section.APPLICATIONS])
        told = text_of(browser.get(case_url(share)).content.decode())
        assert "4\u202f321,00" not in told
        assert "Pas encore de décision" in told
        assert "Paris Solidarité" not in told


class TestWhatIsNot:
    @pytest.mark.parametrize(
        ("section", "titles"),
        [
            (Section.IDENTITY, ("demandes et les décisions", "Pièces", "Paris Logement")),
            (Section.APPLICATIONS, ("Le foyer", "Pièces", "Okafor")),
            (Section.DOCUMENTS, ("Le foyer", "demandes et les décisions", "Okafor")),
        ],
    )
    def test_a_section_not_granted_leaves_no_trace(self, section, titles, browser, rich, agency):
        documents = [rich.receipt] if section == Section.DOCUMENTS else []
        share = make_share(rich.case, agency, sections=[section], documents=documents)
        for url in (LIST, case_url(share)):
            told = text_of(browser.get(url).content.decode())
            assert [title for title in titles if title in told] == []

    def test_no_canary_leaves_by_any_channel(self, browser, share, rich):
        urls = [
            LIST,
            f"{LIST}?reference={rich.case.reference}",
            case_url(share),
            piece_url(share, rich.receipt),
        ]
        urls += [piece_url(share, rich.tax_notice), piece_url(share, rich.rejected), case_url(uuid4())]
        urls += [f"/cases/{rich.case.reference}/", "/cases/", "/people/search/"]
        for url in urls:
            assert leaks_in(browser.get(url)) == [], url

    def test_rich_and_bare_files_give_the_same_bytes(self, browser, partner, rich, agency):
        bare = make_case_file(make_agent())
        piece = make_document(bare, period="2024-02")
        shares = [make_share(case, agency, documents=[document])
                  for case, document in ((rich.case, rich.receipt), (bare, piece))]  # fmt: skip
        bodies = [
            plain(browser.get(case_url(share)), share.case.reference, share.public_id, document.reference)
            for share, document in zip(shares, (rich.receipt, piece), strict=True)
        ]
        assert bodies[0] == bodies[1]

    def test_nobody_but_a_partner_has_partner_pages(self, rich, share):
        for agent in (rich.case.referent, make_agent(Role.AUDITOR), make_agent(Role.ADMINISTRATOR)):
            other = sign_in(Browser(), agent)
            for url in (LIST, case_url(share), piece_url(share, rich.receipt)):
                assert other.get(url).status_code == 404, (agent.role, url)

    def test_anybody_else_is_sent_to_sign_in(self, rich, share):
        for url in (LIST, case_url(share), piece_url(share, rich.receipt)):
            response = Browser().get(url)
            assert (response.status_code, response["Location"].split("?")[0]) == (302, "/sign-in/")

    def test_a_partner_has_no_page_of_the_staff(self, browser, rich, share):
        for name in ("case", "shares", "share_new", "documents", "applications"):
            assert browser.get(reverse(f"cases:{name}", args=[rich.case.reference])).status_code == 404, name
        move = reverse("cases:share_move", args=[rich.case.reference, share.public_id, "revoke"])
        assert browser.post(move).status_code == 404
        assert browser.get(reverse("cases:document_file", args=[rich.receipt.reference])).status_code == 404


def withdrawn(share):
    revoke_share(actor=share.case.referent, share=share)


def suspended(share):
    suspend_share(actor=share.case.referent, share=share)


def ended_yesterday(share):
    Share.objects.filter(pk=share.pk).update(
        starts_on=TODAY() - timedelta(days=9), ends_on=TODAY() - timedelta(days=1)
    )


def starts_tomorrow(share):
    Share.objects.filter(pk=share.pk).update(starts_on=TODAY() + timedelta(days=1))


def granted_no_more(share):
    share.case.agency_grants.all().delete()


class TestTheSame404:
    @pytest.mark.parametrize(
        "over", [withdrawn, suspended, ended_yesterday, starts_tomorrow, granted_no_more]
    )
    def test_a_share_that_is_over_answers_like_one_that_never_was(self, over, browser, share, rich):
        assert browser.get(case_url(share)).status_code == 200
        over(share)
        never = browser.get(case_url(uuid4()))
        assert never.status_code == 404
        for url in (case_url(share), piece_url(share, rich.receipt)):
            response = browser.get(url)
            assert response.status_code == 404
            assert plain(response) == plain(never)
            assert leaks_in(response) == []
        assert rich.case.reference not in browser.get(LIST).content.decode()

    def test_another_agency_meets_the_same(self, browser, rich):
        theirs = make_share(rich.case, make_agency(), sections=ALL_SECTIONS, documents=[rich.receipt])
        never = plain(browser.get(case_url(uuid4())))
        assert plain(browser.get(case_url(theirs))) == never
        assert plain(browser.get(piece_url(theirs, rich.receipt))) == never
        assert "Aucun dossier n’est partagé avec votre organisme aujourd’hui." in text_of(
            browser.get(LIST).content.decode()
        )

    def test_a_piece_that_is_not_in_the_share_meets_the_same(self, browser, share, rich, agency):
        never = plain(browser.get(case_url(uuid4())))
        other = make_share(rich.case, agency, sections=[Section.IDENTITY])
        for url in (
            piece_url(share, rich.tax_notice),
            piece_url(share, rich.rejected),
            piece_url(other, rich.receipt),
        ):
            response = browser.get(url)
            assert response.status_code == 404
            assert plain(response) == never

    def test_a_piece_rejected_after_sharing_is_gone(self, browser, share, rich):
        SupportingDocument.objects.filter(pk=rich.receipt.pk).update(
            state="rejected", rejection_reason="other_person"
        )
        assert browser.get(piece_url(share, rich.receipt)).status_code == 404
        assert "Quittance" not in browser.get(case_url(share)).content.decode()

    def test_rights_stop_between_two_requests_and_come_back(self, browser, share):
        suspend_share(actor=share.case.referent, share=share)
        assert browser.get(case_url(share)).status_code == 404
        resume_share(actor=share.case.referent, share=share)
        assert browser.get(case_url(share)).status_code == 200

    def test_an_agent_who_changes_agency_leaves_everything_behind(self, browser, partner, share):
        partner.agency = make_agency()
        partner.save()
        assert browser.get(case_url(share)).status_code == 404

    def test_a_disabled_agent_is_nobody_at_the_next_request(self, browser, partner, share):
        partner.is_active = False
        partner.save()
        assert browser.get(case_url(share)).status_code == 302

    def test_of_two_shares_one_ends_and_the_other_keeps_only_its_own(self, browser, rich, agency):
        kept = make_share(rich.case, agency, documents=[rich.receipt])
        ended = make_share(rich.case, agency, sections=[Section.IDENTITY])
        assert "Okafor" not in browser.get(case_url(kept)).content.decode()
        ended_yesterday(ended)
        assert browser.get(case_url(ended)).status_code == 404
        page = browser.get(case_url(kept)).content.decode()
        assert "Quittance" in page
        assert "Okafor" not in page


class TestTheJournal:
    def test_a_reading_that_cannot_be_written_down_does_not_happen(self, browser, share, rich):
        browser.raise_request_exception = False
        for url in (LIST, case_url(share), piece_url(share, rich.receipt)):
            with connection.execute_wrapper(unwritable_journal):
                response = browser.get(url)
            assert response.status_code == 500
            assert not response.streaming
            assert b"Okafor" not in response.content
            assert PDF not in response.content


def unwritable_journal(execute, sql, params, many, context):
    """PostgreSQL itself refuses the entry."""
    if sql.startswith('INSERT INTO "journal_entry"'):
        sql, params = "insert into journal_entry (id) values (null)", ()
    return execute(sql, params, many, context)


class TestTheList:
    def test_pages_go_forth_and_back_without_a_total(self, browser, agency, monkeypatch, rich):
        monkeypatch.setattr(keyset, "ROWS", 2)
        shares = [make_share(rich.case, agency, purpose=f"SPÉCIMEN {n}") for n in range(5)]
        first = browser.get(LIST).content.decode()
        assert listed(first) == [4, 3]
        second = browser.get(LIST, {"after": shares[3].public_id}).content.decode()
        assert listed(second) == [2, 1]
        last = browser.get(LIST, {"after": shares[1].public_id}).content.decode()
        assert listed(last) == [0]
        assert listed(browser.get(LIST, {"before": shares[0].public_id}).content.decode()) == [2, 1]
        assert listed(browser.get(LIST, {"before": shares[2].public_id}).content.decode()) == [4, 3]
        assert "Page précédente" not in first
        assert "Page suivante" not in last
        assert " sur " not in text_of(second)

    def test_a_page_asked_from_a_share_that_is_gone_starts_again(self, browser, agency, rich):
        make_share(rich.case, agency, purpose="SPÉCIMEN 1")
        assert listed(browser.get(LIST, {"after": uuid4()}).content.decode()) == [1]
        assert browser.get(LIST, {"after": "x' or 1=1"}).status_code == 200

    def test_filters_by_time_and_reference(self, browser, agency, rich):
        days = timedelta(days=1)
        make_share(rich.case, agency, purpose="SPÉCIMEN 1", ends_on=TODAY() + 5 * days)
        make_share(rich.case, agency, purpose="SPÉCIMEN 2", starts_on=TODAY() - 60 * days)
        assert listed(browser.get(LIST, {"when": "ending"}).content.decode()) == [1]
        assert listed(browser.get(LIST, {"when": "recent"}).content.decode()) == [1]
        assert listed(browser.get(LIST, {"reference": rich.case.reference.lower()}).content.decode()) == [
            2,
            1,
        ]
        nothing = browser.get(LIST, {"reference": "D-99"}).content.decode()
        assert "Aucun dossier avec ces filtres." in nothing
        assert "Effacer les filtres" in nothing

    def test_the_number_of_queries_does_not_grow_with_the_list(self, browser, agency, rich):
        make_share(rich.case, agency)
        browser.get(LIST)
        with CaptureQueriesContext(connection) as one:
            browser.get(LIST)
        for _ in range(3):
            make_share(make_case_file(rich.case.referent), agency)
        with CaptureQueriesContext(connection) as four:
            browser.get(LIST)
        assert len(four) == len(one) <= 16


def listed(page: str) -> list[int]:
    return [int(number) for number in re.findall(r"SPÉCIMEN (\d)", text_of(page))]
