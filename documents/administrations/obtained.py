"""What is connected today, and what administrations already proved of a household. Writes nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from documents.administrations.api_particulier import SECRET, ApiParticulier
from documents.administrations.connector import Connector, Information, Outcome
from documents.models import AdministrationCall, State
from documents.types import read_key

TRIED_DAYS = 30  # how long a question asked in vain leaves the paper open
IN_VAIN = (
    *(Outcome.UNKNOWN, Outcome.NOT_FOUND, Outcome.IDENTITY, Outcome.REFUSED, Outcome.UNAVAILABLE),
    Outcome.LOST,
)


def connectors() -> tuple[Connector, ...]:
    """Every connector the settings know, connected or not."""
    return (
        ApiParticulier(
            url=settings.API_PARTICULIER_URL,
            siret=settings.API_PARTICULIER_SIRET,
            token=partial(settings.SECRETS.optional_text, SECRET),
            key=partial(settings.SECRETS.key, "documents.index"),
            asks=settings.API_PARTICULIER_ASKS,
        ),
    )


def informations() -> dict[str, tuple[Connector, Information]]:
    """What may be asked of an administration today, by code; empty while none is connected."""
    return {
        found.code: (connector, found) for connector in connectors() for found in connector.informations()
    }


class Reach(NamedTuple):
    """What administrations may be asked for one household instead of a paper, for `guard.may_ask`.

    `answering`: type of piece → the connected administration whose answer stands for that very paper.
    `tried`: (type, subject) asked lately without result, or that they do not want asked: paper stays open.
    """

    answering: Mapping[str, str] = {}
    tried: frozenset[tuple[str, str]] = frozenset()

    def of(self, piece: str) -> tuple[str, ...]:
        """The administration that answers for this piece: one code or none."""
        code, _period, subject = read_key(piece)
        return (self.answering[code],) if code in self.answering and (code, subject) not in self.tried else ()


def reach_by_household(households: Collection[int], on: date) -> dict[int, Reach]:
    """The reach of each household, by key; no query while nothing is connected, else one."""
    known = [information for _connector, information in informations().values() if information.piece]
    papers = {information.code: information.piece for information in known}
    answering = {information.piece: information.administration for information in known}
    tried: dict[int, set[tuple[str, str]]] = {household: set() for household in households}
    if papers:
        vain = Q(outcome__in=IN_VAIN) | Q(outcome=Outcome.ANSWERED, piece="")
        lately = Q(asked_at__date__gte=on - timedelta(days=TRIED_DAYS))
        calls = AdministrationCall.objects.filter(
            vain & lately | Q(outcome=Outcome.OBJECTED), household__in=households, information__in=papers
        )
        for household, code, subject in calls.values_list("household_id", "information", "person__public_id"):
            tried[household].add((papers[code], str(subject)))
    return {household: Reach(answering, frozenset(found)) for household, found in tried.items()}


class Obtained(NamedTuple):
    """An answer that stands for a paper, read as one is (documents.holdings). `pk`: no document's key."""

    pk: int
    type: str
    period: str
    valid_from: date
    valid_until: date | None
    person_id: int
    subject: str
    state: State = State.ACCEPTED


def obtained_from(people: Iterable[int]) -> Iterator[Obtained]:
    """The answers that stand for a paper of one of these people, by key, wherever they live."""
    proved = AdministrationCall.objects.filter(person__in=list(people), outcome=Outcome.ANSWERED)
    for call in proved.exclude(piece="").select_related("person").order_by("pk"):
        since, subject = timezone.localdate(call.asked_at), str(call.person.public_id)
        yield Obtained(-call.pk, call.piece, call.period, since, call.valid_until, call.person_id, subject)
