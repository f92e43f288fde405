"""Reading people and households, always starting from the agent who reads. Nothing is written here."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from nps.accounts.models import SITE_ROLES, Agent
from nps.people.models import Address, Household, Mandate, MemberRole, Membership, Person


def may_serve(actor: Agent) -> bool:
    """Only agents of a site receive people: they search, register, follow."""
    return actor.is_active and actor.role in SITE_ROLES


def require_site_agent(actor: Agent) -> None:
    """Raises PermissionDenied for anybody else."""
    if not may_serve(actor):
        raise PermissionDenied


def people_for(actor: Agent) -> QuerySet[Person]:
    """People this agent may find by public id; whose file may be opened is decided above."""
    return Person.objects.all() if may_serve(actor) else Person.objects.none()


def person_for(actor: Agent, public_id: UUID) -> Person:
    """The person, or who this record was merged into. Raises Person.DoesNotExist outside the right."""
    return going_on(people_for(actor).get(public_id=public_id))


def going_on(person: Person) -> Person:
    """The record that goes on after every merge; the same one when there was none."""
    while person.merged_into_id is not None:
        person = Person.objects.get(pk=person.merged_into_id)
    return person


def _during(on: dt.date) -> Q:
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))


_PLACES = {role: place for place, role in enumerate(MemberRole.values)}


def members_on(household: Household, on: dt.date) -> list[Membership]:
    """Who lives in the household that day: applicant, partner, children from the eldest, other adults."""
    found = household.memberships.filter(_during(on)).select_related("person")
    return sorted(found, key=_place)


def _place(member: Membership):
    person = member.person
    birth = (person.birth_year or 9999, person.birth_month or 12, person.birth_day or 31)
    return _PLACES[member.role], birth, person.sort_key, person.pk


def history_of(household: Household) -> QuerySet[Membership]:
    """Every membership, open ones first, then the latest ended."""
    return household.memberships.select_related("person").order_by("-until", "since", "pk")


def applicant_on(household: Household, on: dt.date) -> Person | None:
    """The person the household is named after that day."""
    role = (
        household.memberships.filter(_during(on), role=MemberRole.APPLICANT).select_related("person").first()
    )
    return role.person if role else None


def with_applicant(path: str) -> Prefetch:
    """For `prefetch_related`: the applicant of the household at `path`, read for every row at once.

    It stands in the household's `applicants`, a list of one membership or none.
    """
    now = Membership.objects.filter(until=None, role=MemberRole.APPLICANT).select_related("person")
    return Prefetch(f"{path}__memberships", queryset=now.order_by("pk"), to_attr="applicants")


def address_on(household: Household, on: dt.date) -> Address | None:
    """Where the household lives that day, None when nobody wrote it."""
    return household.addresses.filter(_during(on)).first()


def addresses_of(household: Household) -> QuerySet[Address]:
    """Every address, the present one first."""
    return household.addresses.order_by("-since", "pk")


def mandates_on(people: QuerySet[Person] | list[Person], on: dt.date) -> QuerySet[Mandate]:
    """Who acts for these people that day."""
    return (
        Mandate.objects.filter(_during(on), person__in=people)
        .select_related("person")
        .order_by("person__sort_key", "since", "pk")
    )


def arrondissements_of(people: list[Person], on: dt.date) -> dict[int, int]:
    """Person id → arrondissement of Paris where that person lives.

    « Contact prudent » is left out, and so is whoever lives with one: a child would tell where its parent is.
    """
    shown = [person.pk for person in people if not person.safe_contact]
    careful = Membership.objects.filter(
        _during(on), household=OuterRef("household"), person__safe_contact=True
    )
    lives = (
        Membership.objects.filter(~Exists(careful), _during(on), person__in=shown)
        .filter(
            Q(household__addresses__since__lte=on),
            Q(household__addresses__until__isnull=True) | Q(household__addresses__until__gt=on),
        )
        .order_by("since")
        .values_list("person_id", "household__addresses__arrondissement")
    )
    return {person_id: number for person_id, number in lives if number}
