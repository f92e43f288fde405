"""Files of a synthetic caseload, in bulk: checks, applications, pieces, awards, shares, journal.

Rights and smallest lists come from the real engine and planner. States are written with their rows, not
moved: each has the journal entries its moves would have left.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from cases import clocks
from cases.models import Application, Award, CaseFile, DocumentRequest, PieceCount
from cases.services.moves import transitions_of
from cases.synthetic import lives, papers
from cases.synthetic.register import Registered, case_file, households, reference, uid
from cases.synthetic.sharing import SPECIMEN, share_some
from cases.synthetic.telling import at, entry
from cases.workflow.application import ApplicationState as A
from cases.workflow.case_file import CaseFileState as F
from cases.workflow.request import RequestState as R
from documents import planning
from documents.models import Content, RejectionReason, SupportingDocument
from documents.types import HOUSEHOLD, read_key, type_of, valid_until
from eligibility import engine
from eligibility.checks import digest_of
from eligibility.facts import situations_of
from eligibility.models import RightsCheck
from eligibility.situation import Situation
from nps.accounts.models import Agency, Agent
from nps.journal.models import Entry

MACHINES = (CaseFile, Application, Award, DocumentRequest)
ENDS = {model: {m.name: t.target for t, m in transitions_of(model)} for model in MACHINES}
FOUND_AGAIN = 0.03  # of papers that another household hands in too
WITH_REASON = ("close", "withdraw", "reject", "waive", "ask_opinion", "uphold", "reverse", "suspend",
               "interrupt", "end")  # fmt: skip
WRITTEN_END = 5 * 12  # months until the end written on a paper that bears one


REFUSED = (A.REFUSED, A.APPEAL_PENDING, A.UPHELD, A.REVERSED)
GRANTED = (A.GRANTED, A.REVERSED)


@dataclass(frozen=True)
class Office:
    """Who works in the synthetic caseload: by site, its workers and its supervisor; the agencies."""

    workers: Sequence[Agent]
    supervisors: dict[int, Agent]
    agencies: Sequence[Agency]


@dataclass
class _Batch:
    """Rows of some files, written together."""

    office: Office
    draw: random.Random
    checks: list[RightsCheck] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    requests: list[DocumentRequest] = field(default_factory=list)
    documents: list[tuple[SupportingDocument, list]] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    counts: list[PieceCount] = field(default_factory=list)
    contents: dict[bytes, Content] = field(default_factory=dict)
    told: list[tuple[str, Agent | None, models.Model, str, dict, date, str]] = field(default_factory=list)

    def tell(self, act, actor, subject, case, on, reason="", /, **data) -> None:
        """One entry for the journal, once its subject has a key."""
        self.told.append((act, actor, subject, case.reference, data, on, reason))

    def moves(self, one, path: Iterable[str], actors: dict[str, Agent], case, life, first: str) -> None:
        """The entries that the moves of `path` would have left."""
        state = first
        for name in path:
            to = str(ENDS[type(one)][name])
            act = f"{type(one)._meta.model_name}.{name}"
            reason = SPECIMEN if name in WITH_REASON else ""
            actor = None if name in lives.BY_CLOCK else actors.get(name, case.referent)
            self.tell(act, actor, one, case, life.day(name), reason, **{"from": state, "to": to})
            state = to


@transaction.atomic
def write(office: Office, homes: Sequence[dict], opened_on: date, on: date, draw, first: int) -> int:
    """Write these households and everything of their files as they stand `on`; how many files."""
    made = households(homes, opened_on, office.workers, draw, first)
    found = _checked(made, opened_on)
    batch, cases = _Batch(office, draw), []
    for one in made:
        result = found.get(one.household.pk)
        its = lives.life(draw, opened_on, on)
        if result is None and its.state != F.INTAKE:
            its = lives.Life(opened_on, F.ASSESSMENT, on)
        elif its.state != F.INTAKE and not _claimable(result[1]):
            still = its.state in (F.CLOSED, F.ARCHIVED)
            its = lives.Life(opened_on, its.state if still else F.ASSESSMENT, on)
        case = _file(one, its)
        cases.append(case)
        batch.tell("casefile.open", one.agent, case, case, opened_on)
        if its.state == F.INTAKE:
            continue
        batch.tell("information_given", one.agent, case, case, opened_on, on=opened_on.isoformat())
        actors = {"archive": office.supervisors[case.site_id]}
        if result is not None:
            _work(batch, one, case, its, *result)
        batch.moves(case, lives.FILE_PATHS[its.state], actors, case, its, "intake")
    _save(batch, cases)
    share_some(batch, cases, on)
    return len(cases)


def _checked(made: list[Registered], on: date) -> dict[int, tuple[Situation, engine.Result]]:
    read = situations_of([one.household.pk for one in made], on)
    sound = {key: its for key, its in read.items() if isinstance(its, Situation)}
    results = engine.check_many([*sound.values()], on=on)
    return {key: (sound[key], result) for key, result in zip(sound, results, strict=True)}


def _claimable(result: engine.Result) -> list[dict[str, Any]]:
    """Rights of the best bundle whose sum the by-law gives itself."""
    chosen = set(result.bundle.rights)
    rights = (right.to_json() for right in result.rights if right.code in chosen and right.by_law)
    return [right for right in rights if right["amount"] is not None or right["every"] == "in_kind"]


def _file(one: Registered, its: lives.Life) -> CaseFile:
    said: dict[str, Any] = {"state": its.state}
    if its.state == F.INTAKE:
        said["information_given_on"] = None
    if its.state in (F.CLOSED, F.ARCHIVED):
        said |= {"closed_on": its.day("close"), "closing_reason": "rights_ended"}
    if its.state == F.ARCHIVED:
        said |= {"archived_on": its.day("archive")}
    return case_file(one, its.opened_on, **said)


def _work(batch: _Batch, one: Registered, case: CaseFile, its: lives.Life, situation, result) -> None:
    """The check, and what was asked for because of it."""
    check = _check(batch, one, case, situation, result)
    if its.state == F.ASSESSMENT:
        return
    rights = _claimable(result)
    state = lives.application_state(batch.draw, its)
    received = its.day("receive")
    alone = {right["code"]: engine.requirements(situation, [right["code"]], received) for right in rights}
    wanted = planning.plan([r for needs in alone.values() for r in needs], ())
    made = []
    for n, right in enumerate(rights):
        refused = state in REFUSED and n == 0  # the first one is granted: an award follows the file
        came_to = A.GRANTED if refused else state
        if came_to == A.IMPLICITLY_REFUSED and right["every"] == "in_kind":
            came_to = A.WITHDRAWN  # silence refuses only what is asked in money
        made.append(_apply(batch, one, case, its, check, right, came_to))
    if state in (A.RECEIVED, A.WITHDRAWN, A.LAPSED):
        return
    served = {p: [b for b, needs in alone.items() if _serves(p, needs, wanted)] for p in wanted.requests}
    asked = []
    for n, piece in enumerate(wanted.requests):
        came_to = lives.request_state(batch.draw, state == A.INCOMPLETE)
        if state == A.INCOMPLETE and n == 0:
            came_to = R.SENT  # an incomplete application waits for something
        asked.append(_ask(batch, one, case, its, piece, came_to, served[piece]))
    if state != A.INCOMPLETE:
        _count(
            batch, case, its, made, {b: len(planning.plan(r, ()).requests) for b, r in alone.items()}, asked
        )


def _count(batch, case, its, made: list[Application], alone: dict[str, int], asked) -> None:
    """What the counter of requests avoided would have kept (services.counting): all settled the same day."""
    rows = [
        PieceCount(
            application=a, site_id=case.site_id, settled_on=its.day("complete"), alone=alone[a.benefit]
        )
        for a in made
    ]
    room = [row.alone for row in rows]
    for request in asked:
        places = sorted(range(len(rows)), key=lambda n: rows[n].application.benefit not in request.benefits)
        place = next((n for n in places if room[n]), None)
        if place is not None:
            room[place] -= 1
            request.counted_in = rows[place]
    batch.counts += rows


def _serves(piece: str, needs: Sequence[planning.Requirement], wanted: planning.Plan) -> bool:
    return any(piece in wanted.answers[need.id] for need in needs)


def _check(batch, one: Registered, case: CaseFile, situation: Situation, result) -> RightsCheck:
    inputs, found = situation.to_json(), result.to_json()
    check = RightsCheck(
        public_id=uid(batch.draw), household=one.household, on=result.on, inputs=inputs,
        versions=found["law"], result=found, digest=digest_of(inputs, found), made_by=one.agent,
        made_at=at(result.on),
    )  # fmt: skip
    batch.checks.append(check)
    counts = {right["code"]: right["status"] for right in found["rights"]}
    batch.tell(
        "rights_checked", one.agent, check, case, result.on,
        on=result.on.isoformat(), digest=check.digest, rights=counts,
    )  # fmt: skip
    return check


def _apply(batch, one: Registered, case, its, check, right: dict, state: A) -> Application:
    day, supervisor = its.day, batch.office.supervisors[case.site_id]
    path = lives.APPLICATION_PATHS[state]
    said: dict[str, Any] = {"state": state, "received_on": day("receive"), "signed_on": day("receive")}
    if "ask_for_pieces" in path:
        due = day("ask_for_pieces") + timedelta(days=30)
        said |= {"pieces_asked_on": day("ask_for_pieces"), "pieces_due_on": due}
    if "complete" in path:
        said["completed_on"] = day("complete")
    couple = len(one.people) > 1 and one.home["couple"] != "none"
    if right["code"] == "paris_solidarite" and couple:
        said |= {"needs_cosignature": True, "cosigned_on": day("receive")}
    if "propose" in path:
        said |= {"proposed_by": case.referent, "proposed_at": at(day("propose"))} | _terms(right, its, state)
    if state in (A.GRANTED, *REFUSED):
        said |= {"decided_by": supervisor, "decided_at": at(day("grant"))}
    said |= _ends(path, its)
    asked = Application(
        reference=reference("A", its.opened_on, 100 * one.number + len(batch.applications) % 100),
        case=case, benefit=right["code"], by_law=right["by_law"], applicant=one.people[0],
        financial=right["every"] != "in_kind", authority=right.get("authority") or "director",
        rights_check=check, created_by=one.agent, created_at=at(its.opened_on), **said,
    )  # fmt: skip
    asked.set_clock()
    batch.applications.append(asked)
    data = {"benefit": right["code"], "check": str(check.public_id)}
    batch.tell("application.prepare", one.agent, asked, case, its.opened_on, **data)
    deciders = dict.fromkeys(("grant", "refuse", "uphold", "reverse"), supervisor)
    batch.moves(asked, path, deciders, case, its, "draft")
    if state in GRANTED:
        _award(batch, one, case, its, asked, supervisor)
    return asked


def _ends(path: tuple[str, ...], its: lives.Life) -> dict[str, date]:
    """The dates of what a delay or an appeal did."""
    said = {}
    if "lapse" in path:
        said["ended_on"] = clocks.lapses_on(its.day("receive"))
    if "fall_silent" in path:
        said["ended_on"] = its.day("fall_silent")
    if "lodge_appeal" in path:
        said["appealed_on"] = its.day("lodge_appeal")
    for answer in {"uphold", "reverse"} & {*path}:
        said["appeal_answered_on"] = its.day(answer)
    return said


def _award(batch, one: Registered, case, its, asked: Application, supervisor: Agent) -> None:
    state = lives.award_state(batch.draw, its)
    path = lives.AWARD_PATHS[state]
    terms = {name: getattr(asked, name) for name in ("amount", "every", "starts_on", "ends_on")}
    dates = {"suspend": "suspended_on", "interrupt": "interrupted_on", "end": "ended_on"}
    award = Award(
        reference=reference("P", its.opened_on, 100 * one.number + len(batch.awards) % 100), case=case,
        application=asked, benefit=asked.benefit, state=state, **terms,
        **{dates[name]: its.day("close" if name == "end" else name) for name in path},
    )  # fmt: skip
    award.set_clock()
    batch.awards.append(award)
    batch.moves(award, path, {"end": supervisor}, case, its, "active")


def _terms(right: dict, its: lives.Life, state: A) -> dict[str, Any]:
    refusal = {"proposal": "refuse", "refusal_reason": SPECIMEN, "refusal_article": right["by_law"]}
    if state in REFUSED and state != A.REVERSED:
        return refusal
    months, starts = right["duration_months"], its.day("receive")
    return (refusal if state == A.REVERSED else {"proposal": "grant"}) | {
        "amount": None if right["amount"] is None else Decimal(str(right["amount"])),
        "every": right["every"],
        "starts_on": starts,
        "ends_on": clocks.period_ends_on(starts, months) if months else None,
    }


def _ask(batch, one: Registered, case, its, piece: str, state: R, benefits: list[str]) -> DocumentRequest:
    code, period, subject = read_key(piece)
    by_id = {str(person.public_id): person for person in one.people}
    person = None if subject == HOUSEHOLD else by_id[subject]
    asked_on = its.day("send")
    answer = None
    if state in (R.ANSWERED, R.ACCEPTED):
        answer = _paper(batch, one, case, its, code, period, person, state)
    request = DocumentRequest(
        reference=reference("R", its.opened_on, 100 * one.number + len(batch.requests) % 100),
        case=case, type_code=code, period=period, person=person, benefits=benefits, articles=[],
        due_on=asked_on + timedelta(days=30), sent_at=at(asked_on), asked_by=case.referent,
        answer_document=answer, state=state,
    )  # fmt: skip
    batch.requests.append(request)
    data = {"type": code, "period": period, "benefits": benefits, "due": request.due_on.isoformat()}
    batch.tell("documentrequest.prepare", case.referent, request, case, asked_on, **data)
    batch.moves(request, lives.REQUEST_PATHS[state], {}, case, its, "to_send")
    if state == R.REJECTED:
        _paper(batch, one, case, its, code, period, person, state)
    return request


def _paper(batch, one: Registered, case, its, code: str, period: str, person, state: R) -> SupportingDocument:
    """What was handed in for a piece: its content kept once, its dates, what was said of it."""
    kind, written = type_of(code), its.day("answer") - timedelta(days=5)
    owner = person or one.people[0]
    title = f"{kind.label('fr')} {period}".strip()
    if batch.contents and batch.draw.random() < FOUND_AGAIN:
        content = batch.draw.choice([*batch.contents.values()])
    else:
        content = papers.content(papers.pdf(title, f"{owner} {uid(batch.draw).hex[:8]}"), batch.draw)
        batch.contents[content.fingerprint] = content
    stated = None
    if kind.validity in ("stated", "date_on_it"):
        stated = clocks.months_after(written, WRITTEN_END)
    until = valid_until(kind, None if period else written, period, stated)
    said: dict[str, Any] = {"state": {R.ACCEPTED: "accepted", R.REJECTED: "rejected"}.get(state, "to_check")}
    if state in (R.ACCEPTED, R.REJECTED):
        said |= {"checked_by": case.referent, "checked_at": at(its.day("accept"))}
        if kind.sensitive and state == R.ACCEPTED:
            second = batch.office.supervisors[case.site_id]
            said |= {"first_checked_by": case.referent, "first_checked_at": said["checked_at"]}
            said["checked_by"] = second
    if state == R.REJECTED:
        said["rejection_reason"] = batch.draw.choice(RejectionReason.values)
    document = SupportingDocument(
        reference=uid(batch.draw), household=one.household, type=code, period=period,
        issued_on=None if period else written, stated_until=stated,
        valid_from=None if period else written, valid_until=until,
        filename=f"{code}.pdf", content=content, stored_by=case.referent,
        stored_at=at(its.day("answer")), **said,
    )  # fmt: skip
    batch.documents.append((document, one.people if person is None else [person]))
    data = {"type": code, "period": period, "size": content.size, "pages": 1}
    batch.tell("store_document", case.referent, document, case, its.day("answer"), **data)
    if state in (R.ACCEPTED, R.REJECTED):
        act = "accept_document" if state == R.ACCEPTED else "reject_document"
        data = {"type": code, "period": period}
        batch.tell(act, document.checked_by, document, case, its.day("accept"), **data)
    return document


def _save(batch: _Batch, cases: list[CaseFile]) -> None:
    nearest: dict[str, list] = {}
    for dated in (*batch.applications, *batch.awards):
        if dated.next_clock_on:
            nearest.setdefault(dated.case.reference, []).append((dated.next_clock_on, dated.next_clock))
    for case in cases:
        case.next_clock_on, case.next_clock = min(nearest.get(case.reference, [(None, "")]))
    CaseFile.objects.bulk_create(cases)
    RightsCheck.objects.bulk_create(batch.checks, batch_size=200)
    Application.objects.bulk_create(batch.applications)
    Award.objects.bulk_create(batch.awards)
    PieceCount.objects.bulk_create(batch.counts)
    Content.objects.bulk_create(batch.contents.values())
    SupportingDocument.objects.bulk_create(document for document, _ in batch.documents)
    owns = SupportingDocument.people.through
    owns.objects.bulk_create(
        owns(supportingdocument=document, person=person)
        for document, people in batch.documents
        for person in people
    )
    DocumentRequest.objects.bulk_create(batch.requests)
    Entry.objects.bulk_create(entry(batch.draw, *row) for row in batch.told)
