"""Facts in and out: record what changed with its source, read what is known as a Situation. No pages here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from documents.models import SupportingDocument
from eligibility.fact_names import INCOMES, income_kind, months_since, told
from eligibility.models import Fact, Source
from eligibility.situation import Situation, SituationFaults
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Household, Membership, Person

Key = tuple[Person | None, str]

# The facts as they stand; an open doubt is kept beside the fact it contests.
STANDING = Q(replaced_at__isnull=True, contests__isnull=True)
DOUBTED = Q(replaced_at__isnull=True, contests__isnull=False)

# What a verified piece of each type proves, by the name of the fact (catalogue of DOMAIN §4).
PROVEN_BY: dict[str, tuple[str, ...]] = {
    "identity_card": ("nationality",),
    "passport": ("nationality",),
    "residence_permit": ("residence_permit", "residence_permit_since", "nationality"),
    "family_record_book": ("couple", "arrival.kind", "arrival.on", "arrival.children"),
    "tax_notice": ("tax.income_tax", "tax.declared_monthly_income", "in_paris_since"),
    "pay_slip": ("incomes.wage",),
    "pension_statement": (
        *("incomes.retirement_pension", "incomes.invalidity_pension", "incomes.work_accident_annuity"),
        *("incomes.aspa", "incomes.veteran_pension", "retired", "unfit_for_work"),
    ),
    "unemployment_statement": ("incomes.unemployment_benefit", "incomes.ass", "jobseeker"),
    "housing_benefit_statement": ("housing.housing_benefit.claimed", "housing.housing_benefit.monthly"),
    "benefit_statement": (
        *("incomes.family_benefit", "incomes.aah", "incomes.rsa", "incomes.activity_bonus"),
        *("incomes.sickness_benefit", "housing.housing_benefit.claimed", "housing.housing_benefit.monthly"),
    ),
    "rent_receipt": ("housing.rent", "housing.service_charges", "housing.arrears", "housing.tenure"),
    "lease": ("housing.tenure", "housing.lease_in_name", "housing.flat_share", "housing.occupied_since"),
    "coownership_charges": ("housing.coownership_charges",),
    "loan_statement": ("housing.loan_repayment",),
    "housing_certificate": ("housing.tenure",),
    "domicile_election": ("housing.homeless_since",),
    "disability_notice": ("asked.disability", "disability.title", "disability.rate"),
    "medical_certificate": (
        *("asked.autonomy", "loss_of_autonomy", "autonomy_certificate_on", "asked.care", "care.patient"),
    ),
    "health_cover_certificate": ("health_cover",),
    "utility_bill": ("energy.contract",),
    "custody_judgment": ("shared_custody", "guardianship"),
    "school_certificate": ("schooling", "student", "social_grant"),
    "veteran_card": ("veteran_card",),
}


def proven_by(type_code: str) -> tuple[str, ...]:
    """Names of the facts that an accepted piece of this type proves."""
    return PROVEN_BY.get(type_code, ())


def current_facts(household: Household, on: date | None = None) -> QuerySet[Fact]:
    """What is known now; facts whose validity has passed on that day are left out."""
    facts = household.facts.filter(STANDING).select_related("person", "document")
    if on:
        facts = facts.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
    return facts.order_by("person_id", "name")


def doubts_of(household: Household) -> QuerySet[Fact]:
    """Values that disagree with a standing fact of another source, until an agent chooses."""
    return household.facts.filter(DOUBTED).select_related("document", "recorded_by").order_by("recorded_at")


def history_of(fact: Fact) -> QuerySet[Fact]:
    """Every value this fact had in its household, newest first."""
    same = Fact.objects.filter(household=fact.household_id, person=fact.person_id, name=fact.name)
    return same.select_related("document", "recorded_by", "person").order_by("-recorded_at", "-pk")


def _differs(former: Fact | None, value: Any, source: Source, on: date) -> bool:
    """Whether an answer says something new: another value, the same with a stronger source, or once more what
    no longer counts."""
    if former is None or _is_over(former, on):
        return True
    return former.value != value or (source != Source.DECLARED and former.source != source)


def _is_over(fact: Fact, on: date) -> bool:
    """Whether what says it counts no more."""
    return fact.valid_until is not None and fact.valid_until < on


def _renews(former: Fact | None, fact: Fact) -> bool:
    """Whether an administration, or a later piece, says the same again, for longer."""
    if former is None or former.source != fact.source or fact.source == Source.DECLARED:
        return False
    return bool(former.valid_until) and (not fact.valid_until or fact.valid_until > former.valid_until)


def _contested(former: Fact | None, source: Source, value: Any, on: date) -> bool:
    """Whether what was proved, and still is, is denied by another source: nothing replaces it silently."""
    if former is None or former.source in (Source.DECLARED, source):
        return False
    return former.value != value and not _is_over(former, on)


def _set_aside(facts: Iterable[int], at: datetime) -> None:
    """These values, and what contested them, are history."""
    Fact.objects.filter(Q(pk__in=facts) | Q(contests__in=facts), replaced_at=None).update(replaced_at=at)


def _write(known: Mapping, doubts: Mapping, facts: Iterable[Fact], now: datetime) -> list[Fact]:
    """Write the facts that say something new, each in the place of, or beside, what it differs from."""
    written: list[Fact] = []
    replaced: list[int] = []
    denied: dict[int, Fact] = {}
    today = timezone.localdate(now)
    for fact in facts:
        former = known.get((fact.person_id, fact.name))
        if not (_differs(former, fact.value, fact.source, today) or _renews(former, fact)):
            continue
        if _contested(former, fact.source, fact.value, today):
            doubt = doubts.get((former.pk, fact.source))
            if doubt and doubt.value == fact.value:
                continue
            replaced += [doubt.pk] if doubt else []
            fact.contests = former
        elif former:
            replaced.append(former.pk)
            if fact.source != Source.DECLARED == former.source and former.value not in (None, fact.value):
                denied[former.pk] = fact
        written.append(fact)
    _set_aside(replaced, now)
    Fact.objects.bulk_create(written)
    for declared, proved in denied.items():
        Fact.objects.filter(pk=declared).update(replaced_at=None, contests=proved)
    return written


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
    valid_until: date | None = None,
) -> list[Fact]:
    """Write the answers that differ from what is known; the facts written. Null says « on ne sait pas ».

    `valid_until`: the last day of what an administration says; a document has its own.

    A new value replaces the former one, except across sources: what was proved stands beside what is
    declared later, and a declared value stays beside the proof that denies it, until `settle_fact`.
    """
    Household.objects.select_for_update().get(pk=household.pk)
    known = {(fact.person_id, fact.name): fact for fact in current_facts(household)}
    doubts = {(doubt.contests_id, doubt.source): doubt for doubt in doubts_of(household)}
    now = timezone.now()
    given = {
        "source": source,
        "document": document,
        "administration": administration,
        "valid_until": document.valid_until if document else valid_until,
        "recorded_by": actor,
        "recorded_at": now,
    }
    facts = [
        Fact(household=household, person=person, name=name, value=value, **given)
        for (person, name), value in answers.items()
    ]
    written = _write(known, doubts, facts, now)
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


@transaction.atomic
def settle_fact(*, actor: Agent, household: Household, fact: int, case_reference: str) -> Fact:
    """Keep this value of those that disagree; the others become history. Raises Fact.DoesNotExist."""
    Household.objects.select_for_update().get(pk=household.pk)
    kept = household.facts.get(pk=fact, replaced_at=None)
    standing = kept.contests_id or kept.pk
    others = Fact.objects.filter(Q(pk=standing) | Q(contests=standing), replaced_at=None).exclude(pk=kept.pk)
    if others.update(replaced_at=timezone.now()):
        kept.contests = None
        kept.save(update_fields=["contests"])
        record(
            act="fact_settled",
            actor=actor,
            subject=household,
            case_reference=case_reference,
            data={"fact": kept.name, "source": kept.source},
        )
    return kept


def prove_facts(
    *, actor: Agent, household: Household, document: SupportingDocument, on: date, case_reference: str
) -> int:
    """Tie the facts that an accepted piece proves to that piece, values unchanged; how many.

    Those declared, and those an earlier piece proved for less long: a renewal asks again for nothing else.

    A piece whose time is over (a tax notice of three years ago) proves its year, not today's facts.
    """
    if document.valid_until and document.valid_until < on:
        return 0
    names = proven_by(document.type)
    people = set(document.people.values_list("pk", flat=True))
    answers = {
        (fact.person, fact.name): fact.value
        for fact in current_facts(household).filter(source__in=(Source.DECLARED, Source.DOCUMENT))
        if (fact.name in names or f"{INCOMES}{income_kind(fact.name)}" in names)
        and fact.value is not None
        and (fact.person_id is None or fact.person_id in people)
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


def months_in_paris(since: str, on: date) -> int | None:
    """Full months in Paris within the five years before that day; `since` is a month such as 2015-06."""
    return months_since(since, on, largest=60)


def situation_of(household: Household, on: date) -> Situation:
    """Everything known of the household on that day, unknown where nothing is. Raises SituationFaults."""
    lives = household.memberships.filter(until=None).select_related("person").order_by("since", "pk")
    return situation_told(lives, current_facts(household, on), on)


def situation_told(memberships: Iterable[Membership], facts: Iterable[Fact], on: date) -> Situation:
    """The same from members and facts already read, or not yet written. Raises SituationFaults."""
    return Situation.from_json(_tree(memberships, facts, on))


def situations_of(households: Collection[int], on: date) -> dict[int, Situation | SituationFaults]:
    """`situation_of` for many households by key, in two queries whatever their number; faults are values."""
    lives, known = defaultdict(list), defaultdict(list)
    memberships = Membership.objects.filter(household_id__in=households, until=None).select_related("person")
    for membership in memberships.order_by("since", "pk"):
        lives[membership.household_id].append(membership)
    valid = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    facts = Fact.objects.filter(STANDING, valid, household_id__in=households)
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
    known: dict[int | None, list[tuple[str, Any]]] = defaultdict(list)
    for fact in facts:
        known[fact.person_id].append((fact.name, fact.value))
    persons = [{**_register(member), **told(known[member.person_id], on)} for member in memberships]
    return {"on": on.isoformat(), **told(known[None], on), "persons": persons}


def _register(membership: Membership) -> dict[str, Any]:
    """What the person's own record says."""
    person = membership.person
    said = {"id": str(person.public_id), "role": membership.role}
    if person.nationality != "unknown":
        said["nationality"] = str(person.nationality)
    if person.birth_day:
        said["birth_date"] = date(person.birth_year, person.birth_month, person.birth_day).isoformat()
    elif person.birth_year:
        said["birth_year"] = person.birth_year
    return said
