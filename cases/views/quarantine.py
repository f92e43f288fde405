"""A piece the antivirus holds back: asked about again by an agent. Nothing of it is shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import selectors
from cases.services.pieces import scan_document_again
from cases.views.previews import CANNOT, unreadable
from documents import vault
from nps.ui.once import once


@require_POST
@once
def scan_again(request: HttpRequest, reference) -> HttpResponse:
    """Have a blocked piece scanned again; the page of the piece says what came out."""
    document = selectors.document_for(request.user, reference)
    try:
        document = scan_document_again(
            actor=request.user, case=document.household.case_file, document=document
        )
    except vault.NotPossible:
        messages.info(request, _("Cette pièce n’est plus bloquée. Rien n’a été modifié de plus."))
    except CANNOT as fault:
        return unreadable(request, document, fault)
    else:
        if document.state == "quarantined":
            messages.warning(request, _("La pièce reste bloquée."))
        else:
            messages.success(request, _("Aucun virus trouvé. La pièce attend d’être vérifiée."))
    return redirect("cases:check_document", reference)
