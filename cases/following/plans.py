"""The action plan: agreed with the household, objectives that end, reviews that move the next date."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.following.contacts import require_of_household
from cases.models import ActionPlan, CaseFile, Objective, PlanReview
from cases.models.plan import Doer, ObjectiveOutcome
from cases.permissions import files_to_work
from cases.services.files import require_open_work
from cases.services.moves import AlreadyMoved, MoveRefused
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Person
from nps.people.selectors import with_applicant


def plans_of(case: CaseFile) -> QuerySet[ActionPlan]:
    """The plans of one of the agent's files: the one under way, then the latest ended."""
    found = case.plans.select_related("made_by", "ended_by")
    found = found.prefetch_related("people", "objectives__settled_by", "reviews__made_by")
    return found.order_by("-agreed_on", "-id")


def plan_of(case: CaseFile) -> ActionPlan | None:
    """The plan under way."""
    return plans_of(case).filter(ended_on=None).first()


def objective_of(case: CaseFile, public_id: UUID) -> Objective:
    """One objective of this file, or Http404."""
    found = Objective.objects.filter(plan__case=case, public_id=public_id).select_related("plan__case")
    if (objective := found.first()) is None:
        raise Http404
    return objective


def reviews_due(agent: Agent, until: date) -> QuerySet[ActionPlan]:
    """Plans to look at again by that day, nearest first, in the files this agent is the referent of."""
    files = files_to_work(CaseFile.objects.filter(referent=agent), agent)
    found = ActionPlan.objects.filter(next_review_on__lte=until, case__in=files)
    found = found.select_related("case__household").prefetch_related(with_applicant("case__household"))
    return found.order_by("next_review_on", "id")


@transaction.atomic
def agree_plan(
    *,
    actor: Agent,
    case: CaseFile,
    aim: str,
    agreed_on: date,
    people: Collection[Person],
    next_review_on: date,
) -> ActionPlan:
    """A plan agreed with the household. Raises NotYours, Blocked, MoveRefused when one is under way."""
    require_open_work(case, actor)
    require_of_household(case, people)
    if agreed_on > timezone.localdate():
        raise MoveRefused(_("L’accord du foyer ne peut pas être dans le futur."))
    if next_review_on <= agreed_on:
        raise MoveRefused(_("Le prochain point vient après l’accord."))
    if not people:
        raise MoveRefused(_("Dites avec qui le plan est convenu : cochez au moins une personne."))
    try:
        with transaction.atomic():
            plan = ActionPlan.objects.create(
                case=case,
                aim=aim.strip(),
                agreed_on=agreed_on,
                next_review_on=next_review_on,
                made_by=actor,
                made_at=timezone.now(),
            )
    except IntegrityError as refused:
        raise AlreadyMoved(_("Un plan est déjà en cours dans ce dossier. Terminez-le d’abord.")) from refused
    plan.people.set(people)
    _record("plan.agree", actor, plan, on=agreed_on, review=next_review_on)
    return plan


@transaction.atomic
def add_objective(
    *, actor: Agent, plan: ActionPlan, doer: Doer, what: str, due_on: date, who: str = ""
) -> Objective:
    """Who does what by when. Raises NotYours, Blocked, MoveRefused."""
    locked = _running(plan, actor)
    if due_on < locked.agreed_on:
        raise MoveRefused(_("Cette date vient avant l’accord sur le plan."))
    if doer == Doer.PARTNER and not who.strip():
        raise MoveRefused(_("Dites quel partenaire."))
    made = Objective.objects.create(
        plan=locked,
        doer=doer,
        who=who.strip(),
        what=what.strip(),
        due_on=due_on,
        added_by=actor,
        added_at=timezone.now(),
    )
    _record("plan.add_objective", actor, locked, objective=made, doer=doer, due=due_on)
    return made


@transaction.atomic
def settle_objective(*, actor: Agent, objective: Objective, outcome: str) -> Objective:
    """Reached, given up, or under way again (""). Raises NotYours, Blocked, MoveRefused, AlreadyMoved."""
    plan = _running(objective.plan, actor)
    locked = (
        Objective.objects.select_for_update(of=("self",)).select_related("settled_by").get(pk=objective.pk)
    )
    if outcome not in ("", *ObjectiveOutcome.values):
        raise MoveRefused(_("Dites si l’objectif est atteint ou abandonné."))
    if locked.outcome == outcome or (locked.outcome and outcome):
        who = locked.settled_by.full_name if locked.settled_by else _("une autre personne")
        raise AlreadyMoved(_("Déjà fait par %(who)s. Rien n’a été modifié de plus.") % {"who": who})
    locked.outcome = outcome
    locked.settled_on = timezone.localdate() if outcome else None
    locked.settled_by = actor if outcome else None
    locked.save(update_fields=["outcome", "settled_on", "settled_by"])
    _record("plan.settle_objective", actor, plan, objective=locked, outcome=outcome or "under_way")
    return locked


@transaction.atomic
def review_plan(*, actor: Agent, plan: ActionPlan, on: date, reached: str, next_on: date) -> PlanReview:
    """What was reached and when to look again. Raises NotYours, Blocked, MoveRefused."""
    locked = _running(plan, actor)
    if not locked.agreed_on <= on <= timezone.localdate():
        raise MoveRefused(_("Le point a lieu entre l’accord et aujourd’hui."))
    if next_on <= on:
        raise MoveRefused(_("Le prochain point vient après celui-ci."))
    made = PlanReview.objects.create(
        plan=locked, on=on, reached=reached.strip(), next_on=next_on, made_by=actor, made_at=timezone.now()
    )
    last = locked.reviews.order_by("-on", "-pk").first()  # an older point typed late moves nothing
    locked.next_review_on = last.next_on
    locked.save(update_fields=["next_review_on"])
    _record("plan.review", actor, locked, on=on, review=next_on)
    return made


@transaction.atomic
def end_plan(*, actor: Agent, plan: ActionPlan, reason: str) -> ActionPlan:
    """The plan is over, whatever became of its objectives. Raises NotYours, Blocked, MoveRefused."""
    locked = _running(plan, actor)
    if not reason.strip():
        raise MoveRefused(_("Dites pourquoi le plan se termine."))
    locked.ended_on, locked.ended_by = timezone.localdate(), actor
    locked.end_reason, locked.next_review_on = reason.strip(), None
    locked.save(update_fields=["ended_on", "ended_by", "end_reason", "next_review_on"])
    _record("plan.end", actor, locked)
    return locked


def _running(plan: ActionPlan, actor: Agent) -> ActionPlan:
    require_open_work(plan.case, actor)
    locked = ActionPlan.objects.select_for_update(of=("self",)).select_related("case", "ended_by")
    found = locked.get(pk=plan.pk)
    if found.ended_on:
        told = {"who": found.ended_by.full_name}
        raise AlreadyMoved(_("Ce plan a été terminé par %(who)s. Convenez d’un autre plan.") % told)
    return found


def _record(act: str, actor: Agent, plan: ActionPlan, **data) -> None:
    told = {key: str(value.public_id) if key == "objective" else str(value) for key, value in data.items()}
    told = {"plan": str(plan.public_id), **told}
    record(act=act, actor=actor, subject=plan, case_reference=plan.case.reference, data=told)
