"""The search for records of one person: everybody compared with who resembles, in batches. Merges nothing."""

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from nps.accounts.acting import acting
from nps.people.likelihood import Record, Verdict, judge
from nps.people.models import Membership, Person, Resemblance, ResemblanceSweep
from nps.people.search import resembling

BATCH = 50  # people compared in one transaction: what a killed worker loses
NIGHT = 20_000  # people compared at most in one night
COMPARED = 10  # records looked at beside each

logger = logging.getLogger(__name__)


def sweep(people: int = NIGHT) -> int:
    """Go on where the last search stopped, for so many people at most; how many were compared.

    Another worker at it: nothing happens. A worker killed loses its batch, made again by the next one.
    """
    done = 0
    while done < people:
        looked = _batch(min(BATCH, people - done))
        if not looked:
            break
        done += looked
    return done


def _batch(size: int) -> int:
    with acting("system"):
        ResemblanceSweep.objects.get_or_create(pk=1)
        mark = ResemblanceSweep.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        if mark is None:
            return 0
        met = Person.objects.filter(pk__gt=mark.upto, merged_into=None).order_by("pk")[:size]
        people = list(met)
        for person in people:
            compare(person)
        if people:
            mark.upto = people[-1].pk
        else:
            mark.upto, mark.turned_at = 0, timezone.now()
        mark.save()
        return len(people)


def compare(person: Person) -> None:
    """Write, renew or take back the pairs of one person. Told apart, a pair comes back only once changed."""
    known = {
        frozenset((pair.first_id, pair.second_id)): pair
        for pair in Resemblance.objects.filter(Q(first=person) | Q(second=person)).order_by("pk")
    }
    met = {match.person.pk: match.person for match in resembling(person, COMPARED)}
    others = {*met, *(key for pair in known for key in pair)} - {person.pk}
    met |= {one.pk: one for one in Person.objects.filter(pk__in=others - {*met}).order_by("pk")}
    records = records_of([person, *met.values()])
    for key, other in met.items():
        pair = known.get(frozenset((person.pk, key)))
        verdict = None if other.merged_into_id else judge(records[person.pk], records[key])
        _keep(pair, verdict, *sorted((person.pk, key)), seen_of(records[person.pk], records[key]))


def _keep(pair: Resemblance | None, verdict: Verdict | None, first: int, second: int, seen: str) -> None:
    if verdict is None:
        if pair and pair.told_apart_at is None:
            pair.delete()
        return
    if pair and pair.seen == seen and pair.told_apart_at:
        return
    told = {
        "likelihood": verdict.likelihood,
        "points": verdict.points,
        "alike": [str(reason) for reason in verdict.alike],
        "unlike": [str(reason) for reason in verdict.unlike],
        "seen": seen,
        "told_apart_by": None,
        "told_apart_at": None,
        "told_apart_because": "",
    }
    Resemblance.objects.update_or_create(first_id=first, second_id=second, defaults=told)


def records_of(people: Iterable[Person]) -> dict[int, Record]:
    """What is compared of each person, by key."""
    people = list(people)
    homes: dict[int, set[int]] = defaultdict(set)
    lives = Membership.objects.filter(person__in=people, until=None)
    for person, household in lives.values_list("person_id", "household_id"):
        homes[person].add(household)
    return {
        person.pk: Record(
            person.birth_name,
            person.usage_name,
            person.given_names,
            person.birth,
            bytes(person.nir_index or b""),
            person.died_on is not None,
            frozenset(homes[person.pk]),
        )
        for person in people
    }


def seen_of(one: Record, other: Record) -> str:
    """The digest of what two records said when they were compared, whatever their order and their homes."""
    told = sorted(
        [r.birth_name, r.usage_name, r.given, str(r.birth or ""), r.nir.hex(), r.died] for r in (one, other)
    )
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
