"""Twelve invented households and the year each of them has, act by act. `yield 30`: thirty days go by.

What a delay does is never written here: the clocks of the night do it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from cases import batches, clocks
from cases.demonstration import scans
from cases.demonstration.hands import Hands
from cases.demonstration.play import share
from cases.demonstration.time import Story
from cases.models import RecoveryKind
from cases.services import (
    appeals,
    assigning,
    awards,
    commission,
    decisions,
    letters,
    life_events,
    pieces,
    recoveries,
    renewals,
    sharing,
)
from cases.services.closing import close_case_file
from cases.services.moves import move
from cases.workflow.case_file import ClosingReason
from documents.models import RejectionReason
from nps.accounts.models import Agency, Agent, Site

RENT, SINGLE = "paris_logement", "paris_logement_familles_monoparentales"
ENERGY = "paris_energie_familles"
SPECIMEN = "SPÉCIMEN"


def renewed(hands: Hands) -> Story:
    """Granted for twelve months, asked again in time, granted again: the first award ends by itself."""
    hands.meet()
    first = hands.granted(RENT)
    yield 310
    hands.hear()
    with hands.by_worker():
        draft = renewals.renew_award(actor=hands.worker, award=first, on=hands.today, national=False)
        for letter in hands.case.letters.filter(sent_at=None, cancelled_at=None).order_by("pk"):
            letters.send_letter(actor=hands.worker, letter=letter, channel="hand")
    yield 3
    application = hands.receive(draft)
    hands.ask()
    hands.prove()
    hands.complete(application)
    hands.grant(hands.propose(hands.review(application)))


def lapsed(hands: Hands) -> Story:
    """Nothing comes: told twice, then lapsed; an appeal nobody answers is refused by silence."""
    hands.meet()
    application = hands.receive(hands.prepare(SINGLE))
    hands.ask()
    yield 75
    hands.tell()
    with hands.by_worker():
        application.refresh_from_db()
        appeals.lodge_appeal(actor=hands.worker, application=application, on=hands.today, grounds=SPECIMEN)
    hands.tell()
    yield 80
    hands.tell()


def silent(hands: Hands) -> Story:
    """Complete and never decided: silence refuses; the appeal is answered, back to the start."""
    hands.meet()
    application = hands.receive(hands.prepare(SINGLE))
    hands.ask()
    yield 10
    hands.prove()
    hands.complete(application)
    hands.review(application)
    yield 75
    with hands.by_worker():
        application.refresh_from_db()
        appeals.lodge_appeal(actor=hands.worker, application=application, on=hands.today, grounds=SPECIMEN)
    hands.tell()
    yield 20
    with hands.by_supervisor():
        application.refresh_from_db()
        appeals.reverse_appeal(
            actor=hands.supervisor, application=application, answer=SPECIMEN, article="IV-2.2"
        )
    with hands.by_worker():
        hands.refresh()
        hands.case = move(hands.case, "start_follow_up", actor=hands.worker)
    hands.tell()


def refused(hands: Hands) -> Story:
    """Refused, contested, maintained; the tribunal judges; the file is closed, and opened again."""
    hands.meet()
    application = hands.receive(hands.prepare(ENERGY))
    hands.ask()
    hands.prove()
    hands.complete(application)
    proposed = hands.propose(hands.review(application), refuse=(SPECIMEN, "IV-2.4 c/4"))
    yield 5
    with hands.by_supervisor():
        decisions.refuse_application(
            actor=hands.supervisor,
            application=proposed,
            refusal_reason=SPECIMEN,
            refusal_article="IV-2.4 c/4",
        )
    hands.tell()
    yield 30
    with hands.by_worker():
        application.refresh_from_db()
        appeals.lodge_appeal(actor=hands.worker, application=application, on=hands.today, grounds=SPECIMEN)
    hands.tell()
    yield 30
    with hands.by_supervisor():
        application.refresh_from_db()
        appeals.uphold_appeal(
            actor=hands.supervisor, application=application, answer=SPECIMEN, article="IV-2.4 c/4"
        )
    hands.tell()
    yield 20
    with hands.by_worker():
        application.refresh_from_db()
        appeals.seize_tribunal(
            actor=hands.worker, application=application, on=hands.today, reference="SPECIMEN-1"
        )
    yield 90
    with hands.by_worker():
        appeals.record_judgment(actor=hands.worker, application=application, on=hands.today, outcome=SPECIMEN)
        close_case_file(
            actor=hands.worker, case=hands.case, closing_reason=ClosingReason.RIGHTS_ENDED, on=hands.today
        )
    yield 15
    with hands.by_worker():
        hands.refresh()
        hands.case = move(hands.case, "reopen", actor=hands.worker, reason=SPECIMEN)


def resumed(hands: Hands) -> Story:
    """The residence permit ends: suspended; the new one covers every day since: paid from the suspension."""
    ends = hands.today + timedelta(days=120)
    hands.meet()
    award = hands.granted(RENT, until={"residence_permit": ends})
    yield 140
    with hands.by_worker():
        award.refresh_from_db()
        awards.suspend_award(actor=hands.worker, award=award, on=hands.today)
    hands.tell()
    yield 40
    permit = _permit(hands, since=ends + timedelta(days=1))
    hands.accept(permit)
    with hands.by_worker():
        award.refresh_from_db()
        awards.resume_award(actor=hands.worker, award=award, on=hands.today, reason=SPECIMEN)
    hands.tell()


def _permit(hands: Hands, since: date):
    """The next permit, that begins the day after the former one ended."""
    with hands.by_worker():
        return pieces.file_document(
            actor=hands.worker, case=hands.case, people=hands.people[:1], type_code="residence_permit",
            upload=BytesIO(scans.draw("Titre de séjour", str(hands.people[0]), "")), filename="titre.pdf",
            issued_on=since, stated_until=clocks.months_after(since, 60),
        )  # fmt: skip


def unproved(hands: Hands) -> Story:
    """Suspended, and never proved again: the award ends three months after its period, on its suspension."""
    ends = hands.today + timedelta(days=90)
    hands.meet()
    award = hands.granted(RENT, until={"residence_permit": ends})
    yield 110
    with hands.by_worker():
        award.refresh_from_db()
        awards.suspend_award(actor=hands.worker, award=award, on=hands.today)
    hands.tell()
    yield 370
    hands.tell()


def changed(hands: Hands) -> Story:
    """New resources: one event interrupts the award, asks for a new application and for what was overpaid."""
    hands.meet()
    award = hands.granted(SINGLE)
    yield 100
    with hands.by_worker():
        applicant = hands.people[0]
        wage = {"monthly_net": 4200.0, "monthly_gross": 5400.0}
        event = life_events.draft_event(
            actor=hands.worker, case=hands.case, kind="new_resources",
            happened_on=hands.today - timedelta(days=70), told_on=hands.today,
            answers=[[applicant.pk, "incomes.wage", wage], [None, "tax.declared_monthly_income", 4200.0]],
        )  # fmt: skip
        seen = batches.lines(batches.batch_of(event, hands.today, {}, national=False))
        life_events.apply_event(
            actor=hands.worker, event=event, left_out={}, seen=seen, on=hands.today, national=False
        )
    hands.tell()
    yield 10
    _give_back(hands)
    with hands.by_supervisor():
        award.refresh_from_db()
        if award.state == "interrupted":
            decisions.end_award(actor=hands.supervisor, award=award, on=hands.today, reason=SPECIMEN)
    hands.tell()


def _give_back(hands: Hands) -> None:
    """The sum the event proposed is decided by somebody else, paid in two parts and settled."""
    with hands.by_worker():
        (asked,) = hands.case.recoveries.filter(state="proposed")
    hands.tell()
    with hands.by_supervisor():
        due = recoveries.decide_recovery(
            actor=hands.supervisor, recovery=asked, due_on=hands.today + timedelta(days=30)
        )
    hands.tell()
    with hands.by_worker():
        half = (due.amount / 2).quantize(Decimal("0.01"))
        for part in (half, due.amount - half):
            recoveries.record_payment(actor=hands.worker, recovery=due, received_on=hands.today, amount=part)
            due.refresh_from_db()
        if due.state == "due":
            move(due, "settle", actor=hands.worker)
    hands.tell()


def advised(hands: Hands) -> Story:
    """The commission is asked; a proposal is sent back; a request is withdrawn; sums waived, given up."""
    hands.meet()
    application = hands.receive(hands.prepare(RENT))
    hands.ask()
    hands.prove()
    hands.complete(application)
    hands.review(application)
    with hands.by_worker():
        application.refresh_from_db()
        opinion = commission.ask_opinion(
            actor=hands.worker, application=application, question=SPECIMEN, article="II-1.1 d/5"
        )
    yield 7
    with hands.by_supervisor():
        session = commission.open_session(actor=hands.supervisor, held_on=hands.today)
        commission.set_agenda(actor=hands.supervisor, session=session, opinions=[opinion])
        opinion.refresh_from_db()
        commission.record_opinion(
            actor=hands.supervisor, opinion=opinion, advice="favourable", reasons=SPECIMEN
        )
        commission.close_session(
            actor=hands.supervisor, session=session, members=["A. Spécimen", "B. Spécimen"]
        )
    with hands.by_worker():
        application.refresh_from_db()
    proposed = hands.propose(application)
    with hands.by_supervisor():
        back = decisions.send_back(actor=hands.supervisor, application=proposed, reason=SPECIMEN)
    award = hands.grant(hands.propose(back))
    draft = hands.prepare("complement_sante_paris")
    yield 60
    with hands.by_worker():
        decisions.withdraw_application(actor=hands.worker, application=draft, reason=SPECIMEN)
    for end in ("waive", "cancel"):
        _asked_back(hands, award, end)
    yield 30
    with hands.by_supervisor():
        award.refresh_from_db()
        decisions.end_award(actor=hands.supervisor, award=award, on=hands.today, reason=SPECIMEN)
    hands.tell()


def _asked_back(hands: Hands, award, end: str) -> None:
    """A sum paid unduly for some days, then waived once due, or given up."""
    first = award.starts_on if end == "waive" else award.starts_on + timedelta(days=31)
    with hands.by_worker():
        asked = recoveries.propose_recovery(
            actor=hands.worker, award=award, kind=RecoveryKind.UNDUE, why=SPECIMEN, on=hands.today,
            paid_from=first, paid_until=first + timedelta(days=29),
        )  # fmt: skip
    hands.tell()
    with hands.by_supervisor():
        if end == "waive":
            recoveries.decide_recovery(
                actor=hands.supervisor, recovery=asked, due_on=hands.today + timedelta(days=30)
            )
            asked.refresh_from_db()
            recoveries.waive_recovery(actor=hands.supervisor, recovery=asked, reason=SPECIMEN)
        else:
            recoveries.cancel_recovery(actor=hands.supervisor, recovery=asked, reason=SPECIMEN)
    hands.tell()


def erased(hands: Hands) -> Story:
    """Met once, three years ago, and never again: closed, archived, then erased by the clocks."""
    hands.meet()
    yield 10
    with hands.by_worker():
        hands.refresh()
        close_case_file(
            actor=hands.worker, case=hands.case, closing_reason=ClosingReason.NO_CONTACT, on=hands.today
        )


def asked(hands: Hands) -> Story:
    """Pieces in every state: not asked in the end, refused, asked again, cancelled, accepted."""
    hands.meet()
    application = hands.receive(hands.prepare(RENT))
    requests = hands.ask()
    yield 5
    with hands.by_worker():
        pieces.waive_request(actor=hands.worker, request=requests[0], reason=SPECIMEN, on=hands.today)
    document = hands.hand_in(requests[1])
    with hands.by_worker():
        pieces.reject_document(
            actor=hands.worker, case=hands.case, document=document, reason=RejectionReason.UNREADABLE
        )
        again = hands.case.requests.get(pk=requests[1].pk)
        pieces.send_again(actor=hands.worker, request=again, due_on=hands.today + timedelta(days=20))
    yield 8
    hands.prove()
    hands.complete(application)
    hands.grant(hands.propose(hands.review(application)))


def shared(hands: Hands, agency: Agency, elsewhere: Site, there: Agent) -> Story:
    """Shared, suspended, shared again, withdrawn; then the file goes to another site."""
    hands.meet()
    hands.granted(SINGLE)
    with hands.by_worker():
        share(hands.worker, agency, hands.case, hands.today)
        one = hands.case.shares.get()
        sharing.suspend_share(actor=hands.worker, share=one)
        one.refresh_from_db()
        sharing.resume_share(actor=hands.worker, share=one)
    yield 40
    with hands.by_worker():
        one.refresh_from_db()
        sharing.revoke_share(actor=hands.worker, share=one)
        hands.refresh()
        hands.case = move(hands.case, "resume_assessment", actor=hands.worker, reason=SPECIMEN)
    yield 10
    with hands.by_supervisor():
        assigning.transfer_case_file(
            actor=hands.supervisor, case=hands.case, site=elsewhere, reason=SPECIMEN, on=hands.today
        )
    hands.worker = there
    hands.refresh()


def departed(hands: Hands) -> Story:
    """Somebody living alone dies: the award ends that day, nobody is written to, the file is closed."""
    hands.meet()
    award = hands.granted(RENT)
    yield 120
    with hands.by_supervisor():
        award.refresh_from_db()
        decisions.end_award(actor=hands.supervisor, award=award, on=hands.today, reason=SPECIMEN)
    hands.tell()
    yield 5
    with hands.by_worker():
        hands.refresh()
        close_case_file(
            actor=hands.worker, case=hands.case, closing_reason=ClosingReason.DECEASED, on=hands.today
        )


# Story → the day it begins, counted from the first day of the year, and what it needs beside its household.
BEGINS: dict[str, int] = {
    "renewed": 0, "lapsed": 3, "silent": 5, "refused": 8, "resumed": 12, "unproved": -115, "changed": 20,
    "advised": 30, "erased": -700, "asked": 45, "shared": 60, "departed": 70,
}  # fmt: skip
TOLD: dict[str, Callable[..., Story]] = {
    "renewed": renewed, "lapsed": lapsed, "silent": silent, "refused": refused, "resumed": resumed,
    "unproved": unproved, "changed": changed, "advised": advised, "erased": erased, "asked": asked,
    "shared": shared, "departed": departed,
}  # fmt: skip
WITH_PERMIT = frozenset({"resumed", "unproved"})
