"""Django's settings. Everything that differs between places comes from the environment.

`turnup/environment.py` lists the variables; here they become Django's settings.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from turnup import environment
from turnup.postgres.address import django_database, user_of
from turnup.serving.log import logging_settings
from turnup.serving.secret import kept_secret

PACKAGE = Path(__file__).resolve().parent
DATA: Path = environment.read("TURNUP_DATA")
PRODUCTION: bool = environment.read("TURNUP_PRODUCTION")
DEBUG: bool = environment.read("TURNUP_DEBUG")

if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("TURNUP_DEBUG shows the program's inside: not in production.")
if PRODUCTION and not environment.read("TURNUP_SECRET_KEY"):
    raise ImproperlyConfigured("Set TURNUP_SECRET_KEY: production makes no key of its own.")

SECRET_KEY: str = environment.read("TURNUP_SECRET_KEY") or kept_secret(DATA / "secret_key")

# Where people reach us
PUBLIC_URL: str = environment.read("TURNUP_PUBLIC_URL")
_public = urlsplit(PUBLIC_URL)
SECURE = _public.scheme == "https"
ALLOWED_HOSTS = [
    *sorted({_public.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"}),
    *environment.read("TURNUP_ALLOWED_HOSTS"),
]
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if environment.read("TURNUP_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Rooms, in the order of the process: a later one may import an earlier one, never the reverse.
ROOM_ORDER = (
    "ui",
    "people",
    "customers",
    "catalog",
    "papers",
    "orders",
    "rest",
    "requests",
    "surveys",
    "contracts",
    "billing",
    "statements",
    "ground",
    "stock",
    "installation",
    "dispatch",
    "activation",
    "statistics",
    "messages",
    "closing",
    "desk",
    "portal",
    "field",
    "tmf",
)
ROOMS = [room for room in ROOM_ORDER if (PACKAGE / room / "apps.py").exists()]

# django.contrib.messages works by its middleware alone; as an app its label would collide with
# the room `messages`.
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "axes",
    "procrastinate.contrib.django",
    *(f"turnup.{room}" for room in ROOMS),
]
if (PACKAGE / "people" / "models.py").exists():
    AUTH_USER_MODEL = "people.Person"

MIDDLEWARE = [
    "turnup.serving.headers.ClientAddress",
    "turnup.serving.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "turnup.api.Problems",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "turnup.people.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "turnup.desk.refusing.RefusalsOnPages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "turnup.urls"
WSGI_APPLICATION = "turnup.wsgi.application"
APPEND_SLASH = False

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "turnup.desk.shell.shell",
            ],
        },
    }
]

# The database. The application's user may not change the journal; the owner migrates.
_application_url: str = environment.read("DATABASE_URL")
_owner_url: str = environment.read("TURNUP_OWNER_DATABASE_URL") or _application_url
_as_owner = environment.read("TURNUP_DATABASE_AS") == "owner"
DATABASES = {
    "default": django_database(
        _owner_url if _as_owner else _application_url,
        pool_size=environment.read("TURNUP_DATABASE_POOL"),
    )
}
# Migrations take UPDATE, DELETE and TRUNCATE on append-only tables from this role.
APPLICATION_ROLE = user_of(_application_url) or "turnup"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Background work: a room's jobs live in its deliver.py
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "deliver"
PROCRASTINATE_IMPORT_PATHS = ["turnup.serving.deliver"]

# Signing in
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AXES_FAILURE_LIMIT = environment.read("TURNUP_SIGN_IN_TRIES")
AXES_COOLOFF_TIME = environment.read("TURNUP_SIGN_IN_PAUSE") / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = (
    "username"  # the form's name for it; axes would take the column's, e-mail
)
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "turnup.people.views.locked_out"

# Language and time
LANGUAGE_CODE = environment.read("TURNUP_LANGUAGE")
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE: str = environment.read("TURNUP_TIME_ZONE")
USE_TZ = True

# Static and stored files
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
_collected = (STATIC_ROOT / "staticfiles.json").exists()
_static_storage = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if _collected
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
WHITENOISE_USE_FINDERS = not _collected
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": _static_storage},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = environment.read("TURNUP_BODY_LIMIT")
FILE_UPLOAD_MAX_MEMORY_SIZE = environment.read("TURNUP_BODY_LIMIT")

# Outside worlds
MAP_TILES: str = environment.read("TURNUP_MAP_TILES")
MAP_CREDIT: str = environment.read("TURNUP_MAP_CREDIT")
SMTP_URL: str = environment.read("TURNUP_SMTP_URL")
STATEMENTS_DIR: str = environment.read("TURNUP_STATEMENTS_DIR")
RADIUS_DATABASE_URL: str = environment.read("TURNUP_RADIUS_DATABASE_URL")
TRAFFIC_HOURS_MONTHS: int = environment.read("TURNUP_TRAFFIC_HOURS_MONTHS")
TRAFFIC_DAYS_MONTHS: int = environment.read("TURNUP_TRAFFIC_DAYS_MONTHS")
RADIUS_VENDOR: str = environment.read("TURNUP_RADIUS_VENDOR")
RADIUS_QUARANTINE: str = environment.read("TURNUP_RADIUS_QUARANTINE")

LOGGING = logging_settings(
    environment.read("TURNUP_LOG_LEVEL"), environment.read("TURNUP_LOG_FORMAT")
)
