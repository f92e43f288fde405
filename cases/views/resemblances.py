"""Records that resemble each other: the list to review, « ce sont deux personnes différentes »."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import words
from cases.forms.reuniting import ApartForm
from cases.models import CaseFile
from cases.reuniting import people as reuniting
from cases.views.acting import form_page
from nps.accounts.models import Agent, Role
from nps.people.likelihood import Unlike
from nps.people.models import Likelihood, Membership, Person, Resemblance
from nps.people.ranking import Reason
from nps.people.tokens import issue
from nps.ui import formats, keyset
from nps.ui.components import Tag
from nps.ui.dates import PartialDate
from nps.ui.once import once

MERGE = "merge"  # what a token was made for
TAGS = {Likelihood.STRONG: "warn", Likelihood.WEAK: "info"}


def require_supervisor(agent: Agent) -> None:
    """Raises PermissionDenied: the register is kept clean by supervisors."""
    if agent.role != Role.SUPERVISOR:
        raise PermissionDenied(_("Cette page est celle des responsables de site."))


@require_safe
def to_review(request: HttpRequest) -> HttpResponse:
    """Pairs to review, the likeliest first."""
    require_supervisor(request.user)
    pairs = reuniting.pairs_for(request.user)
    page = keyset.page(pairs, order=("-points", "-id"), mark="id", **keyset.marks(request.GET))
    files = _files([person for pair in page.rows for person in (pair.first, pair.second)])
    lines = [_line(request.user, pair, files) for pair in page.rows]
    first = next((line["token"] for line in lines if line["token"]), "")
    return render(
        request, "cases/reuniting/resemblances.html", {"lines": lines, "page": page, "first": first}
    )


def _files(people: list[Person]) -> dict[int, list[CaseFile]]:
    """The files each of these people is or was in, in one query."""
    lives = Membership.objects.filter(person__in=people, household__case_file__isnull=False)
    found: dict[int, dict[int, CaseFile]] = {}
    for one in lives.select_related("household__case_file__site").order_by("household__case_file__pk"):
        found.setdefault(one.person_id, {})[one.household_id] = one.household.case_file
    return {person: list(files.values()) for person, files in found.items()}


def _line(agent: Agent, pair: Resemblance, files: dict[int, list[CaseFile]]) -> dict:
    sides = [_side(agent, person, files.get(person.pk, [])) for person in (pair.first, pair.second)]
    mine = not any(side["elsewhere"] for side in sides)
    likelihood = Likelihood(pair.likelihood)
    keys = [str(pair.first.public_id), str(pair.second.public_id)]
    return {
        "pair": pair,
        "sides": sides,
        "tag": Tag(TAGS[likelihood], likelihood.label),
        "alike": ", ".join(str(Reason(code).label) for code in pair.alike),
        "unlike": ", ".join(str(Unlike(code).label) for code in pair.unlike),
        "token": issue(MERGE, agent.pk, keys) if mine else "",
    }


def _side(agent: Agent, person: Person, files: list[CaseFile]) -> dict:
    """Whole at the agent's own site; the name and the year for a person of another one."""
    elsewhere = [case.site.name for case in files if case.site_id != agent.site_id]
    birth = person.birth
    if elsewhere and birth:
        birth = PartialDate(birth.year)
    return {
        "name": words.full_name(person),
        "birth": formats.date_long(birth),
        "careful": person.safe_contact,
        "elsewhere": elsewhere[0] if elsewhere else "",
        "files": [] if elsewhere else files,
    }


@once
def tell_apart(request: HttpRequest, pair: int) -> HttpResponse:
    """« Ce sont deux personnes différentes », with a reason."""
    require_supervisor(request.user)
    found = reuniting.pairs_for(request.user).filter(pk=pair).first()
    if found is None:
        raise Http404
    files = _files([found.first, found.second])
    return form_page(
        request,
        form_class=ApartForm,
        act=lambda data: reuniting.tell_apart(actor=request.user, pair=found, **data),
        done=_("C’est noté\u00a0: ces deux fiches ne seront plus rapprochées, sauf si l’une change."),
        back=_list(),
        template="cases/reuniting/apart.html",
        context={"line": _line(request.user, found, files)},
    )


def _list() -> str:
    return redirect("cases:resemblances").url
