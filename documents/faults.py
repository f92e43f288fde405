"""The storage of sealed files or its key fails in the middle of a page: told, nothing half kept."""

import logging

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext_lazy as _

from documents.sealing import KeyMissing
from nps.ui.problems import Problem, problem

logger = logging.getLogger(__name__)
NOT_KEPT = Problem(
    _("Le coffre des pièces ne répond pas"),
    _("Rien de cet envoi n’est gardé. Ce qui était déjà déposé est intact."),
    _("Gardez le papier et réessayez dans quelques minutes. Si cela dure, appelez l’aide."),
)


def page_of(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """The page (503) for a full disk, a server of objects that is away, a missing key; else None."""
    if isinstance(exception, UnreadablePostError) or not isinstance(exception, (OSError, KeyMissing)):
        return None
    logger.error("vault: %s during a page", type(exception).__name__)
    return problem(request, 503, NOT_KEPT)
