"""Who lives here since when, where, and who acts for whom."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import selectors, words
from cases.models import CaseFile
from cases.permissions import can_see_address, can_supervise
from cases.reuniting.reading import goes_on_in, reunited_into
from cases.views.frame import case_page, file_to_read
from cases.views.leaving import deaths_told
from cases.views.opening import belonging_rows
from nps.people import selectors as people
from nps.people import services as register
from nps.people.faults import PeopleFault
from nps.people.forms import MandateForm, MoveForm
from nps.ui import formats
from nps.ui.components import Column, Row, Table
from nps.ui.once import once


def household(request: HttpRequest, reference: str) -> HttpResponse:
    """Members, addresses, mandates."""
    case = file_to_read(request, reference)
    today = timezone.localdate()
    residents = [m.person for m in people.members_on(case.household, today)]
    careful = any(person.safe_contact for person in residents)
    hidden = careful if case.read_only else not can_see_address(case, request.user, residents)
    addresses = [
        Row(
            _("depuis le %(day)s") % {"day": formats.date_long(a.since)},
            f"{a.line}, {a.postcode} {a.city}",
        )
        for a in people.addresses_of(case.household)
        if not hidden
    ]
    mandates = [
        Row(m.representative_name, f"{m.get_kind_display()} : {words.full_name(m.person)}")
        for m in people.mandates_on(residents, today)
    ]
    context = {
        "members": _members(case, today),
        "addresses": addresses,
        "mandates": mandates,
        "case": case,
        "case_page": case_page(case),
        "hidden": hidden,
        "sector": belonging_rows(case, request.user, residents),
    }
    context["supervises"] = can_supervise(case, request.user)
    context["deaths"] = deaths_told(case)
    context["reunited"] = [one.reference for one in reunited_into(case)]
    context["goes_on_in"] = goes_on_in(request.user, case)
    context["people"] = [(person.public_id, words.full_name(person)) for person in residents]
    return render(request, "cases/household.html", context)


def _members(case: CaseFile, on: date) -> Table:
    columns = (
        Column(_("Personne")),
        Column(_("Naissance"), "date"),
        Column(_("Place")),
        Column(_("Depuis le"), "date"),
    )
    lines = [
        (
            words.full_name(member.person),
            formats.date_short(member.person.birth),
            member.get_role_display(),
            formats.date_short(member.since),
        )
        for member in people.members_on(case.household, on)
    ]
    return Table(_("Personnes du foyer"), columns, lines)


def _page(request: HttpRequest, reference: str, form_class, title: str, act) -> HttpResponse:
    case = selectors.case_file_for(request.user, reference)
    back = reverse("cases:household", args=[reference])
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(case, form.cleaned_data)
            return redirect(back)
        except PeopleFault as fault:
            form.add_error(None, fault.message)
    context = {"case_page": case_page(case), "form": form, "title": title, "back": back}
    return render(request, "cases/form.html", context, status=422 if form.errors else 200)


@once
def move_home(request: HttpRequest, reference: str) -> HttpResponse:
    """A new address, dated; the former one is kept."""

    def act(case, data):
        register.move_household(
            actor=request.user, household=case.household, case_reference=case.reference, **data
        )

    return _page(request, reference, MoveForm, _("Nouvelle adresse du foyer"), act)


@once
def add_mandate(request: HttpRequest, reference: str, person) -> HttpResponse:
    """Somebody acts for a member of the household."""
    case = selectors.case_file_for(request.user, reference)
    member = case.household.memberships.filter(until=None, person__public_id=person).first()
    if member is None:
        raise Http404

    def act(case, data):
        register.add_mandate(actor=request.user, person=member.person, case_reference=case.reference, **data)

    return _page(request, reference, MandateForm, _("Représentant légal"), act)
