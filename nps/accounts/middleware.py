"""What every request goes through: session limits, second factor, no caching, the database told the actor."""

import time
from urllib.parse import urlencode, urlsplit

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.storage import default_storage
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from psycopg.errors import DeadlockDetected, SerializationFailure

from nps.accounts import held
from nps.accounts.acting import acting, actor_of
from nps.accounts.adapter import FACTORS

# Keys of the session. Times are seconds since 1970.
STARTED, SEEN, ENDED = "nps.started", "nps.seen", "nps.ended"
CROSSED = (DeadlockDetected, SerializationFailure)
ATTEMPTS = 3  # of a request that others cross
SEEN_EVERY = 60  # one write a minute at most, and idleness known to the minute

EVERY_RESPONSE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self)",
}


def is_public(view) -> bool:
    """Whether LoginRequiredMiddleware lets anybody reach this view."""
    return not getattr(view, "login_required", True)


class SessionLimitsMiddleware:
    """A session ends after SESSION_IDLE_SECONDS without an act, and SESSION_ABSOLUTE_SECONDS after sign-in.

    Requests a page makes by itself (polling) say so with the header `NPS-Background` and count as no act.
    An htmx request of somebody no longer signed in gets 401 and a small block, so that the page keeps what
    was typed. A disabled agent is nobody from the next request on: Django's own backend sees to that.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._count(request, time.time())
        response = self.get_response(request)
        if request.user.is_authenticated and STARTED not in request.session:  # signed in just now
            request.session.update(dict.fromkeys((STARTED, SEEN), time.time()))
            _remember_whose_browser(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.user.is_authenticated or is_public(view) or request.headers.get("HX-Request") != "true":
            return None
        back = _page_within(request.headers.get("HX-Current-URL", "/"))
        where = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
        return render(request, "account/session_ended.html", {"sign_in_url": where}, status=401)

    def _count(self, request: HttpRequest, now: float) -> None:
        session = request.session
        started, seen = session.get(STARTED, now), session.get(SEEN, now)
        if now - started > settings.SESSION_ABSOLUTE_SECONDS or now - seen > settings.SESSION_IDLE_SECONDS:
            UserSession.objects.filter(session_key=session.session_key).delete()
            logout(request)
            request.session[ENDED] = True
        elif now - seen >= SEEN_EVERY and "NPS-Background" not in request.headers:
            session[SEEN] = now


def _page_within(address: str) -> str:
    """The page of an address without its host; the first page for what no browser would send."""
    try:
        page = urlsplit(address)._replace(scheme="", netloc="").geturl()
    except ValueError:
        return "/"
    return page if url_has_allowed_host_and_scheme(page, None) else "/"


def _remember_whose_browser(request: HttpRequest, response: HttpResponse) -> None:
    response.set_cookie(
        held.WHO,
        held.who_cookie(request.user.pk),
        max_age=settings.SESSION_ABSOLUTE_SECONDS + held.KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page asks for a signed-in agent; a form posted after the session's end is kept, not lost.

    Not those of the agent's own account: a password or a code is kept nowhere.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is None and any("\0" in str(part) for part in view_kwargs.values()):
            raise Http404  # PostgreSQL cannot be asked for it, and nothing bears such a name
        return refused

    def handle_no_permission(self, request, view_func):
        keeps = request.method == "POST" and not getattr(view_func, "without_second_factor", False)
        token = held.hold(request) if keeps else ""
        if not token and request.method == "POST":
            return redirect_to_login(held.page_of(request), self.get_login_url(view_func))
        if not token:
            return super().handle_no_permission(request, view_func)
        back = urlencode({"next": reverse("accounts:resume", args=[token])})
        return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{back}")


class SecondFactorMiddleware:
    """Where a second factor is required, an agent without one reaches only their own account.

    Pages that lead to a factor are marked `without_second_factor` (nps.accounts.views.account_page).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        open_to_all = is_public(view) or getattr(view, "without_second_factor", False)
        if open_to_all or not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        return None if is_mfa_enabled(request.user, FACTORS) else HttpResponseRedirect(reverse("mfa_index"))


class PersonalPagesMiddleware:
    """A signed-in agent's pages are kept by no cache; no page uses devices or is opened by another site."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        personal = request.user.is_authenticated
        response = self.get_response(request)
        for name, value in EVERY_RESPONSE.items():
            response.headers.setdefault(name, value)
        if personal or request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response


class ActingMiddleware:
    """One transaction per request of a signed-in agent, as that kind of actor; an exception undoes it.

    Undone because it and another request waited for each other, it is done again, ATTEMPTS times in all. A
    view that must not hold it (streams) sets `acts_itself = True` and opens `acting()` itself. What an
    exception is told as, once all is undone, is known to the floors above (settings.FAULT_PAGES).
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = [import_string(name) for name in settings.FAULT_PAGES]

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return next(filter(None, (page(request, exception) for page in self.pages)), None)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or getattr(view, "acts_itself", False):
            return None
        try:
            return self._again(request, view, args, kwargs)
        except Exception as exception:
            if told := self.process_exception(request, exception):
                return told
            raise

    def _again(self, request, view, args, kwargs):
        """What two requests waiting for each other cost: PostgreSQL undoes one, which is done again."""
        for _attempt in range(ATTEMPTS - 1):
            try:
                return self._acted(request, view, args, kwargs)
            except OperationalError as fault:
                if not isinstance(fault.__cause__, CROSSED):
                    raise
                request._messages = default_storage(request)  # what was told of an act that is undone
                for file in request.FILES.values():
                    file.seek(0)
        return self._acted(request, view, args, kwargs)

    def _acted(self, request, view, args, kwargs):
        with acting(*actor_of(request.user)):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
