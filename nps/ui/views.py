"""Pages that are nobody's work: help, accessibility, site plan, language, and what is said when all fails."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from nps.ui.context import frame
from nps.ui.problems import PROBLEMS, SESSION_CHANGED, Problem, problem

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 400; what is too big is said to be too big (413)."""
    return problem(request, 413 if isinstance(exception, TOO_BIG) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 403; a reason given with the refusal is told."""
    usual, why = PROBLEMS[403], str(exception)
    return problem(request, 403, Problem(usual.title, why, usual.then) if why else None)


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
