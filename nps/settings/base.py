"""Settings safe for production: refuses to start without its secrets. No shortcut may enter."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from nps import postgres
from nps.secrets import Secrets
from nps.vault_storage import vault_storage

ROOT = Path(__file__).resolve().parents[2]
VERSION = "0.4.0"
MODE = os.environ.get("NPS_MODE", "production")
if MODE not in ("production", "dev", "test"):  # anything else would be taken for a machine to play on
    raise ImproperlyConfigured("NPS_MODE is production, dev or test. Nothing was started.")
VAR = Path(os.environ.get("NPS_VAR", ROOT / "var")).resolve()
SECRETS_DIR = Path(os.environ.get("NPS_SECRETS_DIR", VAR / "secrets")).resolve()
SECRETS = Secrets(SECRETS_DIR, create=MODE != "production", error=ImproperlyConfigured)

SECRETS.require_all()
SECRET_KEY = SECRETS.text("django.key")
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("NPS_HOSTS", "").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "nps.accounts",  # before allauth: its templates come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "guardian",
    "csp",
    "django_htmx",
    "bootstrap",
    "procrastinate.contrib.django",
    "nps.ui",
    "nps.people",
    "nps.journal",
    "documents",
    "eligibility",
    "cases",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nps.ui.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "nps.accounts.middleware.SessionLimitsMiddleware",
    "nps.accounts.middleware.SignInRequiredMiddleware",
    "nps.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "nps.accounts.middleware.PersonalPagesMiddleware",
    "nps.accounts.middleware.ActingMiddleware",
]

ROOT_URLCONF = "nps.urls"
WSGI_APPLICATION = "nps.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nps.ui.context.page",
            ]
        },
    }
]
FORM_RENDERER = "nps.ui.forms.Renderer"

DATABASES = postgres.databases(os.environ, var=VAR, mode=MODE)
# Shared by every web process: limits on guessing and spent codes count once. The table is made by accounts.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "nps_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
DATABASE_ROUTERS = ["nps.postgres.OwnerOnlyMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Agent"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ANONYMOUS_USER_NAME = None
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "nps.accounts.adapter.AgentAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# A whole office shares one network address: 30 sign-ins a minute is its Monday morning.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",  # the key is network address and e-mail together
    "account_guesses": "20/10m/key",  # one e-mail from everywhere
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("NPS_TRUSTED_PROXIES", "0"))
MFA_ADAPTER = "nps.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Nouveau Paris Solidaire"
USERSESSIONS_TRACK_ACTIVITY = True
SECOND_FACTOR_REQUIRED = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 10 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = True
CSRF_FAILURE_VIEW = "nps.ui.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
FONT_DIR = VAR / "fonts"
FONT_DIR.mkdir(parents=True, exist_ok=True)  # filled by `manage.py prepare_static`
STATICFILES_DIRS = [("fonts", FONT_DIR)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "vault": vault_storage(os.environ, SECRETS, VAR),
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [
    "nps.ui.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LARGEST_BODY = 101 * 1024 * 1024  # a file to verify, and its form
LARGEST_BODY_UNKNOWN = 25 * 1024 * 1024  # a scan sent just after the end of a session: its form is kept
CLAMD = os.environ.get("NPS_CLAMD", "")  # ClamAV: the path of its socket, or host:port; none: "not scanned"
# What takes seconds to load, loaded when a web or job process starts instead of at the first question.
PRELOADED = ("eligibility.national.preload",) if os.environ.get("NPS_PRELOAD_NATIONAL") == "1" else ()
EXPORT_TSA_URL = os.environ.get("NPS_TSA_URL", "")  # RFC 3161 time stamps; off by default
TESSERACT = "tesseract"  # Debian's tesseract-ocr with its French; "": no automatic reading of images
# Administrations that answer for a person; no address: none is asked.
API_PARTICULIER_URL = os.environ.get("NPS_API_PARTICULIER_URL", "")
API_PARTICULIER_SIRET = os.environ.get("NPS_API_PARTICULIER_SIRET", "")
_ASKS = "family_quotient,solidarity_cover,jobseeker_status,unemployment_payments,student_grant,schooling"
API_PARTICULIER_ASKS = tuple(os.environ.get("NPS_API_PARTICULIER_ASKS", _ASKS).split(","))
EXPORT_DIR = VAR / "exports"
JOURNAL_WITNESS = VAR / "journal" / "heads.jsonl"

FAULT_PAGES = ("documents.faults.page_of",)  # what a fault of the floors above is told as
# Dotted names of the floor above, read by the register: what follows a person found, and what may be said.
AFTER_PERSON_URL = "cases:for-person"
PERSON_CASE_SUMMARIES = "cases.selectors.summaries_for_people"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("NPS_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("NPS_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("NPS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = SECRETS.optional_text("smtp.password") or ""
EMAIL_USE_TLS = os.environ.get("NPS_SMTP_TLS", "1" if EMAIL_HOST != "localhost" else "0") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("NPS_FROM_EMAIL", "ne-pas-repondre@localhost")
# Connectors of letters, off by default: the page says so. E-mail waits for a server; the two others are the
# dotted names of functions (docs/how-to/send-letters.md).
EMAIL_LETTERS = bool(os.environ.get("NPS_SMTP_HOST"))
SMS_CONNECTOR = os.environ.get("NPS_SMS_CONNECTOR", "")
POST_CONNECTOR = os.environ.get("NPS_POST_CONNECTOR", "")
# Who answers for the data, and whom to ask (RGPD, article 13): written at the back of every letter.
DATA_CONTROLLER = os.environ.get("NPS_DATA_CONTROLLER", "Centre d’action sociale de la Ville de Paris")
DATA_OFFICER = os.environ.get("NPS_DATA_OFFICER", "")

# Log lines carry ids and counts, never what a person typed: request bodies and SQL parameters stay out.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "nps.log_lines.Line", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Its lines quote whole addresses, names of persons included.
    "loggers": {"urllib3": {"level": "CRITICAL", "propagate": False, "handlers": []}},
}
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
