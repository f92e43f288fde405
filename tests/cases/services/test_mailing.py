"""E-mail to a real SMTP server, neutral, agreed to, once; connectors off until one is named."""

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from cases import connectors
from cases.models import Letter, Sending
from cases.services import letters, mailing, notices
from cases.services.correspondence import note_correspondence
from cases.services.moves import AlreadyMoved, MoveRefused
from nps.journal.models import Entry
from nps.people.models import Person
from tests.cases.services.test_notices import make_decided
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_case_file

ADDRESS = "specimen@example.org"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mailbox:
    """What the server was given; `answer`: what it says of each message."""

    def __init__(self):
        self.messages, self.answer = [], "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(envelope)
        return self.answer


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
    yield box
    server.stop()


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def case(worker):
    case = make_case_file(worker)
    Person.objects.filter(pk=applicant_of(case).pk).update(email=ADDRESS, phone="0612345678")
    return case


def agree(worker, case, **more):
    told = {"email": True, "attach": True, "agreed_on": timezone.localdate()} | more
    return note_correspondence(actor=worker, case=case, **told)


@pytest.fixture
def letter(worker, case) -> Letter:
    return notices.prepare_decision(actor=worker, application=make_decided(case, "refused"))


def ask(worker, letter, by="email") -> Sending:
    return mailing.ask_sending(actor=worker, letter=letter, by=by)


def test_the_letter_leaves_whole_once_with_no_name_and_no_benefit(worker, case, letter, mailbox):
    agree(worker, case)
    sending = ask(worker, letter)
    for _twice in range(2):
        mailing.attempt(sending=sending.pk, last=False)
    (envelope,) = mailbox.messages
    assert envelope.rcpt_tos == [ADDRESS]
    said = message_from_bytes(envelope.content, policy=policy.default)
    assert said["Subject"] == "Un courrier vous attend"
    assert said["Message-ID"] == sending.message_id
    (pdf,) = said.iter_attachments()
    letter.refresh_from_db()
    assert (letter.state, letter.channel) == ("sent", "email")
    assert pdf.get_content() == letters.pdf_of(letter)
    assert pdf.get_filename() == f"{letter.reference}.pdf"
    words = " ".join((said["Subject"], said.get_body().get_content(), pdf.get_filename()))
    application = letter.applications.get()
    for canary in (applicant_of(case).given_names, "Logement", application.reference, case.reference):
        assert canary not in words
    application.refresh_from_db()
    assert application.notified_on is None  # an e-mail proves no day


def test_without_agreement_to_attach_the_message_only_says_that_a_letter_waits(worker, case, letter, mailbox):
    agree(worker, case, attach=False)
    mailing.attempt(sending=ask(worker, letter).pk, last=False)
    said = message_from_bytes(mailbox.messages[0].content, policy=policy.default)
    assert not list(said.iter_attachments())
    letter.refresh_from_db()
    assert letter.state == "to_send"
    assert Entry.objects.filter(act="letter.announce", case_reference=case.reference).count() == 1


def test_nothing_leaves_without_agreement(worker, letter):
    with pytest.raises(MoveRefused, match="accord"):
        ask(worker, letter)


def test_an_agreement_holds_for_its_address_only(worker, case, letter):
    agree(worker, case)
    Person.objects.filter(pk=applicant_of(case).pk).update(email="autre@example.org")
    with pytest.raises(MoveRefused, match="accord"):
        ask(worker, letter)


@pytest.mark.parametrize(
    "since", [{"safe_contact": True}, {"died_on": "2024-01-01"}, {"email": "x@example.org"}]
)
def test_what_changed_between_asking_and_sending_stops_the_message(worker, case, letter, mailbox, since):
    agree(worker, case)
    sending = ask(worker, letter)
    Person.objects.filter(pk=applicant_of(case).pk).update(**since)
    mailing.attempt(sending=sending.pk, last=False)
    sending.refresh_from_db()
    letter.refresh_from_db()
    assert (sending.state, sending.failure, letter.state) == ("failed", "changed", "to_send")
    assert not mailbox.messages


def test_a_worker_that_dies_between_the_attempt_and_the_sending_sends_nothing_again(
    worker, case, letter, mailbox, monkeypatch
):
    agree(worker, case)
    sending = ask(worker, letter)

    def died(**_message):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(connectors, "send_email", died)
        with pytest.raises(KeyboardInterrupt):
            mailing.attempt(sending=sending.pk, last=False)
    mailing.attempt(sending=sending.pk, last=True)
    assert not mailbox.messages
    sending.refresh_from_db()
    assert sending.state == "attempted"
    with pytest.raises(AlreadyMoved):
        letters.send_letter(actor=worker, letter=letter, channel="hand")
    with pytest.raises(MoveRefused, match="dix minutes"):
        mailing.settle_doubt(actor=worker, sending=sending, left=False)
    old = timezone.now() - mailing.SILENCE * 2
    Sending.objects.filter(pk=sending.pk).update(attempted_at=old, asked_at=old)
    sending.refresh_from_db()
    mailing.settle_doubt(actor=worker, sending=sending, left=False)
    assert letters.send_letter(actor=worker, letter=letter, channel="hand").state == "sent"


def test_a_server_that_does_not_answer_is_tried_again_then_told(worker, case, letter, settings):
    agree(worker, case)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", free_port(), False
    sending = ask(worker, letter)
    with pytest.raises(connectors.Unreachable):
        mailing.attempt(sending=sending.pk, last=False)
    mailing.attempt(sending=sending.pk, last=True)
    sending.refresh_from_db()
    assert sending.failure == "unreachable"


def test_a_message_refused_is_not_tried_again(worker, case, letter, mailbox):
    agree(worker, case)
    mailbox.answer = "554 no"
    sending = ask(worker, letter)
    mailing.attempt(sending=sending.pk, last=False)
    sending.refresh_from_db()
    assert sending.failure == "refused"


@pytest.mark.parametrize(("by", "said"), [("sms", "aucun service de SMS"), ("post", "aucun service postal")])
def test_connectors_are_off_and_say_so(worker, letter, by, said):
    with pytest.raises(MoveRefused, match=said):
        ask(worker, letter, by)


SENT = []


def a_connector(**message):
    SENT.append(message)


def test_a_connector_named_in_the_settings_is_given_neutral_words(worker, case, letter, settings):
    SENT.clear()
    settings.SMS_CONNECTOR = f"{__name__}.a_connector"
    agree(worker, case, email=False, attach=False, phone=True)
    mailing.attempt(sending=ask(worker, letter, "sms").pk, last=False)
    (message,) = SENT
    assert message["to"] == "0612345678"
    assert message["text"].startswith("Un courrier vous attend.")
    assert applicant_of(case).birth_name not in message["text"]
    letter.refresh_from_db()
    assert letter.state == "to_send"


def test_post_given_to_a_connector_leaves_with_its_address(worker, case, letter, settings):
    SENT.clear()
    settings.POST_CONNECTOR = f"{__name__}.a_connector"
    mailing.attempt(sending=ask(worker, letter, "post").pk, last=False)
    letter.refresh_from_db()
    assert (letter.state, letter.channel) == ("sent", "post")
    assert SENT[0]["pdf"] == letters.pdf_of(letter)
    assert SENT[0]["to"] == letters.said(letter).address


def test_a_careful_household_gets_no_message(worker, case, letter):
    agree(worker, case)
    Person.objects.filter(pk=applicant_of(case).pk).update(safe_contact=True)
    with pytest.raises(MoveRefused, match="Contact prudent"):
        ask(worker, letter)
    with pytest.raises(MoveRefused, match="Contact prudent"):
        agree(worker, case)
