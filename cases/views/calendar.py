"""The secret address of an agent's calendar, and the calendar itself, which no cookie opens."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.following import feed
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import SITE_ROLES
from nps.ui.once import once

# A calendar asks every hour or so, from a few devices; whoever guesses addresses is slowed.
RATES = {"calendar": "60/h/key,240/m/ip"}


def _require_site_agent(request: HttpRequest) -> None:
    if request.user.role not in SITE_ROLES:
        raise Http404


def page(request: HttpRequest) -> HttpResponse:
    """Whether an address is open; a POST makes a new one, told once on the page that answers."""
    _require_site_agent(request)
    context = {}
    if request.method == "POST":
        secret = feed.open_feed(actor=request.user)
        context["address"] = request.build_absolute_uri(reverse("cases:calendar_feed", args=[secret]))
    context["feed"] = feed.feed_of(request.user)
    return render(request, "cases/following/calendar.html", context)


@require_POST
@once
def close(request: HttpRequest) -> HttpResponse:
    """The address answers no more."""
    _require_site_agent(request)
    feed.close_feed(actor=request.user)
    messages.success(request, _("L’adresse du calendrier est fermée."))
    return redirect("cases:calendar")


@login_not_required
@require_safe
def ics(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar (RFC 5545). A wrong or closed address, an agent who left: the same 404."""
    if not ratelimit.consume(request, app="nps", action="calendar", key=secret, config=RATES, limit_get=True):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    with acting("system"):
        agent = feed.agent_of(secret)
    if agent is None:
        raise Http404
    with acting(*actor_of(agent)):
        body = feed.calendar_of(agent, timezone.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="rendez-vous.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


# It tells the database who acts by itself: nobody is signed in.
ics.acts_itself = True
