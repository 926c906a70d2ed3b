"""Settings. Everything an operator may change is an environment variable, described in docs/operations.md."""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))


def flag(name: str, default: bool = False) -> bool:
    """Return the environment variable `name` as yes or no."""
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def local_secret_key() -> str:
    """Return the secret key of this machine, made at first use; production sets SECRET_KEY."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


DEMO = flag("DEMO")
DEBUG = flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY") or local_secret_key()
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_htmx",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    "csp",
    "fosterhomes",
    "visits",
    "matching",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fosterhomes.project.errors.method_not_allowed_page",
]

ROOT_URLCONF = "fosterhomes.project.urls"
WSGI_APPLICATION = "fosterhomes.project.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "fosterhomes.project.navigation.navigation",
                "fosterhomes.project.demo_login.demo_context",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'fosterhomes.sqlite3'}"), conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for a writer, and a writer takes the lock when its transaction begins, not in the middle.
    # The longest transaction stores a file of 20,000 rows: whoever saves meanwhile waits, and is not turned away.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 90,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }

AUTH_USER_MODEL = "fosterhomes.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "fosterhomes.project.accounts.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# The session ends with the browser, and at the latest after a working day (SESSION_COOKIE_AGE).
ACCOUNT_SESSION_REMEMBER = False
# Nobody learns whether an address is registered, and nobody outside gets mail from us.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "fosterhomes.project.accounts.LoginForm",
    "reauthenticate": "fosterhomes.project.accounts.ReauthenticateForm",
    "change_password": "fosterhomes.project.accounts.ChangePasswordForm",
    "reset_password": "fosterhomes.project.accounts.ResetPasswordForm",
    "reset_password_from_key": "fosterhomes.project.accounts.ResetPasswordKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "fosterhomes.project.accounts.AuthenticateForm",
    "reauthenticate": "fosterhomes.project.accounts.ReauthenticateByCodeForm",
    "activate_totp": "fosterhomes.project.accounts.ActivateTOTPForm",
}
SESSION_COOKIE_AGE = 60 * 60 * 9
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("HTTPS")
SECURE_SSL_REDIRECT = flag("HTTPS")
SECURE_HSTS_SECONDS = 31_536_000 if flag("HTTPS") else 0
SECURE_REFERRER_POLICY = "same-origin"
# Whether HSTS covers the other sites of the municipality's domain is the municipality's to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LANGUAGE_CODE = "nn"
LANGUAGES = [("nn", _("Nynorsk")), ("nb", _("Bokmål")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "fosterhomes.project.formats"
TIME_ZONE = "Europe/Oslo"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Names with a hash of the content, so that a browser may keep them for ever; `make collect` makes them.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# A worker that gives no sign of life for so long has died: another one takes its run over.
RUN_SILENT_SECONDS = int(os.environ.get("RUN_SILENT_SECONDS", "60"))

# Kartverket's open background tiles; in production off until this setting adds that one host to the policy.
MAP_TILES = os.environ.get("MAP_TILES", "https://cache.kartverket.no" if DEMO else "")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *([MAP_TILES] if MAP_TILES else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# The road engine inside: its tiles, and the minutes that a ferry takes beyond the crossing itself.
ROADS_DIR = VAR_DIR / "roads"
FERRY_WAIT_MINUTES = int(os.environ.get("FERRY_WAIT_MINUTES", "10"))
# A road server instead, and Kartverket's search for addresses: both off, because they are told where places are.
ROAD_SERVER = os.environ.get("ROAD_SERVER", "")
ROAD_SERVER_KIND = os.environ.get("ROAD_SERVER_KIND", "valhalla")
ROAD_SERVER_SECONDS = float(os.environ.get("ROAD_SERVER_SECONDS", "20"))
ADDRESS_SEARCH = os.environ.get("ADDRESS_SEARCH", "")

EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = True
# A mail server that is silent for so long is given up for this time.
EMAIL_TIMEOUT = float(os.environ.get("EMAIL_TIMEOUT", "20"))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
MAIL_IS_SENT = bool(EMAIL_HOST)
# Where people reach the site: what the links in mail begin with.
SITE_URL = os.environ.get("SITE_URL", "http://localhost:8000").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "fosterhomes@localhost")

# What each app adds to the demo's register, in this order: the apps do not know each other.
DEMO_LOADERS = ["visits.demo.load.load_visits", "matching.demo.load.load_matching"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "quiet": {
            "()": f"fosterhomes.project.logs.{'Secrets' if DEBUG else 'Quiet'}Formatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    # Django's own mails the values of a failing page to the administrators; here nothing leaves the machine.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Theirs quote the address that is searched for.
        "geopy": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
        "waitress": {"level": "WARNING"},
        # Each step of each PDF, and each font that it lays in.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}

# What the page takes of a register message; larger files are the operator's (`manage.py import_register_message`).
MESSAGE_UPLOAD_MB = int(os.environ.get("MESSAGE_UPLOAD_MB", "25"))
