"""Facts in and out: record what changed with its source, read what is known as a Situation. No pages here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from documents.models import SupportingDocument
from eligibility.models import Fact, Source
from eligibility.situation import Situation, SituationFaults
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Household, Membership, Person

Key = tuple[Person | None, str]

# What a verified piece of each type proves, by the name of the fact (catalogue of DOMAIN §4).
PROVEN_BY: dict[str, tuple[str, ...]] = {
    "identity_card": ("nationality",),
    "passport": ("nationality",),
    "residence_permit": ("residence_permit",),
    "family_record_book": ("couple",),
    "tax_notice": ("tax.income_tax", "tax.declared_monthly_income", "in_paris_since"),
    "pay_slip": ("incomes.wage",),
    "pension_statement": ("incomes.retirement_pension",),
    "unemployment_statement": ("incomes.unemployment_benefit",),
    "housing_benefit_statement": ("housing.housing_benefit.claimed", "housing.housing_benefit.monthly"),
    "benefit_statement": (
        "incomes.family_benefit",
        "housing.housing_benefit.claimed",
        "housing.housing_benefit.monthly",
    ),
    "rent_receipt": ("housing.rent", "housing.service_charges", "housing.arrears", "housing.tenure"),
    "lease": ("housing.tenure", "housing.lease_in_name", "housing.flat_share"),
    "disability_notice": ("disability.title",),
    "health_cover_certificate": ("health_cover",),
    "utility_bill": ("energy.contract",),
    "custody_judgment": ("shared_custody",),
}


def proven_by(type_code: str) -> tuple[str, ...]:
    """Names of the facts that an accepted piece of this type proves."""
    return PROVEN_BY.get(type_code, ())


def current_facts(household: Household, on: date | None = None) -> QuerySet[Fact]:
    """What is known now; facts whose validity has passed on that day are left out."""
    facts = household.facts.filter(replaced_at__isnull=True).select_related("person", "document")
    if on:
        facts = facts.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    return facts.order_by("person_id", "name")


def _differs(former: Fact | None, value: Any, source: Source) -> bool:
    """Whether an answer says something new: another value, or the same with a stronger source."""
    if former is None:
        return value is not None
    return former.value != value or (source != Source.DECLARED and former.source != source)


@transaction.atomic
def record_facts(
    *,
    actor: Agent,
    household: Household,
    answers: Mapping[Key, Any],
    case_reference: str,
    source: Source = Source.DECLARED,
    document: SupportingDocument | None = None,
    administration: str = "",
) -> list[Fact]:
    """Write the answers that differ from what is known, replacing it; the facts written."""
    Household.objects.select_for_update().get(pk=household.pk)
    known = {(fact.person_id, fact.name): fact for fact in current_facts(household)}
    now = timezone.now()
    given = {
        "source": source,
        "document": document,
        "administration": administration,
        "valid_until": document.valid_until if document else None,
        "recorded_by": actor,
        "recorded_at": now,
    }
    written, replaced = [], []
    for (person, name), value in answers.items():
        former = known.get((person.pk if person else None, name))
        if _differs(former, value, source):
            replaced += [former.pk] if former else []
            written.append(Fact(household=household, person=person, name=name, value=value, **given))
    Fact.objects.filter(pk__in=replaced).update(replaced_at=now)
    Fact.objects.bulk_create(written)
    if written:
        names = sorted({fact.name for fact in written})
        record(
            act="facts_recorded",
            actor=actor,
            subject=household,
            case_reference=case_reference,
            data={"facts": names, "source": str(source), "document": document.pk if document else None},
        )
    return written


def prove_facts(
    *, actor: Agent, household: Household, document: SupportingDocument, on: date, case_reference: str
) -> int:
    """Tie the declared facts that an accepted piece proves to that piece, values unchanged; how many.

    A piece whose time is over (a tax notice of three years ago) proves its year, not today's facts.
    """
    if document.valid_until and document.valid_until < on:
        return 0
    names = proven_by(document.type)
    people = set(document.people.values_list("pk", flat=True))
    answers = {
        (fact.person, fact.name): fact.value
        for fact in current_facts(household).filter(name__in=names, source=Source.DECLARED)
        if fact.value is not None and (fact.person_id is None or fact.person_id in people)
    }
    return len(
        record_facts(
            actor=actor,
            household=household,
            answers=answers,
            case_reference=case_reference,
            source=Source.DOCUMENT,
            document=document,
        )
    )


def months_in_paris(since: str, on: date) -> int:
    """Full months in Paris within the five years before that day; `since` is a month such as 2015-06."""
    year, month = (int(part) for part in since.split("-"))
    return max(0, min(60, (on.year - year) * 12 + on.month - month))


def _place(tree: dict[str, Any], path: str, value: Any) -> None:
    *parents, leaf = path.split(".")
    for parent in parents:
        tree = tree.setdefault(parent, {})
    tree[leaf] = value


def situation_of(household: Household, on: date) -> Situation:
    """Everything known of the household on that day, unknown where nothing is. Raises SituationFaults."""
    lives = household.memberships.filter(until=None).select_related("person").order_by("since", "pk")
    return Situation.from_json(_tree(lives, current_facts(household, on), on))


def situations_of(households: Collection[int], on: date) -> dict[int, Situation | SituationFaults]:
    """`situation_of` for many households by key, in two queries whatever their number; faults are values."""
    lives, known = defaultdict(list), defaultdict(list)
    memberships = Membership.objects.filter(household_id__in=households, until=None).select_related("person")
    for membership in memberships.order_by("since", "pk"):
        lives[membership.household_id].append(membership)
    valid = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    facts = Fact.objects.filter(valid, household_id__in=households, replaced_at__isnull=True)
    for fact in facts.only("household_id", "person_id", "name", "value").order_by("person_id", "name"):
        known[fact.household_id].append(fact)
    found: dict[int, Situation | SituationFaults] = {}
    for household in households:
        try:
            found[household] = Situation.from_json(_tree(lives[household], known[household], on))
        except SituationFaults as faults:
            found[household] = faults
    return found


def _tree(memberships: Iterable[Membership], facts: Iterable[Fact], on: date) -> dict[str, Any]:
    """The household in the shape `Situation.from_json` reads."""
    tree: dict[str, Any] = {"on": on.isoformat(), "persons": []}
    persons: dict[int, dict[str, Any]] = {}
    for membership in memberships:
        person = membership.person
        persons[person.pk] = {"id": str(person.public_id), "role": membership.role}
        if person.nationality != "unknown":
            persons[person.pk]["nationality"] = str(person.nationality)
        if person.birth_day:
            born = date(person.birth_year, person.birth_month, person.birth_day)
            persons[person.pk]["birth_date"] = born.isoformat()
        tree["persons"].append(persons[person.pk])
    for fact in facts:
        if fact.value is None:
            continue
        if fact.person_id is None:
            _place(tree, fact.name, fact.value)
        elif fact.person_id in persons and fact.name.startswith("incomes."):
            kind = fact.name.removeprefix("incomes.")
            persons[fact.person_id].setdefault("incomes", []).append({"kind": kind, **fact.value})
        elif fact.person_id in persons and fact.name == "in_paris_since":
            persons[fact.person_id]["months_in_paris_last_5_years"] = months_in_paris(fact.value, on)
        elif fact.person_id in persons and fact.name == "no_income":
            persons[fact.person_id].setdefault("incomes", [])
        elif fact.person_id in persons:
            _place(persons[fact.person_id], fact.name, fact.value)
    return tree
