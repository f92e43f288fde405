"""What agents do over and over in the played year, by the services they use. No story and no shortcut."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone

from cases import clocks
from cases.demonstration.play import STATED, UNDATED, answers, register, scan
from cases.models import Application, Award, CaseFile, DocumentRequest
from cases.notices.owed import notices_owed
from cases.services import applications, decisions, files, letters, notices, pieces
from cases.services.moves import move
from cases.workflow.application import TO_COMPLETE, Proposal
from documents.models import State, SupportingDocument
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agent
from nps.people.models import Person

ANSWER_DAYS = 30


@dataclass
class Hands:
    """One household of the year in the hands of its referent and of the supervisor."""

    worker: Agent
    supervisor: Agent
    household: dict
    case: CaseFile | None = None
    people: tuple[Person, ...] = ()

    @property
    def today(self) -> date:
        """The day that is being played."""
        return timezone.localdate()

    def by_worker(self):
        """Acts of the referent."""
        return acting(*actor_of(self.worker))

    def by_supervisor(self):
        """Acts of the supervisor, who decides what somebody else proposed."""
        return acting(*actor_of(self.supervisor))

    def meet(self) -> None:
        """The counter: search, register, open, tell about the data, note the situation."""
        with self.by_worker():
            self.case, met = register(self.worker, self.household, self.today)
            self.people = tuple(met)
        self.hear()

    def hear(self) -> None:
        """The household says how it lives: what was known and is still true is not written again."""
        with self.by_worker():
            told = answers(self.household, list(self.people))
            files.record_situation(actor=self.worker, case=self.case, answers=told)

    def prepare(self, benefit: str) -> Application:
        """A draft for this benefit, from a check of the day."""
        with self.by_worker():
            check = files.check_rights(actor=self.worker, case=self.case, on=self.today, national=False)
            (draft,) = applications.prepare_applications(
                actor=self.worker, case=self.case, check=check, benefits=[benefit], on=self.today
            )
        return draft

    def receive(self, draft: Application) -> Application:
        """The signed application is registered; the file is in instruction from then on."""
        with self.by_worker():
            received = applications.receive_application(
                actor=self.worker, application=draft, on=self.today, signed_on=self.today
            )
            self.refresh()
            if self.case.state == "assessment":
                self.case = move(self.case, "start_processing", actor=self.worker)
        return received

    def ask(self, *, but: Collection[str] = ()) -> list[DocumentRequest]:
        """The smallest list of pieces, due in a month; types in `but` are left for later."""
        with self.by_worker():
            wanted = [p for p in pieces.ledger(self.case, self.today).to_ask if p.split(":")[0] not in but]
            if not wanted:
                return []
            asked = pieces.ask_for_pieces(
                actor=self.worker, case=self.case, pieces=wanted, on=self.today,
                due_on=self.today + timedelta(days=ANSWER_DAYS),
            )  # fmt: skip
        self.tell()
        return asked

    def hand_in(self, request: DocumentRequest, *, until: date | None = None) -> SupportingDocument:
        """One piece asked for comes in as a scan. `until`: the end written on it."""
        code, period, concerned, pdf = scan(request.piece, {str(p.public_id): p for p in self.people})
        period = period or ("" if code in UNDATED else f"{self.today:%Y-%m}")
        with self.by_worker():
            return pieces.file_document(
                actor=self.worker, case=self.case, people=concerned, type_code=code, upload=BytesIO(pdf),
                filename=f"{code}.pdf", period=period, issued_on=None if period else self.today,
                stated_until=until or (clocks.months_after(self.today, 60) if code in STATED else None),
            )  # fmt: skip

    def accept(self, document: SupportingDocument) -> None:
        """Looked at and accepted, by two people when it is sensitive."""
        told = {"case": self.case, "on": self.today}
        with self.by_worker():
            document = pieces.accept_document(actor=self.worker, document=document, **told)
        if document.state == State.TO_CONFIRM:
            with self.by_supervisor():
                pieces.accept_document(actor=self.supervisor, document=document, **told)

    def prove(self, *, until: Mapping[str, date] | None = None) -> None:
        """Every piece asked for comes in and is accepted. `until`: type → the end written on it."""
        with self.by_worker():
            asked = list(self.case.requests.filter(state="sent").select_related("person").order_by("pk"))
        for request in asked:
            self.accept(self.hand_in(request, until=(until or {}).get(request.type_code)))

    def complete(self, application: Application) -> None:
        """Declared complete, unless the last piece accepted did it already."""
        with self.by_worker():
            pieces.complete_what_is_complete(self.worker, self.case, self.today)
            application.refresh_from_db()
            if application.state in TO_COMPLETE:
                pieces.complete_application(actor=self.worker, application=application, on=self.today)

    def review(self, application: Application) -> Application:
        """The instruction begins."""
        with self.by_worker():
            application.refresh_from_db()
            return move(application, "start_review", actor=self.worker)

    def propose(self, application: Application, *, refuse: tuple[str, str] | None = None) -> Application:
        """Propose to grant, or to refuse for a reason and its article."""
        told = {"proposal": Proposal.GRANT}
        if refuse:
            told = {"proposal": Proposal.REFUSE, "refusal_reason": refuse[0], "refusal_article": refuse[1]}
        with self.by_worker():
            return decisions.propose_decision(actor=self.worker, application=application, **told)

    def grant(self, application: Application) -> Award:
        """Decided by somebody else, and told."""
        with self.by_supervisor():
            award = decisions.grant_application(actor=self.supervisor, application=application)
        with self.by_worker():
            self.refresh()
            if self.case.state == "processing" and not _pending(self.case):
                self.case = move(self.case, "start_follow_up", actor=self.worker)
        self.tell()
        return award

    def granted(self, benefit: str, *, until: Mapping[str, date] | None = None) -> Award:
        """From the check to the award in one day: the usual path."""
        application = self.receive(self.prepare(benefit))
        self.ask()
        self.prove(until=until)
        self.complete(application)
        return self.grant(self.propose(self.review(application)))

    def tell(self) -> None:
        """Every notice the states call for is written, sent by hand, and known to be in hands."""
        with self.by_worker():
            for owed in notices_owed(self.case):
                self._write(owed)
            waiting = self.case.letters.filter(sent_at=None, cancelled_at=None).order_by("pk")
            for letter in waiting:
                letters.send_letter(actor=self.worker, letter=letter, channel="hand")

    def _write(self, owed) -> None:
        kinds = {"application": notices.prepare_decision, "recovery": notices.prepare_recovery_notice}
        name = owed.about._meta.model_name
        if owed.kind == "receipt":
            notices.prepare_receipt(actor=self.worker, applications=[owed.about])
        elif name == "award":
            notices.prepare_award_notice(actor=self.worker, award=owed.about, kind=owed.kind)
        else:
            kinds[name](actor=self.worker, **{name: owed.about})

    def refresh(self) -> None:
        """The file as it stands now."""
        with self.by_worker():
            self.case.refresh_from_db()


def _pending(case: CaseFile) -> Iterable[Application]:
    return case.applications.exclude(state__in=("granted", "refused", "lapsed", "implicitly_refused",
                                                "withdrawn", "upheld", "reversed"))  # fmt: skip
