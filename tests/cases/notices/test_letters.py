"""Letters: what they say, how they print, when they left; the exact bytes kept sealed."""

import hashlib
import re
from dataclasses import replace

import page as page_validation
import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone

from cases import clocks, words
from cases.models import Letter
from cases.notices import context, rendering
from cases.services import letters
from cases.services.moves import AlreadyMoved, MoveRefused, NotYours
from documents.models import Content
from documents.slips import read_slip
from nps.journal.models import Entry
from nps.people.models import Person
from nps.ui import formats
from tests.cases.exports.test_rendering import HOSTILE, STRANGE
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_document


def text_of(pdf: bytes) -> str:
    told = " ".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(pdf))
    return re.sub(r"\s+", " ", told.replace("\ufffe", ""))


def assert_conforms(pdf: bytes) -> None:
    for profile in ("3a", "ua1"):
        report = page_validation.validate_pdf_bytes(pdf, profile=profile)
        assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures][:5]


def codes_of(pdf: bytes) -> list[bytes]:
    images = [page.render(scale=2).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [code.bytes for image in images for code in zxingcpp.read_barcodes(image)]


@pytest.fixture
def letter(worker, case, requests):
    return letters.prepare_letter(actor=worker, case=case, requests=requests)


def test_the_letter_is_an_archive_everybody_can_read(letter):
    assert_conforms(letters.pdf_of(letter))


def test_it_says_what_why_before_when_and_what_is_there_already(letter, requests):
    told, said = text_of(letters.pdf_of(letter)), letters.said(letter)
    for piece in said.pieces:
        assert re.sub(r"\s+", " ", piece.name) in told
        assert piece.proves
        assert piece.aids
    assert len(said.pieces) == len(requests)
    due = formats.date_long(requests[0].due_on)
    assert f"Donnez ces pièces avant le {due}." in told
    assert "Une photocopie lisible suffit." in told
    assert said.service.address in told


def test_what_is_held_is_not_to_be_given_again(worker, case, requests):
    held = requests[0]
    person = held.person or applicant_of(case)
    make_document(case, type=held.type_code, period=held.period, people=[person])
    said = letters.said(letters.prepare_letter(actor=worker, case=case, requests=requests[1:]))
    assert any(line.startswith(words.piece_name(held.type_code, held.period)) for line in said.held)
    assert "Ne les redonnez pas." in text_of(rendering.render(said))


def test_the_two_legal_dates_stand_for_an_application_received(letter, case):
    said, told = letters.said(letter), text_of(letters.pdf_of(letter))
    assert {one.lapses_on for one in said.received} == {clocks.lapses_on(timezone.localdate())}
    assert sum(len(one.aids) for one in said.received) == case.applications.count()
    for one in said.received:
        assert f"{formats.date_long(one.lapses_on)} : si le dossier n’est pas complet" in told
        if one.refused_on:
            assert f"{formats.date_long(one.refused_on)} : sans décision de notre part" in told
    assert any(one.refused_on for one in said.received)


def test_without_an_application_received_no_date_of_procedure_is_told(letter):
    alone = replace(letters.said(letter), received=())
    told = text_of(rendering.render(alone))
    assert "caduque" not in told
    assert "L231-4" not in told
    assert "L114-5" in told


def test_each_code_of_the_slip_is_read_back_from_the_printed_page(letter, requests):
    codes = codes_of(letters.pdf_of(letter))
    assert sorted(read_slip(code) or "" for code in codes) == sorted(r.reference for r in requests)


def test_an_english_letter_is_in_english_and_says_so(worker, case, requests):
    made = letters.prepare_letter(actor=worker, case=case, requests=requests, language="en")
    told = text_of(letters.pdf_of(made))
    assert "A readable photocopy is enough." in told
    assert "Une photocopie" not in told
    assert 'lang="en"' in rendering.page(letters.said(made))
    assert_conforms(letters.pdf_of(made))


def test_the_file_name_and_the_title_hold_no_name(letter, case):
    html = rendering.page(letters.said(letter))
    title = re.search(r"<title>(.*?)</title>", html)[1]
    assert applicant_of(case).birth_name not in title


@pytest.mark.parametrize("markup", HOSTILE)
def test_markup_in_a_name_stays_text(letter, markup):
    said = replace(letters.said(letter), addressee=markup)
    assert markup not in rendering.page(said)
    assert markup not in rendering.text(said)
    rendering.render(said)


@pytest.mark.parametrize("strange", [t[:200] for t in STRANGE.values()], ids=STRANGE)
def test_any_name_gives_a_letter_that_conforms(letter, strange):
    assert_conforms(rendering.render(replace(letters.said(letter), addressee=strange)))


def test_days_that_differ_are_told_piece_by_piece(letter):
    said = letters.said(letter)
    later = replace(said.pieces[0], due_on=said.pieces[0].due_on.replace(year=2031))
    said = replace(said, pieces=(later, *said.pieces[1:]))
    told = text_of(rendering.render(said))
    assert said.due_on is None
    assert told.count("Donnez-la avant le") == len(said.pieces)


def test_values_are_read_back_as_they_were_written(letter):
    said = letters.said(letter)
    assert context.read(rendering.to_json(said)) == said


def test_two_printings_give_the_same_bytes(letter):
    assert letters.pdf_of(letter) == letters.pdf_of(letter)


def test_the_same_letter_is_not_made_twice(worker, case, requests, letter):
    assert letters.prepare_letter(actor=worker, case=case, requests=requests) == letter
    assert Letter.objects.count() == 1


def test_what_left_is_kept_to_the_byte(worker, letter):
    before = letters.pdf_of(letter)
    sent = letters.send_letter(actor=worker, letter=letter, channel="post")
    assert sent.state == "sent"
    assert sent.sent_by == worker
    assert sent.sha256 == hashlib.sha256(before).hexdigest()
    assert letters.pdf_of(sent) == before


def test_nothing_personal_lies_in_the_clear(letter, case, settings):
    name = applicant_of(case).birth_name.encode()
    folder = settings.STORAGES["vault"]["OPTIONS"]["location"]
    stored = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert stored
    assert not any(name in data for data in stored)


def test_a_letter_leaves_once(worker, letter):
    letters.send_letter(actor=worker, letter=letter, channel="hand")
    with pytest.raises(AlreadyMoved):
        letters.send_letter(actor=worker, letter=letter, channel="post")
    with pytest.raises(AlreadyMoved):
        letters.cancel_letter(actor=worker, letter=letter)
    assert Entry.objects.filter(act="letter.send").count() == 1


def test_killed_between_sealing_and_writing_nothing_was_sent(worker, letter, monkeypatch):
    def died(**_told):
        raise KeyboardInterrupt

    monkeypatch.setattr(letters, "record", died)
    contents = Content.objects.count()
    with pytest.raises(KeyboardInterrupt):
        letters.send_letter(actor=worker, letter=letter, channel="post")
    letter.refresh_from_db()
    assert letter.state == "to_send"
    assert letter.pdf is None
    assert Content.objects.count() == contents


def test_a_careful_household_gets_no_post_and_no_address_is_printed(worker, case, requests):
    Person.objects.filter(pk=applicant_of(case).pk).update(safe_contact=True)
    letter = letters.prepare_letter(actor=worker, case=case, requests=requests)
    assert letters.said(letter).by_hand
    assert case.household.addresses.first().line not in text_of(letters.pdf_of(letter))
    with pytest.raises(MoveRefused, match="main propre"):
        letters.send_letter(actor=worker, letter=letter, channel="post")
    assert letters.send_letter(actor=worker, letter=letter, channel="hand").state == "sent"


def test_a_letter_made_before_the_household_asked_for_care_does_not_leave(worker, case, letter):
    Person.objects.filter(pk=applicant_of(case).pk).update(safe_contact=True)
    for channel in ("post", "hand"):
        with pytest.raises(MoveRefused, match="Contact prudent"):
            letters.send_letter(actor=worker, letter=letter, channel=channel)


def test_a_letter_that_asks_for_what_came_meanwhile_does_not_leave(worker, letter, requests):
    type(requests[0]).objects.filter(pk=requests[0].pk).update(state="waived")
    with pytest.raises(MoveRefused, match="plus attendue"):
        letters.send_letter(actor=worker, letter=letter, channel="post")


def test_another_site_writes_nothing(letter, case, requests):
    other = make_agent()
    with pytest.raises(NotYours):
        letters.prepare_letter(actor=other, case=case, requests=requests)
    with pytest.raises(NotYours):
        letters.send_letter(actor=other, letter=letter, channel="post")


def test_acts_are_in_the_journal_of_the_file_without_a_name(worker, case, letter):
    letters.cancel_letter(actor=worker, letter=letter)
    entries = Entry.objects.filter(act__startswith="letter.", case_reference=case.reference)
    assert sorted(entry.act for entry in entries) == ["letter.cancel", "letter.prepare"]
    assert not any(applicant_of(case).birth_name in str(entry.data) for entry in entries)
