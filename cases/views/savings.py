"""« Demandes évitées »: the figures of a site between two days, with their definition."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import words
from cases.forms.remarks import PeriodForm
from cases.services import counting
from nps.accounts.models import SITE_ROLES
from nps.ui.components import Column, Table
from nps.ui.taking import hand_over, taken


@require_safe
def savings(request: HttpRequest) -> HttpResponse:
    """Requests avoided on the agent's site, benefit by benefit; this year unless other days are asked for."""
    if request.user.role not in SITE_ROLES:
        raise Http404
    today = timezone.localdate()
    form = PeriodForm(request.GET or None)
    told = form.cleaned_data if form.is_valid() else {}
    since, until = told.get("since") or date(today.year, 1, 1), told.get("until") or today
    found = counting.of_site(request.user, since, until)
    rows = [
        (words.benefit_name(code), one.applications, one.alone, one.asked, one.avoided)
        for code, one in sorted(found.items(), key=lambda pair: -pair[1].avoided)
    ]
    total = counting.total(found.values())
    columns = (
        Column(_("Aide")),
        Column(_("Demandes complètes"), "number"),
        Column(_("Pièces, une à une"), "number"),
        Column(_("Pièces demandées"), "number"),
        Column(_("Demandes évitées"), "number"),
    )
    rows += [(_("Total"), total.applications, total.alone, total.asked, total.avoided)] if rows else []
    table = Table(_("Demandes évitées par aide"), columns, rows, caption_hidden=True)
    if taken(request, "savings"):
        return hand_over(request, table, form=form)
    context = {
        "form": form,
        "since": since,
        "until": until,
        "site": request.user.site.name,
        "total": total,
        "table": table,
    }
    return render(request, "cases/savings.html", context)
