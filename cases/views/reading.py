"""A piece read again on demand: a worker does it, the page does not wait."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import selectors
from cases.services.files import require_work
from cases.services.moves import NotYours
from documents.jobs import read_later
from nps.ui.once import once


@require_POST
@once
def read(request: HttpRequest, reference) -> HttpResponse:
    """Ask that a piece be read; what is read is shown where it is checked."""
    document = selectors.document_for(request.user, reference)
    try:
        require_work(document.household.case_file, request.user)
    except NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    read_later(document.content_id)
    messages.success(request, _("La lecture est demandée. Rouvrez cette page dans quelques secondes."))
    return redirect("cases:check_document", reference)
