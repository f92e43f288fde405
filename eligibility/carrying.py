"""Facts that follow people into another household, and those a household no longer knows. No page here."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from documents.models import SupportingDocument
from eligibility.facts import STANDING, current_facts
from eligibility.models import Fact, Source
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Household, Person

# What a couple declared together, or what depends on who lives there: asked again when somebody leaves.
OF_THE_COUPLE = ("couple", "tax.", "housing.housing_benefit.")


@transaction.atomic
def carry_facts(
    *,
    actor: Agent,
    former: Household,
    new: Household,
    people: Collection[Person],
    proofs: Mapping[int, SupportingDocument],
    case_reference: str,
) -> list[Fact]:
    """What is known of these people is known in their new household too; what the home knows is not.

    `proofs`: key of a document of the former household → the same document kept for the new one. What
    another document proves is declared there, until its proof is shared.
    """
    now = timezone.now()
    found = [
        Fact(
            household=new,
            person=fact.person,
            name=fact.name,
            value=fact.value,
            recorded_by=actor,
            recorded_at=now,
            valid_until=fact.valid_until,
            **_source(fact, proofs),
        )
        for fact in current_facts(former).filter(person__in=people)
    ]
    Fact.objects.bulk_create(found)
    _journal("facts_carried", actor, new, case_reference, found)
    return found


def _source(fact: Fact, proofs: Mapping[int, SupportingDocument]) -> dict:
    if fact.source == Source.ADMINISTRATION:
        return {"source": fact.source, "administration": fact.administration}
    kept = proofs.get(fact.document_id or 0)
    return {"source": Source.DOCUMENT, "document": kept} if kept else {"source": Source.DECLARED}


@transaction.atomic
def no_longer_known(*, actor: Agent, household: Household, case_reference: str) -> list[Fact]:
    """What the household knew as a couple becomes unknown: asked again, never guessed."""
    names = Q(*(Q(name__startswith=name) for name in OF_THE_COUPLE), _connector=Q.OR)
    found = list(household.facts.filter(STANDING & names, person=None).order_by("pk"))
    about = Q(pk__in=[fact.pk for fact in found]) | Q(contests__in=found)
    Fact.objects.filter(about, replaced_at=None).update(replaced_at=timezone.now())
    _journal("facts_unknown", actor, household, case_reference, found)
    return found


def _journal(act: str, actor: Agent, household: Household, case_reference: str, facts: list[Fact]) -> None:
    if facts:
        names = sorted({fact.name for fact in facts})
        record(act=act, actor=actor, subject=household, case_reference=case_reference, data={"facts": names})
