"""From one case in the database to the values of its audit file, and the bytes of its pieces. Reads only."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import clocks, words
from cases.exports import changes_from_case, contesting_from_case, context, following_from_case
from cases.exports.context import CaseExport, Coded
from cases.exports.situation import every, facts, language, rights_checks
from cases.exports.timeline import name_of, timeline_of, who
from cases.exports.wording import day
from cases.models import Application, Award, CaseFile, DocumentRequest, PieceCount, Share
from cases.models.share import Section
from cases.workflow.application import DECIDED, ApplicationState
from documents import vault
from documents.models import State as DocumentState
from documents.models import SupportingDocument
from documents.sealing import Damaged
from documents.types import Whom, catalogue, type_of
from nps.accounts.models import Agent
from nps.journal.models import Entry
from nps.journal.selectors import entries_of_case
from nps.people.models import Membership, Nationality
from nps.people.selectors import addresses_of, history_of, members_on
from nps.ui.status import status_of

Contents = dict[str, Iterable[bytes]]
SUFFIX = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/heic": "heic"}


class Profile(models.TextChoices):
    """For whom a file is made."""

    AUDITOR = "auditor", gettext_lazy("Auditeur")


def gather(
    case: CaseFile, *, actor: Agent | None, at: datetime, profile: Profile = Profile.AUDITOR
) -> tuple[CaseExport, Contents]:
    """All that the file of this case shows, in the active language, and its pieces by `file_name`.

    Contents are opened when they are read, in chunks. `actor` None: the system. Raises sealing.KeyMissing and
    KeyWrong; a damaged piece is told and not attached.
    """
    on = localdate(at)
    pieces, contents = _pieces(case, on)
    timeline, journal = timeline_of(case)
    return (
        CaseExport(
            reference=case.reference,
            state=coded(case),
            generated_at=at,
            generated_by=who(actor) if actor else _("Nouveau Paris Solidaire, commande export_case"),
            profile=Coded(code=profile.value, label=str(profile.label)),
            site=context.Site(name=case.site.name, address=case.site.address, phone=case.site.phone),
            referent=who(case.referent),
            opened_on=case.opened_on,
            members=tuple(_member(member) for member in history_of(case.household).order_by("since", "pk")),
            addresses=tuple(
                context.Address(lines=f"{a.line}, {a.postcode} {a.city}", since=a.since, until=a.until)
                for a in addresses_of(case.household)
            ),
            facts=facts(case),
            rights_checks=rights_checks(case),
            applications=_applications(case),
            awards=tuple(_award(award) for award in _awards(case)),
            requests=tuple(_request(r) for r in _requests(case)),
            pieces_counted=tuple(_counted(case)),
            pieces=pieces,
            shares=tuple(_share(share, on) for share in _shares(case)),
            opinions=contesting_from_case.opinions(case),
            appeals=contesting_from_case.appeals(case),
            replays=contesting_from_case.replays(case),
            life_events=changes_from_case.life_events(case),
            recoveries=changes_from_case.recoveries(case),
            plans=following_from_case.plans(case),
            appointments=following_from_case.appointments(case),
            contacts=following_from_case.contacts(case),
            notes=following_from_case.notes(case),
            timeline=timeline,
            journal=journal,
        ),
        contents,
    )


def coded(instance: models.Model) -> Coded:
    """The state of something with the word people read."""
    return Coded(code=str(instance.state), label=str(instance.get_state_display()))


def _member(member: Membership) -> context.Member:
    person = member.person
    unknown = person.nationality == Nationality.UNKNOWN
    return context.Member(
        reference=str(person.public_id),
        given_names=person.given_names,
        birth_name=person.birth_name,
        usage_name=person.usage_name,
        role=Coded(code=member.role, label=str(member.get_role_display())),
        birth_date=str(person.birth or ""),
        nationality=_("On ne sait pas") if unknown else str(person.get_nationality_display()),
        safe_contact=person.safe_contact,
        since=member.since,
        until=member.until,
    )


# --- applications, decisions, awards ---


def _applications(case: CaseFile) -> tuple[context.Application, ...]:
    people = (f"{by}__{place}" for by in ("proposed_by", "decided_by") for place in ("site", "agency"))
    heavy = (f"rights_check__{part}" for part in ("inputs", "versions", "result"))
    found = case.applications.select_related("rights_check", *people).defer(*heavy)
    moves: dict[str, list[Entry]] = {}
    for entry in _moves(case):
        moves.setdefault(entry.subject_key, []).append(entry)
    return tuple(_application(a, moves.get(str(a.pk), [])) for a in found.order_by("created_at", "pk"))


def _moves(case: CaseFile) -> Iterable[Entry]:
    written = entries_of_case(case.reference).filter(subject_kind="cases.application")
    return written.order_by("at", "id")


def _application(application: Application, moves: list[Entry]) -> context.Application:
    decided = application.decided_at is not None
    return context.Application(
        reference=application.reference,
        benefit=words.benefit_name(application.benefit),
        state=coded(application),
        received_on=application.received_on,
        complete_on=application.completed_on,
        proposer=who(application.proposed_by) if application.proposed_by else "",
        proposed_at=application.proposed_at,
        decider=who(application.decided_by) if application.decided_by else "",
        decided_at=application.decided_at,
        decision=coded(application) if decided else None,
        amount=application.amount,
        every=every(application.every),
        reasons=_reasons(application),
        article=application.refusal_article or application.by_law,
        clocks=tuple(_clocks(application)) if application.received_on else (),
        moves=tuple(_move(entry) for entry in moves if "to" in entry.data or _prepared(entry)),
    )


def _reasons(application: Application) -> str:
    """Why: the reason of a refusal; for a grant, the check whose conditions all hold."""
    if application.refusal_reason or not application.proposal:
        return application.refusal_reason
    return _("Toutes les conditions sont remplies : vérification des droits au %(on)s.") % {
        "on": day(application.rights_check.on)
    }


def _clocks(application: Application) -> Iterator[context.Clock]:
    over = application.state in DECIDED
    complete = application.completed_on
    yield context.Clock(
        label=_("Dossier à compléter"),
        on=clocks.lapses_on(application.received_on),
        effect=_("Respecté : complet le %s.") % day(complete)
        if complete
        else _("La demande est close.")
        if over
        else _("Sinon la demande devient caduque."),
        article="I-B 3",
    )
    if (silence := clocks.silence_of(application)) is None:
        return
    yield context.Clock(
        label=_("Réponse attendue"),
        on=silence,
        effect=_("Respecté : décision prise le %s.") % day(localdate(application.decided_at))
        if application.decided_at
        else _("La demande est close.")
        if over
        else _("Sans réponse ce jour-là, la demande est rejetée."),
        article="CRPA L231-4, 3°",
    )


def _prepared(entry: Entry) -> bool:
    return entry.act == "application.prepare"


def _move(entry: Entry) -> context.Move:
    state = ApplicationState(entry.data.get("to", ApplicationState.DRAFT))
    return context.Move(
        at=entry.at,
        state=Coded(code=state.value, label=str(state.label)),
        actor=name_of(entry.actor),
        reason=entry.reason,
    )


def _awards(case: CaseFile) -> Iterable[Award]:
    return case.awards.select_related("application").order_by("starts_on", "pk")


def _award(award: Award) -> context.Award:
    return context.Award(
        reference=award.reference,
        benefit=words.benefit_name(award.benefit),
        state=coded(award),
        application=award.application.reference,
        since=award.starts_on,
        until=award.ended_on or award.ends_on,
        amount=award.amount,
        every=every(award.every),
    )


# --- pieces ---


def _requests(case: CaseFile) -> Iterable[DocumentRequest]:
    return case.requests.select_related("person", "answer_document").order_by("sent_at", "pk")


def _request(request: DocumentRequest) -> context.DocumentRequest:
    answer = request.answer_document
    names = ", ".join(words.benefit_name(benefit) for benefit in request.benefits)
    return context.DocumentRequest(
        piece=words.piece_name(request.type_code, request.period),
        whose=words.full_name(request.person) if request.person else _("Le foyer"),
        state=coded(request),
        sent_on=localdate(request.sent_at) if request.sent_at else None,
        due_on=request.due_on,
        answered_on=localdate(answer.stored_at) if answer else None,
        reason=request.override_reason or (_("Pour %s") % names if names else ""),
        article=", ".join(request.articles),
    )


def _counted(case: CaseFile) -> Iterator[context.PiecesCounted]:
    rows = PieceCount.objects.filter(application__case=case).select_related("application")
    for row in rows.annotate(asked=models.Count("requests")).order_by("settled_on", "pk"):
        yield context.PiecesCounted(
            application=row.application.reference,
            benefit=words.benefit_name(row.application.benefit),
            settled_on=row.settled_on,
            alone=row.alone,
            asked=row.asked,
        )


def _pieces(case: CaseFile, on: date) -> tuple[tuple[context.Piece, ...], Contents]:
    contents: Contents = {}
    pieces = []
    for number, document in enumerate(_documents(case, on), start=1):
        piece = _piece(document, number)
        if piece.file_name:
            contents[piece.file_name] = _chunks(document)
        pieces.append(piece)
    return tuple(pieces), contents


def _documents(case: CaseFile, on: date) -> Iterable[SupportingDocument]:
    """Pieces of the household, and those its members proved elsewhere: both answer its requirements."""
    people = [member.person_id for member in members_on(case.household, on)]
    personal = [t.code for t in catalogue().values() if t.whom != Whom.HOUSEHOLD]
    elsewhere = Q(people__in=people, type__in=personal, state=DocumentState.ACCEPTED)
    found = SupportingDocument.objects.filter(Q(household=case.household) | elsewhere).distinct()
    return found.select_related("content").prefetch_related("people").order_by("stored_at", "pk")


def _piece(document: SupportingDocument, number: int) -> context.Piece:
    digest, scan = "", str(document.get_scan_verdict_display())
    if document.state != DocumentState.ERASED:
        try:
            digest = _fingerprint(document)
        except vault.Quarantined:
            scan = document.get_quarantine_reason_display()
        except Damaged:
            scan = _("Contenu altéré : il ne correspond plus à ce qui a été déposé")
    suffix = SUFFIX[document.content.media_type]
    return context.Piece(
        reference=str(document.reference),
        type=Coded(code=document.type, label=type_of(document.type).label(language())),
        whose=", ".join(sorted(words.full_name(person) for person in document.people.all())) or _("Le foyer"),
        state=coded(document),
        sha256=digest,
        size=document.content.size,
        period="/".join(reversed(document.period.split("-"))),
        valid_until=document.valid_until,
        scan=_("Antivirus : %s") % scan.lower() if digest else scan,
        file_name=f"piece-{number:03}-{document.type}.{suffix}" if digest else "",
    )


def _fingerprint(document: SupportingDocument) -> str:
    digest = hashlib.sha256()
    for chunk in vault.open_document(document):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(document: SupportingDocument) -> Iterator[bytes]:
    """Opened only when it is read: a file of many pieces keeps none of them open."""
    yield from vault.open_document(document)


# --- shares ---


def _shares(case: CaseFile) -> Iterable[Share]:
    found = case.shares.select_related("agency").prefetch_related("documents")
    return found.order_by("starts_on", "pk")


def _share(share: Share, on: date) -> context.Share:
    over = share.state == "active" and share.ends_on < on
    pieces = sorted(words.piece_name(d.type, d.period) for d in share.documents.all())
    state = Coded(code="expired", label=str(status_of("share", "expired").word)) if over else coded(share)
    return context.Share(
        agency=share.agency.name,
        purpose=share.purpose,
        sections=(*(str(Section(name).label) for name in share.sections), *pieces),
        state=state,
        legal_basis=share.legal_basis,
        agreement=_("Accord %(how)s, %(on)s")
        % {"how": str(share.get_consent_display()).lower(), "on": day(share.consented_on)},
        since=share.starts_on,
        until=localdate(share.revoked_at) if share.revoked_at else share.ends_on,
    )
