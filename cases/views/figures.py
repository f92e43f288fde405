"""The effect of figures under study on the active files: asked from « Référentiels », followed as a check."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cases.permissions import can_check_caseload
from cases.services.caseload import start_caseload_check
from eligibility import stewardship
from eligibility.change_sets import Act
from eligibility.models import RunKind
from nps.ui.once import once


@require_POST
@once
def effect(request: HttpRequest, change) -> HttpResponse:
    """Who would gain, who would lose, on the day of the figures; by-law rights alone change with them."""
    found = stewardship.change_sets_for(request.user).filter(public_id=change).first()
    if found is None or stewardship.state_of(found) not in (stewardship.DRAFT, Act.SUBMITTED):
        raise Http404
    if not can_check_caseload(request.user, RunKind.EFFECT, None):
        raise PermissionDenied
    figures = stewardship.with_set(stewardship.figures_in_force(), found)
    run = start_caseload_check(
        actor=request.user, kind=RunKind.EFFECT, on=found.in_force_on, figures=figures, national=False
    )
    return redirect("cases:caseload_run", run.public_id)
