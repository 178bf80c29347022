"""Settings of Passerelle: one file, read from the environment (docs/operating.md lists the variables)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
FIXTURES_DIR = BASE_DIR / "fixtures"
TESTING = "pytest" in sys.modules

# State: everything that must be kept lives in one folder.
VAR_DIR = Path(env.text("PASSERELLE_HOME") or BASE_DIR / "var")
if TESTING:  # a test never touches the state of a real installation
    VAR_DIR = Path(tempfile.mkdtemp(prefix="passerelle-test-"))
PRIVATE_DIR = VAR_DIR / "private"
SECRET_KEY = env.secret("SECRET_KEY", VAR_DIR / "secret_key")
# Apart from SECRET_KEY: changing that one signs people out, changing this one makes every printed slip worthless.
SLIP_KEY = env.secret("SLIP_KEY", VAR_DIR / "slip_key")
# Class cards, codes and numbers are computed from it. Another key makes every printed card useless: back it up.
CARD_KEY = env.secret("CARD_KEY", VAR_DIR / "card_key")

DEBUG = env.boolean("DEBUG")
PASSERELLE_DEMO = env.boolean("PASSERELLE_DEMO")
PASSERELLE_URL = (env.text("PASSERELLE_URL") or "http://localhost:8000").rstrip("/")
PASSERELLE_HELP_PHONE = env.text("PASSERELLE_HELP_PHONE") or "3939"
# Who may become a teacher: by invitation only, by a request that an administrator accepts, or everybody who asks.
PASSERELLE_TEACHER_SIGNUP = env.choice("PASSERELLE_TEACHER_SIGNUP", default="request", allowed=("invite", "request", "open"))
# Days to change one's mind before what is held about a person is erased.
PASSERELLE_ERASE_DAYS = env.integer("PASSERELLE_ERASE_DAYS", default=14)
# Months without use before `manage.py purge_inactive` erases somebody, 30 days after a notice; 0: never.
PASSERELLE_KEEP_MONTHS = env.integer("PASSERELLE_KEEP_MONTHS", default=24)
PASSERELLE_SOURCE_URL = env.text("PASSERELLE_SOURCE_URL")
# The ground of the map: https://…/{z}/{x}/{y}.png of a tile server, and whom to thank. None: our own outlines.
PASSERELLE_TILES = env.text("PASSERELLE_TILES")
PASSERELLE_TILES_CREDIT = env.text("PASSERELLE_TILES_CREDIT")
if PASSERELLE_TILES and not (PASSERELLE_TILES.startswith("https://") and "{z}" in PASSERELLE_TILES):
    raise ImproperlyConfigured(
        f"PASSERELLE_TILES is “{PASSERELLE_TILES}”: write an address such as https://tiles.example.org/{{z}}/{{x}}/{{y}}.png."
    )
GUEST_COOKIE_AGE = 60 * 60 * 24 * 395  # 13 months: the longest that the French authority (CNIL) accepts

_public = urlsplit(PASSERELLE_URL)
if _public.scheme not in ("http", "https") or not _public.hostname:
    raise ImproperlyConfigured(f"PASSERELLE_URL is “{PASSERELLE_URL}”: write an address such as https://example.org.")
_HTTPS = _public.scheme == "https"
ALLOWED_HOSTS = [_public.hostname, "localhost", "127.0.0.1", "[::1]", *env.words("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [PASSERELLE_URL]

INSTALLED_APPS = [
    "accessibility",
    "locator",
    "learning.people",
    "learning.activities",
    "learning.courses",
    "learning.progress",
    "learning.classes",
    "learning.paper",
    "kit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.sites",
    "learning.people.office.OfficeUsersConfig",  # wagtail.users, for people without an e-mail address
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.contrib.settings",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.csp.AdminPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kit.middleware.CacheHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "learning.people.middleware.LearnerMiddleware",
    "learning.classes.signin.middleware.CardSessionMiddleware",
    "learning.people.middleware.SecondFactorMiddleware",
    "accessibility.middleware.DisplayMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "config.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"


def _database() -> dict[str, object]:
    """Return the database of DATABASE_URL (postgres://user:password@host:port/name), else SQLite in VAR_DIR."""
    url = env.text("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "db.sqlite3",
            # IMMEDIATE takes the write lock when a transaction starts, so that two writers wait for each
            # other instead of failing with "database is locked" when a read lock cannot be raised.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                # What is erased is overwritten in the file too, not only forgotten.
                "PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL names a database that is not known: write postgres://…")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.text("CACHE_URL")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
        if CACHE_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["learning.people.backends.PasserelleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "progress:mine"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "learning.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "learning.people.forms.LoginForm",
    "signup": "learning.people.forms.SignupForm",
    "change_password": "learning.people.forms.ChangePasswordForm",
    "set_password": "learning.people.forms.SetPasswordForm",
    "reauthenticate": "learning.people.forms.ReauthenticateForm",
}
# Thirty people of one workshop share one address. The limit that matters counts by account, in the database
# (learning.people.limits); these only slow down a machine that tries many names.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "signup": "60/m/ip", "login_failed": "120/m/ip"}
MFA_ADAPTER = "learning.people.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "learning.people.forms.SecondFactorForm",
    "reauthenticate": "learning.people.forms.SecondFactorAgainForm",
    "activate_totp": "learning.people.forms.ActivateApplicationForm",
    "add_webauthn": "learning.people.forms.AddKeyForm",
    "edit_webauthn": "learning.people.forms.RenameKeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody verifies an e-mail address here
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
# Signing up with a passkey alone needs a verified e-mail address in allauth: here an account adds its passkey after.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Passerelle"
# The code before and the code after are right too (RFC 6238, 5.2): typing six figures may take more than the seconds
# that a code has left, and a telephone's clock is seldom exact. learning.people.limits takes each code only once.
MFA_TOTP_TOLERANCE = 1
# How many proxies stand in front: without it, the address that a client writes itself would be believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("PASSERELLE_PROXIES", default=0)
# E-mail is not needed. With EMAIL_URL (smtp://user:password@host:587, smtps:// for TLS from the start) whoever has
# given an address is warned before an account is erased for not being used.
EMAIL_URL = env.text("EMAIL_URL")
_mail = urlsplit(EMAIL_URL)
if EMAIL_URL and (_mail.scheme not in ("smtp", "smtps") or not _mail.hostname):
    raise ImproperlyConfigured("EMAIL_URL is not understood: write smtp://user:password@host:587.")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_URL else 'dummy'}.EmailBackend"
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and bool(EMAIL_HOST_USER)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM") or f"passerelle@{_public.hostname}"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG or TESTING
            else "config.storage.HashedStaticFilesStorage"
        )
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

WAGTAIL_SITE_NAME = "Passerelle"
WAGTAILADMIN_BASE_URL = PASSERELLE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # asks another origin otherwise
WAGTAIL_ENABLE_UPDATE_CHECK = False  # the same
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "csv", "txt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_APPEND_SLASH = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
if env.integer("PASSERELLE_PROXIES", default=0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# W019 asks for DENY: Wagtail shows previews of our own pages in a frame of our own.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

CONTENT_SECURITY_POLICY = {
    # Wagtail's admin has inline scripts of its own: it gets its own policy (config/csp.py).
    "EXCLUDE_URL_PREFIXES": ("/cms/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "object-src": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL") or "WARNING"},
}

if TESTING:
    STATIC_ROOT.mkdir()  # WhiteNoise warns about a missing folder, and a warning is an error
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
