"""How django-allauth behaves here: closed, silent about who exists, slow to guessers, in our own words."""

import base64
import datetime as dt
import logging
import math
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import RATE_LIMITS
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nps.accounts.models import Agent
from nps.ui.formats import hour
from nps.ui.navigation import MENUS, entries

PRODUCT = "Nouveau Paris Solidaire"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
NO_MATCH = _("L’adresse ou le mot de passe ne correspond pas.")
SLOWED = frozenset({"too_many_login_attempts", "rate_limited"})
logger = logging.getLogger(__name__)

# allauth's name of an event → the sentence shown, or sent to the agent; an event left out says nothing.
TOLD = {
    "account/messages/logged_out.txt": _("Votre session est fermée."),
    "account/messages/password_changed.txt": _("Mot de passe changé. Les autres sessions sont fermées."),
    "mfa/messages/recovery_codes_generated.txt": _("Voici vos nouveaux codes de secours. Gardez-les."),
    "mfa/messages/totp_activated.txt": _("L’application de codes est ajoutée."),
    "mfa/messages/totp_deactivated.txt": _("L’application de codes est retirée."),
    "mfa/messages/webauthn_added.txt": _("La clé d’accès est ajoutée."),
    "mfa/messages/webauthn_removed.txt": _("La clé d’accès est retirée."),
    "usersessions/messages/sessions_logged_out.txt": _("Les autres sessions sont fermées."),
}
NOTICES = {
    "account/email/password_changed": _("Votre mot de passe a été changé."),
    "account/email/password_reset": _("Votre mot de passe a été changé."),
    "mfa/email/recovery_codes_generated": _("De nouveaux codes de secours ont été créés."),
    "mfa/email/totp_activated": _("Une application de codes a été ajoutée à votre compte."),
    "mfa/email/totp_deactivated": _("L’application de codes a été retirée de votre compte."),
    "mfa/email/webauthn_added": _("Une clé d’accès a été ajoutée à votre compte."),
    "mfa/email/webauthn_removed": _("Une clé d’accès a été retirée de votre compte."),
}


def try_again() -> str:
    """« Réessayez à 14 h 32. »: when a try is surely heard again, the longest window of the limits."""
    rates = ratelimit.parse_rates(f"{RATE_LIMITS['login_failed']},{RATE_LIMITS['account_guesses']}")
    wait = math.ceil(max(rate.duration for rate in rates))
    at = timezone.localtime() + dt.timedelta(seconds=wait + 59)
    return gettext("Réessayez à %(hour)s.") % {"hour": hour(at)}


class AgentAdapter(DefaultAccountAdapter):
    """Signing in of agents. Nobody signs up; an agent without the right to sign in looks like nobody."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": NO_MATCH,
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel. Retapez-le."),
        "incorrect_code": _("Ce code ne correspond pas. Attendez le code suivant et tapez-le."),
        "incorrect_password": _("Ce mot de passe ne correspond pas. Retapez-le."),
        "invalid_password_reset": _("Ce lien ne sert plus. Demandez-en un autre."),
    }

    def validation_error(self, code: str, *args) -> ValidationError:
        if code in SLOWED:
            return ValidationError(f"{gettext('Trop d’essais.')} {try_again()}", code=code)
        return super().validation_error(code, *args)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    # Guessing. Few tries for one address from one place, more from everywhere: somebody who guesses slows
    # themselves first. A passkey or a new password always gets the agent in.

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials) -> str:
        return f"{ratelimit.get_ip(request)}:{self._address(credentials)}"

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        super().pre_authenticate(request, **credentials)
        self._guess = ratelimit.consume(request, **self._everywhere(credentials))
        if not self._guess:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """Called when the password was right: it was no guess."""
        super()._rollback_login_failed_rl_usage()
        self._guess.rollback()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, **self._everywhere(credentials))

    def _address(self, credentials: dict) -> str:
        return credentials.get("email", "").lower()

    def _everywhere(self, credentials: dict) -> dict:
        return {
            "app": "allauth.account",
            "action": "account_guesses",
            "key": self._address(credentials),
        }

    def authenticate(self, request: HttpRequest, **credentials) -> Agent | None:
        agent = super().authenticate(request, **credentials)
        return agent if agent is not None and agent.is_active else None

    def respond_user_inactive(self, request: HttpRequest, user: Agent) -> HttpResponse:
        messages.error(request, NO_MATCH)
        return HttpResponseRedirect(reverse("account_login"))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first page of the role's menu; the agent's own account for a role without pages."""
        home = next(iter(entries(MENUS.get(str(request.user.role), ()), "")), None)
        return home.url if home else reverse("accounts:account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:account")

    def get_reauthentication_methods(self, user: Agent) -> list[dict]:
        """With a second factor the password alone is no fresh proof; a passkey goes before recovery codes."""
        methods = super().get_reauthentication_methods(user)
        proofs = [method for method in methods if method["id"] != "reauthenticate"] or methods
        has_codes = user.is_authenticated and is_mfa_enabled(user, [Authenticator.Type.TOTP])
        return proofs if has_codes else proofs[::-1]

    def set_password(self, user: Agent, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])

    def add_message(self, request, level, message_template=None, *args, message=None, **kwargs) -> None:
        if text := message or TOLD.get(message_template):
            messages.add_message(request, level, text)

    # Mail: an act never fails, and never tells who exists, because the mail server is away.

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("mail not sent: %s", template_prefix)

    def format_email_subject(self, subject: str) -> str:
        return f"{PRODUCT} : {subject}"

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        if template_prefix in NOTICES:
            self.send_mail("account/email/notice", user.email, {"sentence": NOTICES[template_prefix]})


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted at rest, names people recognise, the last one kept where required."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("C’est votre seul second facteur. Ajoutez-en un autre d’abord."),
        "incorrect_code": AgentAdapter.error_messages["incorrect_code"],
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        return not settings.SECOND_FACTOR_REQUIRED or others.exclude(pk=authenticator.pk).exists()

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an element for the page itself: the content policy refuses `data:` images."""
        drawing = super().build_totp_svg(url)
        named = escape(gettext("Code QR à lire avec l’application. La clé écrite dit la même chose."))
        return drawing[drawing.index("<svg") :].replace("<svg ", f'<svg role="img" aria-label="{named}" ', 1)

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Agent, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Clé d’accès %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": PRODUCT}

    def get_public_key_credential_user_entity(self, user: Agent) -> dict:
        return {
            **super().get_public_key_credential_user_entity(user),
            "display_name": user.full_name,
            "name": user.email,
        }


def _cipher() -> MultiFernet:
    """The first key encrypts, all decrypt: SECRET_KEY_FALLBACKS keep the factors through a rotation."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [
        salted_hmac("nps.accounts.second_factor", "", secret=key, algorithm="sha256").digest() for key in keys
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
