"""Awards that may be renewed and what their renewal asks for: reads, starting from the agent."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cases import periods, proving, selectors
from cases.models import Application, Award, CaseFile
from cases.models.application import RUNNING
from cases.workflow.award import PAID, AwardState
from documents import holdings, planning
from eligibility import engine
from eligibility.facts import situation_of
from eligibility.rules.verdict import Right
from eligibility.situation import Situation
from eligibility.stewardship import figures_in_force
from nps.accounts.models import Agent


def renewals_due(agent: Agent, until: date, files: QuerySet[CaseFile] | None = None) -> QuerySet[Award]:
    """Awards of the agent's files that end by that day and nobody asked again for, the first to end first."""
    own = selectors.case_files_for(agent).select_related(None) if files is None else files
    asked = Application.objects.filter(case=OuterRef("case"), benefit=OuterRef("benefit"), state__in=RUNNING)
    later = Award.objects.filter(
        case=OuterRef("case"), benefit=OuterRef("benefit"), starts_on__gt=OuterRef("starts_on")
    )
    return (
        Award.objects.filter(case__in=own, state__in=PAID, ends_on__lte=until)
        .exclude(Exists(asked))
        .exclude(Exists(later))
        .select_related("case__household", "application")
        .order_by("ends_on", "pk")
    )


def why_not(award: Award, on: date) -> str:
    """Why this award cannot be renewed on that day, and what could be done; empty when it can."""
    if award.ends_on is None:
        return _("Ce droit n’a pas de date de fin : il n’y a rien à renouveler.")
    if award.state == AwardState.INTERRUPTED or award.ended_on and award.ended_on < award.ends_on:
        return _("Ce droit s’est arrêté avant sa date de fin : le foyer dépose une nouvelle demande.")
    if on < periods.renewable_from(award.ends_on):
        return _("Le renouvellement se demande à partir de trois mois avant la fin du droit.")
    if on > periods.renewable_until(award.ends_on):
        return _("Le droit est fini depuis plus de trois mois : le foyer dépose une nouvelle demande.")
    if award.case.applications.filter(benefit=award.benefit, state__in=RUNNING).exists():
        return _("Une demande de cette aide est déjà en cours.")
    if award.renewals.filter(state="granted").exists():
        return _("Ce droit est déjà renouvelé.")
    return ""


@dataclass(frozen=True)
class Renewal:
    """What a renewal asked for that day would be. `right`: as checked without the national part."""

    starts_on: date
    right: Right
    proved: tuple[str, ...]  # pieces that still prove when the new period starts
    asked: tuple[str, ...]  # the smallest list of those that do not


def asked_again(award: Award) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Benefits asked for again, and those of them already renewed once: what a check needs to know."""
    again = (award.benefit,)
    return again, again if award.application.renews_id else ()


def foreseen(award: Award, on: date) -> Renewal:
    """What would be asked, and what the check says. Raises SituationFaults."""
    household, start = award.case.household, periods.starts_on(on, award.ends_on)
    situation = situation_of(household, on)
    needed = engine.requirements(situation, [award.benefit], on)
    kept = holdings.kept_by_household([household.pk], start)[household.pk]
    held = set(holdings.proofs(kept, start))
    at_hand = held | holdings.arrived(kept, on) | proving.declared(needed)
    plan = planning.plan([proving.lightened(one, held) for one in needed], at_hand)
    named = {piece for one in needed for pieces in one.any_of for piece in pieces}
    right = engine.supposed(_with(situation, award), on, figures_in_force())(award.benefit)
    return Renewal(start, right, tuple(sorted(named & held)), tuple(plan.requests))


def _with(situation: Situation, award: Award) -> Situation:
    renewals, before = asked_again(award)
    return replace(situation, renewals=renewals, renewed_before=before)


def ending_within(award: Award, on: date) -> int:
    """Days from that day to the start of the next period: a piece that ends in them is asked for now."""
    return max((periods.starts_on(on, award.ends_on) - on).days, 0)
