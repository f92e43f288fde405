"""The smallest people and households, made through the real services. Names are specimens."""

import datetime as dt

from nps.accounts.models import Agent
from nps.people.models import Household, MemberRole, Person
from nps.people.services import add_member, create_household, move_household, register_person, search_first
from nps.ui.dates import PartialDate, read_date

SINCE = dt.date(2024, 1, 15)


def make_person(
    actor: Agent, birth_name: str = "Spécimen", given_names: str = "Ada", birth: str = "", **fields
) -> Person:
    """A person registered after a search; `birth` as people write it. Says it differs from any other."""
    known: PartialDate | None = read_date(birth) if birth else None
    found = search_first(actor=actor, name=birth_name, given=given_names, birth=known)
    fields.setdefault("differs_because", "SPÉCIMEN : une autre personne")
    return register_person(
        actor=actor, token=found.token, birth_name=birth_name, given_names=given_names, birth=known, **fields
    )


def make_household(actor: Agent, *members: tuple[Person, MemberRole], since: dt.date = SINCE) -> Household:
    """A household of these members, at an address in the 20th; without any, of one applicant."""
    first, *others = members or ((make_person(actor), MemberRole.APPLICANT),)
    household = create_household(actor=actor, applicant=first[0], since=since)
    for person, role in others:
        add_member(actor=actor, household=household, person=person, role=role, since=since)
    move_household(
        actor=actor,
        household=household,
        line="12 rue SPÉCIMEN",
        postcode="75020",
        city="Paris",
        since=since,
    )
    return household
