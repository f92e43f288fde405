"""Pages that are nobody's work: help, accessibility, site plan, language, and what is said when all fails."""

import sys
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from nps.ui.context import frame


@dataclass(frozen=True)
class Problem:
    """What happened, whether something was lost, what to do: one sentence each."""

    title: str | Promise
    what: str | Promise
    then: str | Promise


PROBLEMS = {
    400: Problem(
        _("La demande n’a pas été comprise"),
        _("Rien n’a été enregistré."),
        _("Revenez à la page précédente et recommencez."),
    ),
    403: Problem(
        _("Vous n’avez pas le droit de faire cela"),
        _("Rien n’a été changé."),
        _("Demandez à votre responsable de site, ou revenez à l’accueil."),
    ),
    404: Problem(
        _("Page introuvable"),
        _("Cette page n’existe pas ou ne vous est pas ouverte."),
        _("Vérifiez l’adresse, ou revenez à l’accueil."),
    ),
    409: Problem(
        _("Quelqu’un a déjà fait avancer ce dossier"),
        _("Votre action n’a pas été faite, pour ne rien défaire."),
        _("Revenez à la page précédente et rechargez-la."),
    ),
    413: Problem(
        _("L’envoi est trop grand"),
        _("Rien n’a été enregistré."),
        _("Envoyez un fichier de 20 Mo au plus, PDF, JPEG ou PNG."),
    ),
    429: Problem(
        _("Trop d’essais"),
        _("Cette action est ralentie pour protéger les comptes."),
        _("Attendez quelques minutes, puis réessayez."),
    ),
    500: Problem(
        _("Une panne est survenue"),
        _("Ce qui était enregistré l’est toujours. La dernière action n’a pas été faite."),
        _("Réessayez dans quelques minutes. Si la panne revient, appelez l’aide."),
    ),
    503: Problem(
        _("Le service est arrêté un moment"),
        _("Rien n’est perdu."),
        _("Réessayez dans quelques minutes."),
    ),
}
SESSION_CHANGED = Problem(
    _("Cette page a expiré"),
    _("Rien n’a été enregistré. Votre session a changé depuis son affichage."),
    _("Revenez à la page précédente, rechargez-la, puis recommencez."),
)
TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def problem(request: HttpRequest, status: int, told: Problem | None = None) -> HttpResponse:
    """The page of a status of PROBLEMS, in the agent's own frame; `told` says it more precisely."""
    context = {"status": status, "problem": told or PROBLEMS[status]}
    return render(request, f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 400; what is too big is said to be too big (413)."""
    return problem(request, 413 if isinstance(exception, TOO_BIG) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, 404)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem(request, 403, SESSION_CHANGED)


def server_error(request: HttpRequest) -> HttpResponse:
    """Handler of 500, or 503 without a database: reads neither the session nor the database."""
    status = 503 if isinstance(sys.exc_info()[1], OperationalError) else 500
    context = {**frame(request.path), "status": status, "problem": PROBLEMS[status]}
    return HttpResponse(render_to_string(f"{status}.html", context), status=status)


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/accessibility.html")


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/help.html")


@login_not_required
def legal(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/legal.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/privacy.html")


@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/sitemap.html")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and come back to the same page; open to everybody."""
    return set_language(request)
