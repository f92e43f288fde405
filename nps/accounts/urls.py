"""Signing in and the agent's account, under allauth's names. What is not mounted here does not exist."""

from allauth.account import views as sign_in
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, include, path, re_path

from nps.accounts import delegation_views as delegation
from nps.accounts import forms, views
from nps.accounts import territory_views as territory
from nps.accounts.views import account_page


def page(route: str, view, name: str) -> URLPattern:
    return path(route, account_page(view), name=name)


login = views.told_why(sign_in.LoginView.as_view(form_class=forms.SignInForm))
second_factor = factor.AuthenticateView.as_view(
    form_class=forms.CodeForm, webauthn_form_class=forms.PasskeySecondForm
)
passkey_sign_in = passkey.LoginWebAuthnView.as_view(form_class=forms.PasskeySignInForm)
reset = login_not_required(sign_in.PasswordResetView.as_view(form_class=forms.ResetForm))
new_password = sign_in.PasswordResetFromKeyView.as_view(form_class=forms.NewPasswordForm)
reset_done = sign_in.password_reset_from_key_done
change_password = views.ChangePassword.as_view(form_class=forms.ChangePasswordForm)
add_codes = totp.ActivateTOTPView.as_view(form_class=forms.AddCodesForm)
add_passkey = passkey.AddWebAuthnView.as_view(form_class=forms.AddPasskeyForm)
rename_passkey = passkey.EditWebAuthnView.as_view(form_class=forms.RenamePasskeyForm)

own = [
    page("account/", views.account, "account"),
    page("account/sessions/", views.sessions, "sessions"),
    path("resume/<str:token>/", views.resume, name="resume"),
    path("manage/authorities/", delegation.authorities, name="authorities"),
    path("manage/authorities/new/", delegation.new, name="new_delegation"),
    path("manage/authorities/<uuid:delegation>/", delegation.delegation, name="delegation"),
    path("manage/authorities/<uuid:delegation>/approve/", delegation.approve, name="approve_delegation"),
    path("manage/authorities/<uuid:delegation>/drop/", delegation.drop, name="drop_delegation"),
    path("manage/authorities/<uuid:delegation>/end/", delegation.end, name="end_delegation"),
    path("manage/sites/", territory.sites, name="sites"),
    path("manage/sites/changes/new/", territory.new, name="new_reorganisation"),
    path("manage/sites/changes/<uuid:change>/", territory.reorganisation, name="reorganisation"),
    path("manage/sites/changes/<uuid:change>/add/", territory.add_rule, name="add_rule"),
    path("manage/sites/changes/<uuid:change>/remove/<str:line>/", territory.remove_rule, name="remove_rule"),
    path("manage/sites/changes/<uuid:change>/withdraw/", territory.withdraw, name="withdraw_reorganisation"),
    path("manage/sites/changes/<uuid:change>/publish/", territory.publish, name="publish_reorganisation"),
]

urlpatterns = [
    page("sign-in/", login, "account_login"),
    page("sign-in/second-factor/", second_factor, "mfa_authenticate"),
    page("sign-in/passkey/", passkey_sign_in, "mfa_login_webauthn"),
    page("sign-in/password/", reset, "account_reset_password"),
    page("sign-in/password/sent/", sign_in.password_reset_done, "account_reset_password_done"),
    page("sign-in/password/done/", reset_done, "account_reset_password_from_key_done"),
    re_path(
        r"^sign-in/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account_page(new_password),
        name="account_reset_password_from_key",
    ),
    # Open to somebody half signed in, who gives up at the second factor.
    page("sign-out/", login_not_required(sign_in.logout), "account_logout"),
    page("confirm-identity/", views.confirm_identity, "account_reauthenticate"),
    page("confirm-identity/", views.confirm_identity, "mfa_reauthenticate"),
    page("confirm-identity/passkey/", views.ByPasskey.as_view(), "mfa_reauthenticate_webauthn"),
    path("", include((own, "accounts"))),
    page("account/", views.account, "mfa_index"),
    page("account/sessions/", views.sessions, "usersessions_list"),
    page("account/password/", change_password, "account_change_password"),
    page("account/codes/add/", add_codes, "mfa_activate_totp"),
    page("account/codes/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    page("account/passkeys/", passkey.list_webauthn, "mfa_list_webauthn"),
    page("account/passkeys/add/", add_passkey, "mfa_add_webauthn"),
    page("account/passkeys/<int:pk>/rename/", rename_passkey, "mfa_edit_webauthn"),
    page("account/passkeys/<int:pk>/remove/", passkey.remove_webauthn, "mfa_remove_webauthn"),
    page("account/recovery-codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    page("account/recovery-codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    page("account/recovery-codes/download/", codes.download_recovery_codes, "mfa_download_recovery_codes"),
]
