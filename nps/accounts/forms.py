"""allauth's forms with our labels; a code is spent by its first use. No decision on who signs in."""

from allauth.account import forms as account
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkey
from django.core.cache import cache
from django.forms import Field, HiddenInput, JSONField
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from nps.ui.forms import MISSING

PASSWORD_HINT = _("12 signes au moins. Une phrase que vous retenez convient.")


class _Ours:
    """Labels, hints and attributes by field name; no placeholder, no browser bubble."""

    use_required_attribute = False
    labels: dict = {}
    hints: dict = {}
    attributes: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.error_messages["required"] = MISSING[Field] % {"label": field.label}
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update(self.attributes.get(name, {}))


class SignInForm(_Ours, account.LoginForm):
    labels = {"login": _("Adresse électronique professionnelle"), "password": _("Mot de passe")}
    attributes = {
        "login": {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    }


class ConfirmPasswordForm(_Ours, account.ReauthenticateForm):
    labels = {"password": _("Mot de passe")}


class ResetForm(_Ours, account.ResetPasswordForm):
    labels = {"email": _("Adresse électronique professionnelle")}
    attributes = {"email": {"autocomplete": "username"}}


class NewPasswordForm(_Ours, account.ResetPasswordKeyForm):
    labels = {"password1": _("Nouveau mot de passe"), "password2": _("Le même, une seconde fois")}
    hints = {"password1": PASSWORD_HINT}


class ChangePasswordForm(_Ours, account.ChangePasswordForm):
    labels = {"oldpassword": _("Mot de passe actuel"), **NewPasswordForm.labels}
    hints = NewPasswordForm.hints


class _SpentOnce:
    """A code opens one door once, even within its thirty seconds and whichever form it was typed in first."""

    def clean_code(self) -> str:
        code = "".join(super().clean_code().split())
        if not cache.add(self._spent(code), True, timeout=self._lifetime()):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _spent(self, code: str) -> str:
        return f"nps.code.{salted_hmac('nps.accounts.code', f'{self.user.pk}:{code}').hexdigest()}"

    def _lifetime(self) -> int:
        """Seconds during which the same code would be right again."""
        return app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)


class CodeForm(_SpentOnce, _Ours, factor.AuthenticateForm):
    labels = {"code": _("Code à 6 chiffres, ou code de secours")}
    hints = {"code": _("Les espaces sont acceptés.")}
    attributes = {"code": {"autocomplete": "one-time-code", "spellcheck": "false", "size": 12}}


class ConfirmCodeForm(_SpentOnce, _Ours, factor.ReauthenticateForm):
    labels, hints, attributes = CodeForm.labels, CodeForm.hints, CodeForm.attributes


class AddCodesForm(_SpentOnce, _Ours, totp.ActivateTOTPForm):
    labels = {"code": _("Code à 6 chiffres affiché par l’application")}
    hints, attributes = CodeForm.hints, CodeForm.attributes


class _Credential(JSONField):
    """What a browser says of a key. JSON too deep or with too long a number is no JSON."""

    widget = HiddenInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as unreadable:
            raise get_adapter().validation_error("incorrect_code") from unreadable


# What reading a credential of a shape no browser makes raises: a wrong code, not a failure.
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)


class _AnyCredential:
    def clean_credential(self):
        try:
            return super().clean_credential()
        except UNREADABLE as unreadable:
            raise get_adapter().validation_error("incorrect_code") from unreadable


class PasskeySignInForm(_AnyCredential, passkey.LoginWebAuthnForm):
    credential = _Credential()


class PasskeySecondForm(_AnyCredential, passkey.AuthenticateWebAuthnForm):
    credential = _Credential()


class PasskeyAgainForm(_AnyCredential, passkey.ReauthenticateWebAuthnForm):
    credential = _Credential()


class AddPasskeyForm(_Ours, passkey.AddWebAuthnForm):
    """allauth reads a new key's credential in `clean`, those of known keys in `clean_credential`."""

    credential = _Credential()
    labels = {
        "name": _("Nom de la clé"),
        "passwordless": _("Se connecter avec cette clé, sans mot de passe"),
    }
    hints = {"name": _("Pour la reconnaître plus tard, par exemple « Poste du guichet ».")}

    def clean(self):
        try:
            return super().clean()
        except UNREADABLE as unreadable:
            raise get_adapter().validation_error("incorrect_code") from unreadable


class RenamePasskeyForm(_Ours, passkey.EditWebAuthnForm):
    labels = {"name": _("Nom de la clé")}
