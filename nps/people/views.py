"""The counter's pages: search first, then choose somebody or create a record. Names only in POST bodies."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nps.people.faults import DifferenceMissing, PeopleFault
from nps.people.forms import NewPersonForm, SearchForm
from nps.people.models import Person
from nps.people.presentation import lines
from nps.people.search import Match, search
from nps.people.selectors import require_site_agent
from nps.people.services import Searched, choose_found, register_person, search_first, searched_of
from nps.people.tokens import TokenExpired, TokenRefused
from nps.ui.once import once


@require_http_methods(["GET", "POST"])
def search_page(request: HttpRequest) -> HttpResponse:
    """Search, and who resembles; `?household=` is the household a member is being looked for."""
    require_site_agent(request.user)
    if request.method == "GET":
        form = SearchForm(initial={"household": request.GET.get("household", "")})
        return render(request, "people/search.html", {"form": form})
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "people/search.html", {"form": form}, status=422)
    found = search_first(actor=request.user, **form.cleaned_data)
    household = str(form.cleaned_data["household"] or "")
    context = {"form": form, "searched": True, "token": found.token}
    context["lines"] = _lines(request, found.matches, household)
    context["best"] = any(line.best for line in context["lines"])
    return render(request, "people/search.html", context)


@require_safe
def found(request: HttpRequest, token: str) -> HttpResponse:
    """« C’est cette personne »: on to what the floor above does with somebody found."""
    try:
        person, household = choose_found(actor=request.user, token=token)
    except TokenExpired:
        return _search_again(request, _("Cette recherche date de plus de 30 minutes. Cherchez de nouveau."))
    except (TokenRefused, Person.DoesNotExist):
        raise Http404
    return _go_on(person, household)


@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """The creation page: shown by a POST from the results, done by a POST of its own (`create`)."""
    require_site_agent(request.user)
    token = request.POST.get("token", "")
    try:
        searched = searched_of(actor=request.user, token=token)
    except TokenExpired:
        return _searched_too_long_ago(request)
    except TokenRefused:
        return _search_again(request, _("Cherchez d’abord la personne. Vous pourrez ensuite créer sa fiche."))
    if "create" not in request.POST:
        return _blank(request, searched, token)
    matches = _search(request, searched)
    form = NewPersonForm(request.POST, **_alike(matches, searched))
    if form.is_valid():
        try:
            person = register_person(actor=request.user, token=token, **form.cleaned_data)
        except DifferenceMissing as fault:
            matches = fault.matches or matches
            form = NewPersonForm(request.POST, alike=True, very_alike=True)
        except PeopleFault as fault:
            form.add_error("nir" if form.cleaned_data["nir"] else None, fault.message)
        else:
            messages.success(request, _("La fiche est créée."))
            return _go_on(person, searched.household)
    return _page(request, form, matches, token, searched.household, status=422)


def _blank(request: HttpRequest, searched: Searched, token: str) -> HttpResponse:
    sought = searched.sought
    initial = {
        "birth_name": sought.name,
        "given_names": sought.given,
        "birth": sought.birth,
        "nir": sought.nir,
        "differs_because": request.POST.get("differs_because", "")[:300],
    }
    matches = _search(request, searched)
    form = NewPersonForm(initial=initial, **_alike(matches, searched))
    return _page(request, form, matches, token, searched.household)


def _searched_too_long_ago(request: HttpRequest) -> HttpResponse:
    """Nothing typed is lost: the search is made again with it, and shown before anything is created."""
    form = NewPersonForm(request.POST, alike=True)
    if "create" not in request.POST or not form.is_valid():
        return _search_again(request, _("Cette recherche date de plus de 30 minutes. Cherchez de nouveau."))
    typed = form.cleaned_data
    again = search_first(
        actor=request.user,
        name=f"{typed['birth_name']} {typed['usage_name']}".strip(),
        given=typed["given_names"],
        birth=typed["birth"],
        nir=typed["nir"],
    )
    messages.info(
        request,
        _("La recherche datait de plus de 30 minutes. Elle est refaite\u00a0: relisez, puis créez la fiche."),
    )
    form = NewPersonForm(request.POST, **_alike(again.matches))
    return _page(request, form, again.matches, again.token, "", status=409)


def _alike(matches: list[Match], searched: Searched | None = None) -> dict[str, bool]:
    """Whether what differs is asked, and whether an answer is needed."""
    very = any(match.high for match in matches) or bool(searched and searched.high)
    return {"alike": bool(matches) or very, "very_alike": very}


def _search(request: HttpRequest, searched: Searched) -> list[Match]:
    sought = searched.sought
    return search(
        actor=request.user, name=sought.name, given=sought.given, birth=sought.birth, nir=sought.nir
    )


def _page(
    request: HttpRequest,
    form: NewPersonForm,
    matches: list[Match],
    token: str,
    household: str,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "lines": _lines(request, matches, household), "token": token}
    return render(request, "people/new.html", context, status=status)


def _lines(request: HttpRequest, matches: list[Match], household: str):
    return lines(actor=request.user, matches=matches, household=household, today=timezone.localdate())


def _search_again(request: HttpRequest, why: str) -> HttpResponse:
    messages.info(request, why)
    return redirect("people:search")


def _go_on(person: Person, household: str) -> HttpResponse:
    """Where the floor above takes over; it reads `?household=` when a member was looked for."""
    address = reverse(settings.AFTER_PERSON_URL, args=[person.public_id])
    return redirect(f"{address}?household={household}" if household else address)
