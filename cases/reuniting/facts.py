"""Facts of two people, or of two households, that become one: sources that disagree stand side by side."""

from typing import Any

from django.utils import timezone

from eligibility.facts import DOUBTED, STANDING
from eligibility.models import Fact
from nps.people.ledger import Ledger
from nps.people.pointing import Column


def facts_follow(written: Ledger, column: Column, former: int, new: int) -> None:
    """Every fact follows. Where both sides know the same thing, the value of the side that goes on stands:
    another value contests it until an agent chooses, the same value is history.
    """
    attname = column.field.attname
    facts = Fact.objects.select_for_update(of=("self",)).filter(**{attname: former})
    standing_first = sorted(facts, key=lambda fact: (fact.contests_id is not None, fact.pk))
    for fact in standing_first:
        values: dict[str, Any] = {attname: new}
        if fact.replaced_at is None and fact.contests_id is None:
            key = {"household_id": fact.household_id, "person_id": fact.person_id, "name": fact.name}
            stands = Fact.objects.filter(STANDING, **{**key, attname: new}).first()
            if stands:
                values |= _beside(written, stands, fact)
        written.change(fact, **values)


def _beside(written: Ledger, stands: Fact, fact: Fact) -> dict[str, Any]:
    """What becomes of a fact, and of the doubts about it, next to the one that stands."""
    now = timezone.now()
    taken = set(Fact.objects.filter(DOUBTED, contests=stands).values_list("source", flat=True))
    doubts = list(Fact.objects.filter(DOUBTED, contests=fact).order_by("pk"))
    found: dict[str, Any] = {}
    for one in (fact, *doubts):
        if one.value == stands.value or one.source in taken:
            values: dict[str, Any] = {"replaced_at": now}
        else:
            taken.add(one.source)
            values = {"contests_id": stands.pk}
        if one is fact:
            found = values
        else:
            written.change(one, **values)
    return found
