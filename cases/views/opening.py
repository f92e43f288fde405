"""Opening a file: which site the address belongs to is told, never imposed (BL I-B 1, I-B 2)."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import territory, words
from cases.forms.opening import OpenForm
from cases.models import CaseFile
from cases.permissions import can_supervise
from cases.services import files as acts
from cases.territory import Belonging
from nps.accounts.models import Agent
from nps.accounts.territory import place
from nps.journal.services import record
from nps.people.models import Person
from nps.people.services import households
from nps.ui import formats
from nps.ui.components import Row


def open_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask where the household lives, if known; tell the site of that address once, then open here anyway."""
    form = OpenForm(request.POST if request.method == "POST" else None)
    told = None
    if form.is_bound and form.is_valid():
        today = timezone.localdate()
        told = _elsewhere(form, request.user, today)
        if told is None or form.cleaned_data["goes_on"] == told.site.pk:
            case = _open(request.user, person, form, told, today)
            return redirect("cases:case", case.reference)
        form.data = {**form.data.dict(), "goes_on": told.site.pk}
    context = {"name": words.full_name(person), "form": form, "told": told}
    context["sentence"] = sentence(told) if told else ""
    return render(request, "cases/open.html", context, status=422 if form.errors else 200)


def _elsewhere(form: OpenForm, agent: Agent, on: date) -> Belonging | None:
    """The other site this household belongs to; None when it is the agent's own, or nothing is known."""
    address, homeless = form.address, form.cleaned_data["homeless"]
    if not address and not homeless:
        return None
    number = households.arrondissement_of(address.get("postcode", ""))
    here = place(address.get("line", ""), number, homeless=homeless)
    found = territory.belonging(here, on, asks=agent.site_id)
    return found if found and found.elsewhere else None


@transaction.atomic
def _open(agent: Agent, person: Person, form: OpenForm, told: Belonging | None, on: date) -> CaseFile:
    household = households.create_household(actor=agent, applicant=person, since=on)
    case = acts.open_case_file(actor=agent, household=household, on=on)
    known = {"actor": agent, "case_reference": case.reference}
    if form.address:
        since = form.cleaned_data["since"] or on
        households.move_household(household=household, since=since, **form.address, **known)
    if form.cleaned_data["homeless"]:
        acts.record_situation(actor=agent, case=case, answers={(None, territory.TENURE): "none"})
    if told:
        record(act="casefile.kept_here", subject=case, data={"belongs_to": told.site.code}, **known)
    return case


def sentence(told: Belonging) -> str:
    """« Cette adresse relève de {site} depuis le {date}. »"""
    said = {"site": told.site.name, "day": formats.date_long(told.rule.since)}
    if told.homeless:
        return _("Sans domicile fixe, ce foyer relève de %(site)s depuis le %(day)s.") % said
    return _("Cette adresse relève de %(site)s depuis le %(day)s.") % said


def belonging_rows(case: CaseFile, actor: Agent, residents: Collection[Person]) -> list[Row]:
    """The line of a file that says which site its address belongs to, and who may move the file there."""
    told = territory.belonging_of(case, actor, timezone.localdate(), residents)
    if told is None:
        return []
    if not told.elsewhere:
        return [Row(_("Secteur"), sentence(told), told.said)]
    if can_supervise(case, actor):
        url = reverse("cases:transfer", args=[case.reference])
        return [Row(_("Secteur"), sentence(told), told.said, change_url=url, change_label=_("Transférer"))]
    proposal = _("Vous pouvez continuer ici, ou demander au responsable du site de transférer le dossier.")
    return [Row(_("Secteur"), f"{sentence(told)} {proposal}", told.said)]
