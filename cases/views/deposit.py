"""Scans in: one or several files become pieces of a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import selectors
from cases.forms.deposit import UploadForm
from cases.services import pieces as acts
from cases.views.frame import case_page
from documents import intake, vault
from nps.people.selectors import members_on
from nps.ui.once import once


@once
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Put one scan in the vault."""
    case = selectors.case_file_for(request.user, reference)
    members = [m.person for m in members_on(case.household, timezone.localdate())]
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*data, members=members, initial={"people": [str(p.pk) for p in members[:1]]})
    back = reverse("cases:documents", args=[reference])
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        details = {k: form.cleaned_data[k] for k in ("type_code", "period", "issued_on", "stated_until")}
        try:
            document = acts.file_document(
                actor=request.user,
                case=case,
                people=form.chosen(),
                upload=upload,
                filename=upload.name,
                **details,
            )
        except intake.Refused as refused:
            form.add_error("file", str(refused.refusal))
        except vault.BadDescription as fault:
            form.add_error(fault.field if fault.field in form.fields else None, _("Vérifiez cette réponse."))
        else:
            messages.success(request, _("La pièce est déposée. Regardez-la, puis acceptez-la ou refusez-la."))
            return redirect("cases:check_document", document.reference)
    context = {"case_page": case_page(case), "form": form, "back": back}
    return render(request, "cases/upload.html", context, status=422 if form.errors else 200)
