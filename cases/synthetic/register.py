"""Believable households written in bulk: people, addresses, what they declare. Nothing is decided here."""

import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.utils import timezone

from cases.models import CaseFile
from cases.references import ALPHABET
from cases.synthetic.homes import facts_of, flat
from cases.workflow.case_file import CaseFileState
from eligibility.models import Fact
from nps.accounts.models import Agent
from nps.people import vocabulary
from nps.people.models import Address, Household, MemberRole, Membership, Person

CHUNK = 500
GIVEN = (
    "Ada",
    "Bilal",
    "Chloé",
    "Driss",
    "Élise",
    "Fanta",
    "Gaël",
    "Hien",
    "Inès",
    "Jules",
    "Khadija",
    "Léo",
)
SYLLABLES = ("ba", "do", "fé", "gri", "ka", "lou", "mar", "nou", "ri", "sem", "ta", "vi")
STREETS = ("rue de l’Exemple", "avenue du Spécimen", "impasse du Modèle", "quai de la Fiction")
DIGITS, STRIDE = 6, 7_368_787  # one character more than real references; a step prime to 30


@dataclass(frozen=True)
class Registered:
    """One household as it stands in the register."""

    home: dict[str, Any]
    household: Household
    people: list[Person]
    agent: Agent
    number: int


def reference(letter: str, on: date, number: int) -> str:
    """A reference of its own for each number, spread over the alphabet."""
    left, read = number * STRIDE % len(ALPHABET) ** DIGITS, ""
    for _ in range(DIGITS):
        left, digit = divmod(left, len(ALPHABET))
        read += ALPHABET[digit]
    return f"{letter}-{on:%y}-{read}"


def uid(draw: random.Random) -> uuid.UUID:
    """A random identifier, the same for a same draw."""
    return uuid.UUID(int=draw.getrandbits(128), version=4)


def files(
    agents: Sequence[Agent],
    homes: Iterable[dict[str, Any]],
    on: date,
    *,
    draw: random.Random,
    first: int = 1,
    state: CaseFileState = CaseFileState.ASSESSMENT,
) -> int:
    """Write the households as files in one state, shared out among these agents; how many."""
    homes, count = iter(homes), 0
    while some := list(islice(homes, CHUNK)):
        made = households(some, on, agents, draw, first + count)
        CaseFile.objects.bulk_create(case_file(one, on, state=state) for one in made)
        count += len(some)
    return count


def households(
    homes: Sequence[dict[str, Any]], on: date, agents: Sequence[Agent], draw: random.Random, first: int
) -> list[Registered]:
    """Write people, addresses and facts; their files are still to write."""
    made = Household.objects.bulk_create(
        Household(public_id=uid(draw), created_at=timezone.now()) for _ in homes
    )
    drawn = [_person(member, draw) for home in homes for member in home["persons"]]
    people = iter(Person.objects.bulk_create(drawn))
    vocabulary.learn(token for person in drawn for token in person.tokens)
    found = []
    for at, (home, household) in enumerate(zip(homes, made, strict=True)):
        agent = agents[(first + at) % len(agents)]
        members = [next(people) for _ in home["persons"]]
        found.append(Registered(home, household, members, agent, first + at))
    Membership.objects.bulk_create(
        Membership(household=one.household, person=person, role=MemberRole(said["role"]), since=on)
        for one in found
        for person, said in zip(one.people, one.home["persons"], strict=True)
    )
    sites = sorted({agent.site_id for agent in agents})
    Address.objects.bulk_create(_address(one, _sector(one.agent, sites), on, draw) for one in found)
    Fact.objects.bulk_create(fact for one in found for fact in _facts(one, on))
    return found


def case_file(one: Registered, on: date, **said: Any) -> CaseFile:
    """The household's file, not yet written."""
    known = {"information_given_on": on, "last_contact_on": on} | said
    return CaseFile(
        reference=reference("D", on, one.number), household=one.household, site_id=one.agent.site_id,
        referent=one.agent, opened_by=one.agent, opened_on=on, **known,
    )  # fmt: skip


def _person(said: dict[str, Any], draw: random.Random) -> Person:
    born = date.fromisoformat(said["birth_date"])
    family = "Spécimen-" + "".join(draw.choices(SYLLABLES, k=3)).capitalize()
    return vocabulary.fill(
        Person(
            public_id=uid(draw), birth_name=family, given_names=draw.choice(GIVEN), birth_year=born.year,
            birth_month=born.month, birth_day=born.day, nationality=said.get("nationality", "unknown"),
            created_at=timezone.now(),
        )
    )  # fmt: skip


def _sector(agent: Agent, sites: Sequence[int]) -> list[int]:
    """The arrondissements of the agent's site, as reorganising.shared_out gives them."""
    return [n for n in range(1, 21) if sites[(n - 1) % len(sites)] == agent.site_id]


def _address(one: Registered, sector: Sequence[int], on: date, draw: random.Random) -> Address:
    district = draw.choice(sector)
    return Address(
        household=one.household, line=f"{draw.randint(1, 199)} {draw.choice(STREETS)}",
        postcode=f"750{district:02d}", city="Paris", arrondissement=district, since=on,
    )  # fmt: skip


def _facts(one: Registered, on: date) -> Iterable[Fact]:
    told = [(None, name, value) for name, value in flat(one.home) if name != "persons"]
    for person, said in zip(one.people, one.home["persons"], strict=True):
        told += [(person, name, value) for name, value in facts_of(said, on)]
    for person, name, value in told:
        yield Fact(
            household=one.household, person=person, name=name, value=value, source="declared",
            recorded_by=one.agent,
        )  # fmt: skip
