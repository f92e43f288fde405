"""Signing in and the agent's own account: allauth's views under our addresses. No rule of signing in here."""

from functools import wraps

from allauth.account.views import PasswordChangeView
from allauth.account.views import ReauthenticateView as ConfirmByPassword
from allauth.mfa.base.views import ReauthenticateView as ConfirmByCode
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from allauth.usersessions.internal import flows
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nps.accounts import held
from nps.accounts.acting import acting, actor_of
from nps.accounts.adapter import try_again
from nps.accounts.forms import ConfirmCodeForm, ConfirmPasswordForm, PasskeyAgainForm
from nps.accounts.middleware import ENDED
from nps.accounts.selectors import factors_of, open_sessions
from nps.ui.problems import PROBLEMS, Problem, problem

LONGEST_NUMBER = 20  # digits of a key


def account_page(view):
    """Mark a view as part of signing in: it needs no second factor yet, and no kind of actor, since it reads
    no personal table. A form shown again with its faults answers 422."""

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if request.method == "POST" and form is not None and form.errors:
            response.status_code = 422
        return response

    page.acts_itself = True
    page.without_second_factor = True
    return page


class _Resumes:
    """What the proof was asked for is done at once, as the agent's kind of actor."""

    def form_valid(self, form):
        with acting(*actor_of(self.request.user)):
            response = super().form_valid(form)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
        return response


class ByPassword(_Resumes, ConfirmByPassword):
    form_class = ConfirmPasswordForm


class ByCode(_Resumes, ConfirmByCode):
    form_class = ConfirmCodeForm


class ByPasskey(_Resumes, ReauthenticateWebAuthnView):
    form_class = PasskeyAgainForm

    def form_invalid(self, form):
        """Back to the same question: allauth would go to the sign-in page, and from there away."""
        for fault in form.errors.get("credential", []):
            messages.error(self.request, fault)
        return HttpResponseRedirect(self.request.get_full_path())


def confirm_identity(request: HttpRequest) -> HttpResponse:
    """One address for a fresh proof: by code when the agent has codes, else by password."""
    by_code = is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES])
    return (ByCode if by_code else ByPassword).as_view()(request)


class ChangePassword(PasswordChangeView):
    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)


def account(request: HttpRequest) -> HttpResponse:
    """The agent's factors, recovery codes and open sessions."""
    factors = factors_of(request.user)
    return TemplateResponse(
        request,
        "account/account.html",
        {
            "factors": factors,
            "factor_missing": settings.SECOND_FACTOR_REQUIRED and not factors.any,
            "sessions": open_sessions(request.user, request.session.session_key),
        },
    )


@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """The open sessions; a POST closes the one named by `session`, or all others."""
    if request.method == "GET":
        found = open_sessions(request.user, request.session.session_key)
        return TemplateResponse(
            request, "usersessions/usersession_list.html", {"sessions": found, "factor_missing": False}
        )
    own = UserSession.objects.filter(user=request.user)
    chosen = request.POST.get("session", "")
    if chosen.isdecimal() and len(chosen) < LONGEST_NUMBER:
        flows.sessions.end_sessions(request, [get_object_or_404(own, pk=int(chosen))])
        messages.success(request, _("La session est fermée."))
    else:
        flows.sessions.end_other_sessions(request, request.user)
        messages.success(request, _("Les autres sessions sont fermées."))
    return HttpResponseRedirect(reverse("accounts:account"))


@login_not_required
def too_many(request: HttpRequest) -> HttpResponse:
    """Handler of 429: slowed, and told until when."""
    slowed = PROBLEMS[429]
    return problem(request, 429, Problem(slowed.title, slowed.what, try_again()))


def told_why(view):
    """The sign-in page says why it is there when a session has just ended."""

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        ended = request.session.get(ENDED, False)
        response = view(request, *args, **kwargs)
        if hasattr(response, "context_data"):
            response.context_data["session_ended"] = ended
        return response

    return page


def resume(request: HttpRequest, token: str) -> HttpResponse:
    """The form posted after the session's end, ready to be sent again by the agent who typed it."""
    found = held.find(token, request.user.pk)
    if found is None:
        raise Http404
    return TemplateResponse(request, "account/resume.html", {"held": found})
