"""Following a household: the action plan and the contacts log of a file."""

from collections.abc import Iterable
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import selectors, words
from cases.following import contacts, plans
from cases.forms.following import ContactForm, EndPlanForm, ObjectiveForm, PlanForm, ReviewForm
from cases.models import ActionPlan, CaseFile, Contact
from cases.models.plan import ObjectiveOutcome
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page, closed_words
from cases.views.taking import hand_over_of
from nps.ui import tables
from nps.ui.components import Clock, Column, Table
from nps.ui.once import once
from nps.ui.taking import taken

ROWS = 25
SETTLED = {"reached": ObjectiveOutcome.REACHED, "given-up": ObjectiveOutcome.GIVEN_UP, "resume": ""}


def _names(people) -> str:
    return ", ".join(words.full_name(person) for person in people)


@require_safe
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan under way with its objectives and reviews, then those that ended."""
    case = selectors.case_file_for(request.user, reference)
    found = list(plans.plans_of(case))
    running = next((each for each in found if each.ended_on is None), None)
    context = {
        "case_page": case_page(case),
        "case": case,
        "closed": closed_words(case),
        "plan": _shown(running) if running else None,
        "ended": [_shown(each) for each in found if each.ended_on],
        "here": "plan",
    }
    return render(request, "cases/following/plan.html", context)


def _shown(found: ActionPlan) -> dict:
    objectives = sorted(found.objectives.all(), key=lambda each: (each.due_on, each.pk))
    today = timezone.localdate()
    due = found.next_review_on
    return {
        "plan": found,
        "names": _names(found.people.all()),
        "objectives": [(each, not each.outcome and each.due_on < today) for each in objectives],
        "reviews": sorted(found.reviews.all(), key=lambda each: (each.on, each.pk), reverse=True),
        "review": Clock(due, _("Point sur le plan")) if due else None,
    }


@require_safe
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan alone, to print and hand to the household."""
    case = selectors.case_file_for(request.user, reference)
    running = plans.plan_of(case)
    if running is None:
        raise Http404
    context = {"case": case, "case_page": case_page(case), "shown": _shown(running)}
    return render(request, "cases/following/paper.html", context)


def _page(
    request: HttpRequest, found: CaseFile, form_class, title: str, act, done, **options
) -> HttpResponse:
    return form_page(
        request,
        form_class=form_class,
        act=act,
        done=done,
        back=reverse("cases:plan", args=[found.reference]),
        template="cases/form.html",
        context={"case_page": case_page(found), "title": title},
        **options,
    )


@once
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """A plan agreed with the household."""
    case = selectors.case_file_for(request.user, reference)
    return _page(
        request,
        case,
        PlanForm,
        _("Convenir d’un plan"),
        lambda data: plans.agree_plan(actor=request.user, case=case, **data),
        _("Le plan est enregistré. Ajoutez ses objectifs."),
        case=case,
    )


def _running(request: HttpRequest, reference: str) -> tuple[CaseFile, ActionPlan]:
    case = selectors.case_file_for(request.user, reference)
    running = plans.plan_of(case)
    if running is None:
        raise Http404
    return case, running


@once
def add_objective(request: HttpRequest, reference: str) -> HttpResponse:
    """Who does what by when."""
    case, running = _running(request, reference)
    return _page(
        request,
        case,
        ObjectiveForm,
        _("Ajouter un objectif"),
        lambda data: plans.add_objective(actor=request.user, plan=running, **data),
        _("L’objectif est enregistré."),
    )


@require_POST
@once
def settle_objective(request: HttpRequest, reference: str, objective: UUID, outcome: str) -> HttpResponse:
    """Reached, given up, or under way again."""
    case = selectors.case_file_for(request.user, reference)
    found = plans.objective_of(case, objective)
    if outcome not in SETTLED:
        raise Http404
    try_act(
        request,
        lambda: plans.settle_objective(actor=request.user, objective=found, outcome=SETTLED[outcome]),
        _("L’objectif est mis à jour."),
    )
    return redirect("cases:plan", case.reference)


@once
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """A point on the plan."""
    case, running = _running(request, reference)
    return _page(
        request,
        case,
        ReviewForm,
        _("Faire le point"),
        lambda data: plans.review_plan(actor=request.user, plan=running, **data),
        _("Le point est enregistré."),
    )


@once
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """The plan is over."""
    case, running = _running(request, reference)
    return _page(
        request,
        case,
        EndPlanForm,
        _("Terminer le plan"),
        lambda data: plans.end_plan(actor=request.user, plan=running, **data),
        _("Le plan est terminé."),
    )


@require_safe
def log(request: HttpRequest, reference: str) -> HttpResponse:
    """Every contact and attempt, newest first."""
    case = selectors.case_file_for(request.user, reference)
    found, careful = contacts.contacts_of(case), contacts.is_careful(case)
    if taken(request, "contacts"):
        return hand_over_of(request, case, tables.whole(lambda some: _log(some, careful), found))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "case_page": case_page(case),
        "case": case,
        "archived": case.archived_on,
        "page": page,
        "table": _log(page, careful),
        "careful": careful,
        "here": "contacts",
    }
    return render(request, "cases/following/contacts.html", context)


def _log(found: Iterable[Contact], careful: bool) -> Table:
    """What was said may tell where somebody in danger is: of a careful file it stays on the page."""
    rows = [
        (
            line.on,
            line.get_manner_display(),
            line.get_direction_display(),
            line.get_outcome_display(),
            _names(line.people.all()),
            line.said,
            line.recorded_by.full_name,
        )
        for line in found
    ]
    columns = (
        Column(_("Jour"), "date"),
        Column(_("Comment")),
        Column(_("À l’initiative de")),
        Column(_("Résultat")),
        Column(_("Avec")),
        Column(_("Ce qui s’est dit"), leaves=not careful),
        Column(_("Noté par")),
    )
    return Table(_("Contacts du dossier"), columns, rows, caption_hidden=True)


@once
def record_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """One more line of the log."""
    case = selectors.case_file_for(request.user, reference)
    return form_page(
        request,
        form_class=ContactForm,
        act=lambda data: contacts.record_contact(actor=request.user, case=case, **data),
        done=_("Le contact est noté."),
        back=reverse("cases:contacts", args=[case.reference]),
        template="cases/following/contact_new.html",
        context={"case_page": case_page(case), "careful": contacts.is_careful(case)},
        case=case,
    )
