"""Appointments: planned, moved, held, missed, cancelled; one agent is in one place at a time."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.following import hours
from cases.following.contacts import record_contact, require_of_household
from cases.models import Appointment, AppointmentKind, CaseFile
from cases.models.appointment import AppointmentOutcome, VisitGround
from cases.models.contact import ContactOutcome, Direction, Manner
from cases.permissions import can_see_address, files_to_work
from cases.services.files import require_open_work, require_work
from cases.services.moves import AlreadyMoved, MoveRefused
from nps.accounts.models import SITE_ROLES, Agent
from nps.journal.services import record
from nps.people.models import Person
from nps.people.selectors import address_on, members_on, with_applicant
from nps.ui import formats

MANNERS = {
    AppointmentKind.DESK: (Direction.INCOMING, Manner.DESK),
    AppointmentKind.VISIT: (Direction.OUTGOING, Manner.VISIT),
}


def appointments_for(agent: Agent) -> QuerySet[Appointment]:
    """Appointments of the files this agent works."""
    found = Appointment.objects.filter(case__in=files_to_work(CaseFile.objects.all(), agent))
    found = found.select_related("case__household", "case__referent", "site", "host", "settled_by")
    return found.prefetch_related("people", with_applicant("case__household"))


def appointment_for(agent: Agent, public_id: UUID) -> Appointment:
    """One of them, or Http404."""
    found = appointments_for(agent).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def appointments_of(agent: Agent, case: CaseFile) -> QuerySet[Appointment]:
    """Those of one file, the latest first."""
    return appointments_for(agent).filter(case=case).order_by("-starts_at", "-id")


def agenda(agent: Agent, days: list[date], host: Agent | None = None) -> QuerySet[Appointment]:
    """What is planned or was done on these days that follow each other, of the site or of one `host`."""
    since, until = hours.day_of(days[0])[0], hours.day_of(days[-1])[1]
    found = appointments_for(agent).filter(starts_at__gte=since, starts_at__lt=until)
    found = found.exclude(outcome=AppointmentOutcome.CANCELLED)
    return (found.filter(host=host) if host else found).order_by("starts_at", "id")


def appointments_today(agent: Agent) -> QuerySet[Appointment]:
    """Those this agent receives today, cancelled ones left out."""
    return agenda(agent, [timezone.localdate()], host=agent)


def hosts_of(site_id: int) -> QuerySet[Agent]:
    """Who may receive at a site."""
    found = Agent.objects.filter(site_id=site_id, role__in=SITE_ROLES, is_active=True)
    return found.order_by("full_name", "pk")


def address_shown(agent: Agent, appointment: Appointment) -> str:
    """Where a visit takes place, when this agent may read it; empty otherwise."""
    day = timezone.localdate(appointment.starts_at)
    case = appointment.case
    residents = [member.person for member in members_on(case.household, timezone.localdate())]
    if appointment.kind != AppointmentKind.VISIT or not can_see_address(case, agent, residents):
        return ""
    found = address_on(case.household, day)
    return f"{found.line}, {found.postcode} {found.city}" if found else ""


@transaction.atomic
def plan_appointment(
    *,
    actor: Agent,
    case: CaseFile,
    kind: AppointmentKind,
    host: Agent,
    starts_at: datetime,
    ends_at: datetime,
    people: Collection[Person],
    subject: str = "",
    ground: str = "",
    ground_words: str = "",
) -> Appointment:
    """A date with the household, at the desk or at home (by-law I-B 1 and I-B 4).

    Raises NotYours, Blocked in a closed file, MoveRefused on what cannot be, an agent taken elsewhere above
    all.
    """
    require_open_work(case, actor)
    require_of_household(case, people)
    if not people:
        raise MoveRefused(_("Dites avec qui : cochez au moins une personne du foyer."))
    _require_time(starts_at, ends_at)
    _require_host(host, case)
    now = timezone.now()
    made = Appointment(
        case=case,
        kind=kind,
        site=case.site,
        host=host,
        starts_at=starts_at,
        ends_at=ends_at,
        subject=subject.strip(),
        **_grounds(kind, ground, ground_words),
        made_by=actor,
        made_at=now,
        changed_at=now,
    )
    _written(made)
    made.people.set(people)
    _record("appointment.plan", actor, made)
    return made


@transaction.atomic
def move_appointment(
    *,
    actor: Agent,
    appointment: Appointment,
    host: Agent,
    starts_at: datetime,
    ends_at: datetime,
    sequence: int,
) -> Appointment:
    """Another hour or another agent; `sequence` is the one the actor read.

    Raises NotYours, Blocked, AlreadyMoved when it changed meanwhile, MoveRefused as plan_appointment.
    """
    require_open_work(appointment.case, actor)
    locked = _planned(appointment)
    if locked.sequence != sequence:
        raise AlreadyMoved(_("Ce rendez-vous a changé pendant votre saisie. Relisez-le, puis recommencez."))
    _require_time(starts_at, ends_at)
    _require_host(host, locked.case)
    locked.host, locked.starts_at, locked.ends_at = host, starts_at, ends_at
    locked.sequence, locked.changed_at = locked.sequence + 1, timezone.now()
    _written(locked)
    _record("appointment.move", actor, locked)
    return locked


@transaction.atomic
def settle_appointment(
    *,
    actor: Agent,
    appointment: Appointment,
    outcome: AppointmentOutcome,
    people: Collection[Person] = (),
    said: str = "",
) -> Appointment:
    """Held, missed or cancelled. Held writes a contact with the people who were there.

    Raises NotYours, AlreadyMoved, MoveRefused before its hour (but to cancel), or held with nobody.
    """
    CaseFile.objects.select_for_update().get(pk=appointment.case_id)  # always before the appointment
    require_work(appointment.case, actor)
    locked = _planned(appointment)
    cancelled = outcome == AppointmentOutcome.CANCELLED
    if not cancelled and locked.starts_at > timezone.now():
        told = {"when": _when(locked.starts_at)}
        raise MoveRefused(_("Ce rendez-vous commence le %(when)s. Notez-le après.") % told)
    locked.outcome, locked.settled_by, locked.settled_at = outcome, actor, timezone.now()
    if cancelled:
        locked.sequence += 1
    locked.changed_at = locked.settled_at
    locked.save(update_fields=["outcome", "settled_by", "settled_at", "sequence", "changed_at"])
    _record(f"appointment.{outcome}", actor, locked)
    if outcome == AppointmentOutcome.HELD:
        direction, manner = MANNERS[AppointmentKind(locked.kind)]
        record_contact(
            actor=actor,
            case=locked.case,
            on=timezone.localdate(locked.starts_at),
            direction=direction,
            manner=manner,
            outcome=ContactOutcome.TOOK_PART,
            people=people,
            said=said,
            appointment=locked,
        )
    return locked


def _planned(appointment: Appointment) -> Appointment:
    """The locked row, still to come about. Raises AlreadyMoved with who was faster."""
    locked = Appointment.objects.select_for_update(of=("self",)).select_related("case__site", "settled_by")
    found = locked.get(pk=appointment.pk)
    if found.outcome:
        told = {"who": found.settled_by.full_name, "state": found.get_outcome_display().lower()}
        raise AlreadyMoved(_("Déjà noté par %(who)s : %(state)s. Rien n’a été modifié de plus.") % told)
    return found


def _require_time(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise MoveRefused(_("La fin vient après le début."))
    if starts_at < timezone.now():
        raise MoveRefused(_("Cette heure est passée. Notez plutôt un contact."))


def _require_host(host: Agent, case: CaseFile) -> None:
    if not hosts_of(case.site_id).filter(pk=host.pk).exists():
        raise MoveRefused(_("Choisissez un agent du site qui suit le dossier."))


def _grounds(kind: str, ground: str, words: str) -> dict[str, str]:
    if kind == AppointmentKind.DESK:
        return {"ground": "", "ground_words": ""}
    if ground not in VisitGround.values:
        raise MoveRefused(_("Dites pourquoi un agent se rend au domicile."))
    if ground == VisitGround.CANNOT_MOVE and not words.strip():
        raise MoveRefused(_("Écrivez ce qui empêche la personne de se déplacer (règlement, I-B 1)."))
    return {"ground": ground, "ground_words": words.strip()}


def _written(appointment: Appointment) -> None:
    """Saved, unless the agent who receives is taken: PostgreSQL is the judge, also of two at once."""
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError as refused:
        if refused.__cause__.diag.constraint_name != "appointment_one_at_a_time":
            raise
        raise MoveRefused(_taken(appointment)) from refused


def _taken(wanted: Appointment) -> str:
    during = Q(starts_at__lt=wanted.ends_at, ends_at__gt=wanted.starts_at)
    others = Appointment.objects.filter(during, host=wanted.host, outcome__in=("", AppointmentOutcome.HELD))
    other = others.exclude(pk=wanted.pk).order_by("starts_at", "pk").first()
    told = {"who": wanted.host.full_name}
    if other is None:  # it went away in between
        return _("%(who)s avait un rendez-vous à cette heure-là. Réessayez.") % told
    told |= {"when": _when(other.starts_at), "end": formats.hour(timezone.localtime(other.ends_at))}
    return _("%(who)s a déjà un rendez-vous le %(when)s, jusqu’à %(end)s. Choisissez une autre heure.") % told


def _when(at: datetime) -> str:
    local = timezone.localtime(at)
    return _("%(day)s à %(hour)s") % {"day": formats.date_long(local), "hour": formats.hour(local)}


def _record(act: str, actor: Agent, appointment: Appointment) -> None:
    data = {
        "appointment": str(appointment.public_id),
        "kind": str(appointment.kind),
        "starts": appointment.starts_at.isoformat(),
        "ends": appointment.ends_at.isoformat(),
        "host": appointment.host_id,
    }
    reference = appointment.case.reference
    record(act=act, actor=actor, subject=appointment, case_reference=reference, data=data)
