"""Lists of one file taken away: what was opened by exceptional access is read, and leaves in no table."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cases.models import CaseFile
from nps.ui.components import Table
from nps.ui.taking import hand_over


def hand_over_of(request: HttpRequest, case: CaseFile, table: Table, **more) -> HttpResponse:
    """Like hand_over, in the journal of this file. Raises PermissionDenied for a file only to read."""
    if getattr(case, "read_only", False):
        raise PermissionDenied(_("Un dossier ouvert par accès exceptionnel se lit : rien ne s’en emporte."))
    return hand_over(request, table, case_reference=case.reference, **more)
