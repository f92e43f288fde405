"""What is connected today, and what administrations already proved of a household. Writes nothing."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.db.models import Q

from documents.administrations.api_particulier import ApiParticulier
from documents.administrations.connector import Connector, Information, Outcome
from documents.models import AdministrationCall
from documents.types import UnknownType, piece_key, read_key, type_of
from nps.people.models import Household
from nps.people.selectors import members_on

TOKEN = "api_particulier.token"  # noqa: S105 - the name of a file
TRIED_DAYS = 30  # how long a question asked in vain leaves the paper open
NO_SHORTER_WAY = (Outcome.UNKNOWN, Outcome.NOT_FOUND, Outcome.IDENTITY, Outcome.REFUSED, Outcome.UNAVAILABLE)


def connectors() -> tuple[Connector, ...]:
    """Every connector the settings know, connected or not."""
    return (
        ApiParticulier(
            url=settings.API_PARTICULIER_URL,
            siret=settings.API_PARTICULIER_SIRET,
            token=partial(settings.SECRETS.optional_text, TOKEN),
            key=settings.SECRETS["documents.index"],
            asks=settings.API_PARTICULIER_ASKS,
        ),
    )


def informations() -> dict[str, tuple[Connector, Information]]:
    """What may be asked of an administration today, by code; empty while none is connected."""
    return {
        found.code: (connector, found) for connector in connectors() for found in connector.informations()
    }


def obtainable(piece: str, tried: Collection[tuple[str, str]] = ()) -> tuple[str, ...]:
    """The administration that answers us for this piece, for `guard.may_ask`: one code or none.

    Connected, and whose answer stands for that very paper. What was asked in vain lately (`tried_for`), or
    what the household does not want asked, leaves the paper open.
    """
    code, _period, subject = read_key(piece)
    try:
        holder = type_of(code).held_by
    except UnknownType:
        return ()
    standing = {found.administration for _c, found in informations().values() if found.piece == code}
    return (holder,) if holder in standing and (code, subject) not in tried else ()


def tried_for(household: Household, on: date) -> set[tuple[str, str]]:
    """(type of piece, subject) asked of an administration in the last days without result, or objected to."""
    papers = {found.code: found.piece for _c, found in informations().values() if found.piece}
    since = on - timedelta(days=TRIED_DAYS)
    vain = Q(outcome__in=[*NO_SHORTER_WAY, Outcome.LOST], asked_at__date__gte=since)
    found = household.administration_calls.filter(vain | Q(outcome=Outcome.OBJECTED))
    answered = household.administration_calls.filter(
        outcome=Outcome.ANSWERED, piece="", asked_at__date__gte=since
    )
    rows = (found | answered).values_list("information", "person__public_id")
    return {(papers[code], str(subject)) for code, subject in rows if code in papers}


def obtained_pieces(household: Household, on: date) -> set[str]:
    """Keys of the pieces administrations proved for the people who live here that day.

    A person's answers follow the person. The period asked about is proved for ever; the piece without a
    period from the day of the answer to its end.
    """
    everyone = {member.person_id: str(member.person.public_id) for member in members_on(household, on)}
    return set(_keys(AdministrationCall.objects.filter(person__in=everyone), everyone, on))


def _keys(calls: Iterable, everyone: dict[int, str], on: date) -> Iterator[str]:
    proved = calls.exclude(piece="").filter(outcome=Outcome.ANSWERED, asked_at__date__lte=on)
    for person, piece, period, until in proved.values_list("person_id", "piece", "period", "valid_until"):
        if period:
            yield piece_key(piece, everyone[person], period)
        if until is None or on <= until:
            yield piece_key(piece, everyone[person])
