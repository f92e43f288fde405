"""Tests: the same database engine and roles, cheap password hashing, nothing else relaxed."""

import os

os.environ["NPS_MODE"] = "test"

from nps.settings.base import *  # noqa: F403
from nps.settings.base import STATIC_ROOT, STORAGES, TEMPLATES, VAR

ALLOWED_HOSTS = ["testserver", "localhost"]
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = None
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_LETTERS = True
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNKNOWN-TEMPLATE-VARIABLE[%s]"
EXPORT_DIR = VAR / "test-exports"
JOURNAL_WITNESS = VAR / "test-journal" / "heads.jsonl"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
