"""Two files of one family: the other one by its reference, both side by side, « Réunir »."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import selectors, words
from cases.forms.reuniting import MergeFilesForm, OtherFileForm
from cases.models import CaseFile
from cases.permissions import can_see_address, can_supervise
from cases.reuniting import files as reuniting
from cases.views.acting import try_act
from cases.views.frame import case_page
from nps.accounts.models import Agent
from nps.people import selectors as people
from nps.people.models import Membership, Rewrite
from nps.people.services.merging import overlap
from nps.people.services.reuniting import ONLY_ONE
from nps.ui.components import Column, Link, Table
from nps.ui.once import once


def _supervised(request: HttpRequest, reference: str) -> CaseFile:
    case = selectors.case_file_for(request.user, reference)
    if not can_supervise(case, request.user):
        raise PermissionDenied(can_supervise.by)
    return case


@once
def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Which other file is of the same family; a file of another site is not found."""
    case = _supervised(request, reference)
    form = OtherFileForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["reference"].strip().upper()
        other = selectors.case_files_for(request.user).filter(reference=wanted).first()
        if other and other.pk != case.pk:
            return redirect("cases:merge_files", reference, other.reference)
        form.add_error("reference", _("Aucun autre dossier de votre site ne porte cette référence."))
    context = {"case_page": case_page(case), "form": form, "case": case}
    return render(request, "cases/reuniting/choose.html", context, status=422 if form.errors else 200)


@once
def merge(request: HttpRequest, reference: str, other: str) -> HttpResponse:
    """Both files side by side: `reference` goes on, `other` is closed; what must be settled first."""
    kept, absorbed = _supervised(request, reference), _supervised(request, other)
    context = {
        "case_page": case_page(kept),
        "case": kept,
        "other": absorbed,
        "table": _side_by_side(request.user, kept, absorbed),
        "obstacles": reuniting.obstacles(request.user, kept, absorbed),
        "suspended": reuniting.to_suspend(kept, absorbed),
    }
    if context["obstacles"]:
        return render(request, "cases/reuniting/merge_files.html", context)
    options = {
        "followed": tuple(f"{case.referent.full_name}, {case.site.name}" for case in (kept, absorbed)),
        "addresses": tuple(_address(request.user, case) for case in (kept, absorbed)),
        "members": _to_place(kept, absorbed),
    }
    if request.method != "POST":
        form = MergeFilesForm(**options)
        return render(request, "cases/reuniting/merge_files.html", {**context, "form": form})
    form = MergeFilesForm(request.POST, **options)
    made: list[Rewrite] = []
    if form.is_valid() and try_act(
        request,
        lambda: made.append(
            reuniting.merge_files(
                actor=request.user,
                kept=kept,
                absorbed=absorbed,
                followed_as=form.cleaned_data["followed_as"],
                address=form.cleaned_data["address"],
                roles=form.roles(),
            )
        ),
        _("Les deux dossiers sont réunis."),
        form,
    ):
        return redirect("cases:rewrite", made[0].public_id)
    return render(request, "cases/reuniting/merge_files.html", {**context, "form": form}, status=422)


def _to_place(kept: CaseFile, absorbed: CaseFile) -> list[Membership]:
    """Members who come with a place only one may hold: which one is theirs is chosen."""
    there = {m.person_id for m in kept.household.memberships.filter(until=None)}
    coming = people.members_on(absorbed.household, timezone.localdate())
    ours = list(kept.household.memberships.filter(role__in=ONLY_ONE))
    return [
        m
        for m in coming
        if m.person_id not in there
        and m.role in ONLY_ONE
        and any(m.role == one.role and overlap(m, one) for one in ours)
    ]


def _address(agent: Agent, case: CaseFile) -> str:
    today = timezone.localdate()
    residents = [m.person for m in people.members_on(case.household, today)]
    address = people.address_on(case.household, today)
    if address is None:
        return _("aucune adresse dans %(reference)s") % {"reference": case.reference}
    if not can_see_address(case, agent, residents):
        return _("celle de %(reference)s (contact prudent)") % {"reference": case.reference}
    return f"{address.line}, {address.postcode} {address.city}"


def _side_by_side(agent: Agent, *cases: CaseFile) -> Table:
    today = timezone.localdate()
    rows = [
        (_("Foyer"), *(words.household_name(case.household) for case in cases)),
        (
            _("Personnes"),
            *(
                ", ".join(words.full_name(m.person) for m in people.members_on(c.household, today))
                for c in cases
            ),
        ),
        (_("État"), *(case.get_state_display() for case in cases)),
        (_("Suivi par"), *(case.referent.full_name for case in cases)),
        (_("Adresse"), *(_address(agent, case) for case in cases)),
        (_("Demandes"), *(str(case.applications.count()) for case in cases)),
        (_("Droits ouverts"), *(str(case.awards.count()) for case in cases)),
        (_("Pièces"), *(str(case.household.documents.count()) for case in cases)),
    ]
    links = [Link(case.reference, reverse("cases:case", args=[case.reference])) for case in cases]
    columns = (Column(_("Élément")), Column(_("Continue")), Column(_("Sera clos")))
    return Table(_("Les deux dossiers"), columns, [(_("Dossier"), *links), *rows])
