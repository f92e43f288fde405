"""The acts of the counter: search first, then choose somebody or register once."""

import hashlib
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people import tokens
from nps.people.faults import DifferenceMissing, PeopleFault
from nps.people.models import Nationality, Person
from nps.people.names import words
from nps.people.ranking import Sought
from nps.people.sealed import NIR
from nps.people.search import Match, likely_duplicates, search
from nps.people.selectors import going_on, require_site_agent
from nps.people.services.contact import keep_number
from nps.people.vocabulary import fill, learn
from nps.ui.dates import PartialDate

SEARCHED, FOUND = "searched", "found"  # what a token was made for


@dataclass(frozen=True)
class Searched:
    """What a search token carries: what was searched, whether somebody very alike was shown, and for whom.

    `household` is the public id of the household a member is being looked for, empty otherwise.
    """

    sought: Sought
    high: bool = False
    household: str = ""


@dataclass(frozen=True)
class Found:
    """The answer to a search, and the token without which nobody can be registered."""

    matches: list[Match]
    token: str


@transaction.atomic
def search_first(
    *,
    actor: Agent,
    name: str,
    given: str = "",
    birth: PartialDate | None = None,
    nir: str = "",
    household: UUID | None = None,
) -> Found:
    """Search, journal that a search was made (never what was typed), and open the right to register.

    Raises PermissionDenied, NumberFault.
    """
    matches = search(actor=actor, name=name, given=given, birth=birth, nir=nir)
    record(act="people.searched", actor=actor, data={"found": [match.person.pk for match in matches]})
    sought = Sought(name, given, birth, nir)
    searched = Searched(sought, any(match.high for match in matches), str(household or ""))
    return Found(matches, _search_token(actor, searched))


def _search_token(actor: Agent, searched: Searched) -> str:
    content = {**asdict(searched.sought), "birth": str(searched.sought.birth or "")}
    return tokens.issue(SEARCHED, actor.pk, [content, searched.high, searched.household])


def searched_of(*, actor: Agent, token: str) -> Searched:
    """What this agent searched. Raises TokenRefused, TokenExpired."""
    content, high, household = tokens.redeem(SEARCHED, actor.pk, token)
    birth = content.pop("birth")
    known = PartialDate(*map(int, birth.split("-"))) if birth else None
    return Searched(Sought(**content, birth=known), high, household)


def found_link(*, actor: Agent, person: Person, household: str = "") -> str:
    """The opaque token of one result, for this agent and thirty minutes."""
    return tokens.issue(FOUND, actor.pk, [str(person.public_id), household])


@transaction.atomic
def choose_found(*, actor: Agent, token: str) -> tuple[Person, str]:
    """« C’est cette personne »: the person, and the household it is wanted in. Journaled.

    Raises TokenRefused, TokenExpired, PermissionDenied, Person.DoesNotExist.
    """
    require_site_agent(actor)
    public_id, household = tokens.redeem(FOUND, actor.pk, token)
    person = going_on(Person.objects.get(public_id=public_id))
    record(act="people.chosen", actor=actor, subject=person)
    return person, household


@transaction.atomic
def register_person(
    *,
    actor: Agent,
    token: str,
    birth_name: str,
    usage_name: str = "",
    given_names: str = "",
    birth: PartialDate | None = None,
    nationality: Nationality = Nationality.UNKNOWN,
    safe_contact: bool = False,
    phone: str = "",
    email: str = "",
    nir: str = "",
    differs_because: str = "",
) -> Person:
    """Create a person once, after a search of less than thirty minutes by the same agent.

    Looks for duplicates again with all that is now known. When somebody very alike was or is found,
    `differs_because` says in what they differ. Raises TokenRefused, TokenExpired, DifferenceMissing,
    NumberFault, PeopleFault (no name, NIR of somebody else), PermissionDenied.
    """
    require_site_agent(actor)
    searched = searched_of(actor=actor, token=token)
    if not words(birth_name):
        raise PeopleFault(_("Écrivez le nom de naissance, même s’il n’a qu’une lettre."))
    _one_at_a_time(birth_name, given_names)
    named = {"birth_name": birth_name, "usage_name": usage_name, "given_names": given_names}
    alike = likely_duplicates(actor=actor, birth=birth, nir=nir, **named)
    high = [match for match in alike if match.high]
    if (high or searched.high) and not differs_because.strip():
        raise DifferenceMissing(alike)
    told = {"nationality": nationality, "safe_contact": safe_contact, "phone": phone, "email": email}
    person = fill(Person(**named, **_birth_parts(birth), **told, created_by=actor))
    if nir:
        keep_number(person, NIR, NIR.read(nir))
    person.save(force_insert=True)
    learn(person.tokens)
    record(
        act="people.registered",
        actor=actor,
        subject=person,
        reason=differs_because.strip(),
        data={"alike": [[match.person.pk, match.score] for match in high]},
    )
    return person


def _birth_parts(birth: PartialDate | None) -> dict[str, int | None]:
    return {f"birth_{part}": getattr(birth, part, None) for part in ("year", "month", "day")}


def _one_at_a_time(*names: str) -> None:
    """Two agents registering one person at once: the second waits, then meets the first's person."""
    digest = hashlib.sha256(" ".join(sorted(words(*names))).encode()).digest()
    with connection.cursor() as cursor:
        key = int.from_bytes(digest[:8], signed=True)
        cursor.execute("select pg_advisory_xact_lock(%s)", [key])
