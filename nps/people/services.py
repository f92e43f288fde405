"""The acts of the counter: search first, register once, contact, numbers, mandates. Not the households."""

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people import tokens
from nps.people.faults import DifferenceMissing, PeopleFault
from nps.people.models import Mandate, MandateKind, Nationality, Person
from nps.people.names import words
from nps.people.ranking import Sought
from nps.people.sealed import IBAN, NIR, Number
from nps.people.search import Match, likely_duplicates, search
from nps.people.selectors import require_site_agent
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
    person = Person.objects.get(public_id=public_id)
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
    alike = likely_duplicates(
        actor=actor,
        birth_name=birth_name,
        usage_name=usage_name,
        given_names=given_names,
        birth=birth,
        nir=nir,
    )
    high = [match for match in alike if match.high]
    if (high or searched.high) and not differs_because.strip():
        raise DifferenceMissing(alike)
    person = fill(
        Person(
            birth_name=birth_name,
            usage_name=usage_name,
            given_names=given_names,
            birth_year=birth.year if birth else None,
            birth_month=birth.month if birth else None,
            birth_day=birth.day if birth else None,
            nationality=nationality,
            safe_contact=safe_contact,
            phone=phone,
            email=email,
            created_by=actor,
        )
    )
    if nir:
        _seal(person, NIR, NIR.read(nir))
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


def _one_at_a_time(*names: str) -> None:
    """Two agents registering one person at once: the second waits, then meets the first's person."""
    digest = hashlib.sha256(" ".join(sorted(words(*names))).encode()).digest()
    with connection.cursor() as cursor:
        key = int.from_bytes(digest[:8], signed=True)
        cursor.execute("select pg_advisory_xact_lock(%s)", [key])


def _seal(person: Person, number: Number, value: str) -> None:
    index = number.index(value) if value else None
    if number is NIR and index and Person.objects.filter(nir_index=index).exclude(pk=person.pk).exists():
        raise PeopleFault(_("Ce numéro de sécurité sociale est déjà celui d’une autre fiche."))
    sealed = number.seal(value, str(person.public_id)) if value else None
    setattr(person, f"{number.kind}_sealed", sealed)
    setattr(person, f"{number.kind}_index", index)


def _set_number(actor: Agent, person: Person, number: Number, text: str, case_reference: str) -> None:
    require_site_agent(actor)
    value = number.read(text) if text.strip() else ""
    kept = Person.objects.select_for_update().get(pk=person.pk)
    index = getattr(kept, f"{number.kind}_index")
    if (bytes(index) if index else None) == (number.index(value) if value else None):
        return
    _seal(kept, number, value)
    kept.save(update_fields=[f"{number.kind}_sealed", f"{number.kind}_index"])
    act = f"people.{number.kind}_{'set' if value else 'removed'}"
    record(act=act, actor=actor, subject=kept, case_reference=case_reference)


@transaction.atomic
def set_nir(*, actor: Agent, person: Person, nir: str, case_reference: str = "") -> None:
    """Keep, change or (empty) remove the NIR. Raises NumberFault, PeopleFault (somebody else’s)."""
    _set_number(actor, person, NIR, nir, case_reference)


@transaction.atomic
def set_iban(*, actor: Agent, person: Person, iban: str, case_reference: str = "") -> None:
    """Keep, change or (empty) remove the IBAN. Raises NumberFault."""
    _set_number(actor, person, IBAN, iban, case_reference)


@transaction.atomic
def read_number(*, actor: Agent, person: Person, number: Number, case_reference: str = "") -> str:
    """The NIR or IBAN in clear, empty when unknown; each reading is journaled. Raises SealBroken."""
    require_site_agent(actor)
    sealed = getattr(person, f"{number.kind}_sealed")
    if sealed is None:
        return ""
    record(act=f"people.{number.kind}_read", actor=actor, subject=person, case_reference=case_reference)
    return number.unseal(sealed, str(person.public_id))


@transaction.atomic
def update_contact(
    *, actor: Agent, person: Person, safe_contact: bool, phone: str, email: str, case_reference: str = ""
) -> Person:
    """Change how to reach somebody. The same answers write nothing. The journal keeps which, not what."""
    require_site_agent(actor)
    kept = Person.objects.select_for_update().get(pk=person.pk)
    wanted = {"safe_contact": safe_contact, "phone": phone.strip(), "email": email.strip()}
    changed = [name for name, value in wanted.items() if getattr(kept, name) != value]
    for name in changed:
        setattr(kept, name, wanted[name])
    if changed:
        kept.save(update_fields=changed)
        data: dict[str, Any] = {"changed": changed}
        act = "people.contact_updated"
        record(act=act, actor=actor, subject=kept, case_reference=case_reference, data=data)
    return kept


@transaction.atomic
def add_mandate(
    *,
    actor: Agent,
    person: Person,
    representative_name: str,
    kind: MandateKind,
    since: dt.date,
    until: dt.date | None = None,
    document_note: str = "",
    case_reference: str = "",
) -> Mandate:
    """Write who acts for a person, since when, shown by which document. Raises PeopleFault on its dates."""
    require_site_agent(actor)
    if until and until < since:
        raise PeopleFault(_("La fin est avant le début. Vérifiez les deux dates."))
    mandate = Mandate.objects.create(
        person=person,
        representative_name=representative_name,
        kind=kind,
        since=since,
        until=until,
        document_note=document_note,
    )
    data = {"mandate": mandate.pk, "kind": str(kind)}
    record(act="people.mandate_added", actor=actor, subject=person, case_reference=case_reference, data=data)
    return mandate
