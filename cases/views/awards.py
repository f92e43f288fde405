"""Awards: what was granted, until when, and ending one before its time."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import selectors, words
from cases.forms.acts import EndAwardForm
from cases.permissions import can_supervise
from cases.services import decisions
from cases.views.acting import form_page
from cases.views.award import recoveries_table
from cases.views.frame import case_page, file_to_read
from cases.views.taking import hand_over_of
from eligibility import checks
from nps.ui.components import Column, Link, Table, Tag
from nps.ui.once import once
from nps.ui.taking import taken


def _amount(award) -> str:
    right = checks.right_of(decisions.right_of(award.application))
    return words.what_is_granted(right._replace(amount=None if award.amount is None else float(award.amount)))


def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The file's awards."""
    case = file_to_read(request, reference)
    can_end = can_supervise(case, request.user)
    found = case.awards.select_related("application__rights_check").order_by("-starts_on", "-pk")
    columns = [Column(_("Prestation")), Column(_("État")), Column(_("Montant")), Column(_("Du"), "date"),
               Column(_("Au"), "date")]  # fmt: skip
    if can_end:
        columns.append(Column(_("Acte"), leaves=False))
    rows = []
    for award in found:
        row = [
            Link(words.benefit_name(award.benefit), reverse("cases:award", args=[award.reference])),
            Tag.of("award", award.state),
            _amount(award),
            award.starts_on,
            award.ended_on or award.ends_on,
        ]
        if can_end:
            url = reverse("cases:end_award", args=[award.reference])
            row.append(
                Link(_("Terminer"), url, words.benefit_name(award.benefit)) if award.state == "active" else ""
            )
        rows.append(tuple(row))
    table = Table(_("Droits ouverts"), tuple(columns), rows, caption_hidden=True)
    if taken(request, "awards"):
        return hand_over_of(request, case, table)
    asked_back = recoveries_table(case.recoveries.order_by("-proposed_at", "-pk"))
    context = {"case_page": case_page(case), "table": table, "recoveries": asked_back}
    return render(request, "cases/awards.html", context)


@once
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """End an award before its time, with a reason."""
    award = selectors.award_for(request.user, reference)
    if not can_supervise(award, request.user):  # told before the reason is typed
        raise PermissionDenied(_("Cet acte revient à : %(who)s.") % {"who": can_supervise.by})
    return form_page(
        request,
        form_class=EndAwardForm,
        act=lambda data: decisions.end_award(
            actor=request.user, award=award, on=data["ended_on"], reason=data["reason"]
        ),
        done=_("Le droit est terminé."),
        back=reverse("cases:awards", args=[award.case.reference]),
        template="cases/reason.html",
        context={"case_page": case_page(award.case), "verb": _("Terminer le droit")},
    )
