"""The contacts log. A contact in which the household took part moves the file's last contact, never back.

What counts: any step of the household, and a step of the service the household answered. A letter or an
e-mail that only left, a call without answer, count for nothing: two years run from what the household did.
"""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Appointment, CaseFile, Contact
from cases.models.contact import OUTCOMES, ContactOutcome, Direction, Manner
from cases.services.files import require_work
from cases.services.moves import MoveRefused
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Person


def contacts_of(case: CaseFile) -> QuerySet[Contact]:
    """The log of one of the agent's files, newest first."""
    found = case.contacts.select_related("recorded_by", "appointment").prefetch_related("people")
    return found.order_by("-on", "-id")


def is_careful(case: CaseFile) -> bool:
    """Whether somebody of the household asked for neither post nor voice message."""
    return case.household.memberships.filter(until=None, person__safe_contact=True).exists()


def outcome_of(direction: str, manner: str, chosen: str) -> str:
    """A step of the household is an exchange; a letter or e-mail of the service is sent; else what is chosen.

    Raises MoveRefused on what this manner cannot come to.
    """
    if direction == Direction.INCOMING:
        return ContactOutcome.TOOK_PART
    possible = OUTCOMES[manner]
    if len(possible) == 1:
        return possible[0]
    if chosen not in possible:
        raise MoveRefused(_("Dites si le foyer a répondu. Un message vocal ne se laisse qu’au téléphone."))
    return chosen


@transaction.atomic
def record_contact(
    *,
    actor: Agent,
    case: CaseFile,
    on: date,
    direction: Direction,
    manner: Manner,
    outcome: str,
    people: Collection[Person],
    said: str = "",
    appointment: Appointment | None = None,
) -> Contact:
    """One line of the log. A closed file still receives calls; an archived one receives nothing.

    Raises NotYours, and MoveRefused on a future day, an exchange with nobody, or what « contact prudent »
    forbids.
    """
    locked = CaseFile.objects.select_for_update().get(pk=case.pk)
    require_work(locked, actor)
    outcome = outcome_of(direction, manner, outcome)
    _require_sense(locked, on, manner, outcome, people)
    made = Contact.objects.create(
        case=locked,
        on=on,
        direction=direction,
        manner=manner,
        outcome=outcome,
        said=said.strip(),
        appointment=appointment,
        recorded_by=actor,
        recorded_at=timezone.now(),
    )
    made.people.set(people)
    if outcome == ContactOutcome.TOOK_PART:
        heard_from(case=locked, on=on)
    data = {"on": on.isoformat(), "direction": str(direction), "manner": str(manner), "outcome": str(outcome)}
    record(act="contact.record", actor=actor, subject=made, case_reference=locked.reference, data=data)
    return made


def require_of_household(case: CaseFile, people: Collection[Person]) -> None:
    """Raises MoveRefused on somebody who never lived in this household."""
    known = case.household.memberships.filter(person__in=people).values_list("person_id", flat=True)
    if {person.pk for person in people} - {*known}:
        raise MoveRefused(_("Une des personnes n’est pas de ce foyer."))


def heard_from(*, case: CaseFile, on: date) -> None:
    """The household did something that day: its last contact is that day or later. Inside the act's lock."""
    CaseFile.objects.filter(pk=case.pk, last_contact_on__lt=on).update(last_contact_on=on)


def _require_sense(case: CaseFile, on: date, manner: str, outcome: str, people: Collection[Person]) -> None:
    if case.archived_on:
        raise MoveRefused(_("Ce dossier est archivé : plus rien ne s’y écrit."))
    if on > timezone.localdate():
        raise MoveRefused(_("Ce jour n’est pas encore venu. Planifiez plutôt un rendez-vous."))
    if outcome == ContactOutcome.TOOK_PART and not people:
        raise MoveRefused(_("Dites avec qui : cochez au moins une personne du foyer."))
    require_of_household(case, people)
    by_post = manner == Manner.LETTER and outcome == ContactOutcome.SENT
    if (by_post or outcome == ContactOutcome.VOICEMAIL) and is_careful(case):
        raise MoveRefused(
            _("Contact prudent\u00a0: ni courrier par la poste, ni message vocal. Parlez-en en personne.")
        )
