"""The acts on households: who lives together, since when, where."""

import datetime as dt
import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.faults import PeopleFault
from nps.people.models import Address, Household, MemberRole, Membership, Person
from nps.people.selectors import require_site_agent

_PARIS = re.compile(r"75[01]([0-9]{2})")


def arrondissement_of(postcode: str) -> int | None:
    """75001 to 75020, and 75116 for the 16th; None outside Paris."""
    found = _PARIS.fullmatch(postcode.strip())
    number = int(found[1]) if found else 0
    return number if 1 <= number <= 20 else None


@transaction.atomic
def create_household(
    *, actor: Agent, applicant: Person, since: dt.date | None = None, case_reference: str = ""
) -> Household:
    """A household begins with its applicant, today unless `since` says otherwise."""
    require_site_agent(actor)
    household = Household.objects.create(created_by=actor)
    Membership.objects.create(
        household=household,
        person=applicant,
        role=MemberRole.APPLICANT,
        since=since or timezone.localdate(),
    )
    _journal("household.created", actor, household, case_reference, applicant=applicant.pk)
    return household


@transaction.atomic
def add_member(
    *,
    actor: Agent,
    household: Household,
    person: Person,
    role: MemberRole,
    since: dt.date,
    case_reference: str = "",
) -> Membership:
    """Somebody lives in the household from `since`.

    Raises PeopleFault: already lives here, or the household has its applicant or its partner already.
    """
    require_site_agent(actor)
    _lock(household)
    later = household.memberships.exclude(until__lte=since)
    if later.filter(person=person).exists():
        raise PeopleFault(_("Cette personne vit déjà dans le foyer à cette date."))
    if role == MemberRole.APPLICANT and later.filter(role=role).exists():
        raise PeopleFault(_("Le foyer a déjà un demandeur principal à cette date."))
    if role == MemberRole.PARTNER and later.filter(role=role).exists():
        raise PeopleFault(_("Le foyer a déjà un conjoint à cette date. Terminez d’abord sa présence."))
    member = Membership.objects.create(household=household, person=person, role=role, since=since)
    _journal("household.member_added", actor, household, case_reference, person=person.pk, role=str(role))
    return member


@transaction.atomic
def end_membership(
    *, actor: Agent, membership: Membership, until: dt.date, case_reference: str = ""
) -> Membership:
    """Somebody no longer lives in the household from `until`.

    Raises PeopleFault: ended already, dates in the wrong order, or the applicant (see `change_applicant`).
    """
    require_site_agent(actor)
    _lock(membership.household)
    kept = _open(membership, until)
    if kept.role == MemberRole.APPLICANT:
        raise PeopleFault(_("Le foyer garde un demandeur principal. Choisissez d’abord qui le devient."))
    _end(kept, until)
    _journal("household.member_left", actor, kept.household, case_reference, person=kept.person_id)
    return kept


@transaction.atomic
def change_applicant(
    *,
    actor: Agent,
    membership: Membership,
    on: dt.date,
    stays_as: MemberRole | None,
    case_reference: str = "",
) -> Membership:
    """This member becomes the applicant on that day; the former one stays as `stays_as`, or leaves (None).

    Raises PeopleFault: is the applicant already, has left, or dates in the wrong order.
    """
    require_site_agent(actor)
    household = membership.household
    _lock(household)
    new = _open(membership, on)
    if new.role == MemberRole.APPLICANT or stays_as == MemberRole.APPLICANT:
        raise PeopleFault(_("Le foyer a un seul demandeur principal."))
    former = _open(household.memberships.get(role=MemberRole.APPLICANT, until__isnull=True), on)
    _end(former, on)
    _end(new, on)
    if stays_as:
        Membership.objects.create(household=household, person=former.person, role=stays_as, since=on)
    became = Membership.objects.create(
        household=household, person=new.person, role=MemberRole.APPLICANT, since=on
    )
    people = {"person": new.person_id, "former": former.person_id, "former_stays_as": str(stays_as or "")}
    _journal("household.applicant_changed", actor, household, case_reference, **people)
    return became


@transaction.atomic
def move_household(
    *,
    actor: Agent,
    household: Household,
    line: str,
    postcode: str,
    city: str,
    since: dt.date,
    case_reference: str = "",
) -> Address:
    """The household lives there from `since`; its former address ends that day and is kept.

    The same address again writes nothing. Raises PeopleFault when a later address is known already.
    """
    require_site_agent(actor)
    _lock(household)
    former = household.addresses.filter(until__isnull=True).first()
    if former and (former.line, former.postcode, former.city) == (line, postcode, city):
        return former
    if (
        household.addresses.filter(since__gte=since).exists()
        or household.addresses.filter(until__gt=since).exists()
    ):
        raise PeopleFault(_("Une adresse plus récente est déjà connue. Vérifiez la date."))
    if former:
        former.until = since
        former.save(update_fields=["until"])
    address = Address.objects.create(
        household=household,
        line=line,
        postcode=postcode,
        city=city,
        arrondissement=arrondissement_of(postcode),
        since=since,
    )
    _journal("household.moved", actor, household, case_reference, arrondissement=address.arrondissement)
    return address


def _lock(household: Household) -> None:
    """Two agents changing one household: the second sees what the first did."""
    Household.objects.select_for_update().get(pk=household.pk)


def _open(membership: Membership, on: dt.date) -> Membership:
    kept = Membership.objects.select_related("household", "person").get(pk=membership.pk)
    if kept.until is not None:
        raise PeopleFault(_("Cette personne a déjà quitté le foyer."))
    if on < kept.since:
        raise PeopleFault(_("Cette date est avant l’arrivée de la personne. Vérifiez-la."))
    return kept


def _end(membership: Membership, until: dt.date) -> None:
    membership.until = until
    membership.save(update_fields=["until"])


def _journal(act: str, actor: Agent, household: Household, case_reference: str, **data) -> None:
    record(act=act, actor=actor, subject=household, case_reference=case_reference, data=data)
