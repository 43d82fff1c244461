"""Settings. Everything a site changes comes from the environment; secrets are made on first run."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

# Before NumPy is loaded: many small sums in many threads are six times slower shared out among cores, and
# the sharing needs more stack than a server's thread has.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from genkan.pictures import STYLES
from genkan_web import policies
from genkan_web.databases import database
from genkan_web.logs import LINES

HERE = Path(__file__).resolve().parent
VAR = Path(os.environ.get("GENKAN_VAR", Path.cwd() / "var")).resolve()
VAR.mkdir(parents=True, exist_ok=True, mode=0o700)  # before anything below it: made on the way it lies open


def _secret() -> str:
    given = os.environ.get("GENKAN_SECRET")
    if given:
        return given
    file = VAR / "secret"
    if not file.exists():
        beside = VAR / f".secret.{os.getpid()}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(48))
            stream.flush()
            os.fsync(stream.fileno())  # a power cut leaves a whole secret, or none
        with suppress(FileExistsError):
            os.link(beside, file)
        beside.unlink()
    return file.read_text()


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("GENKAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BOUND_TO = os.environ.get("GENKAN_BIND", "")  # the address listened on, told by whoever starts the server
ROOT_URLCONF = "genkan_web.urls"
WSGI_APPLICATION = "genkan_web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "genkan_web.apps.GenkanConfig",
    "genkan_web.safe.apps.SafeConfig",
]
MIDDLEWARE = [
    "genkan_web.logs.Requests",
    "genkan_web.doors.manners.Everywhere",  # what follows stands inside: styles and refusals have these too
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "genkan_web.doors.packing.Packing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "genkan_web.doors.manners.Manners",
    "genkan_web.doors.gate.Gate",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "genkan_web.doors.manners.frame",
                "genkan_web.doors.night.night",
            ],
            "builtins": ["genkan_web.doors.say"],
        },
    }
]

DATABASES = {"default": database(os.environ.get("GENKAN_DATABASE", ""), VAR)}
KEYS = Path(os.environ.get("GENKAN_KEYS", VAR / "keys")).resolve()  # a folder; never inside the database

USE_I18N = False  # every sentence of ours comes from knowledge files, three languages side by side
USE_TZ = True
TIME_ZONE = "UTC"

AUTH_USER_MODEL = "genkan.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["genkan_web.people.hashing.Argon2"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "genkan_web.people.second.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
SECOND = os.environ.get("GENKAN_SECOND", "") or "staff"  # who needs a second factor: staff, or everybody
BEHIND_PROXY = os.environ.get("GENKAN_BEHIND_PROXY", "") == "1"  # believe its X-Forwarded-For, -Proto
STAFF_IDLE_SECONDS = 15 * 60
STAFF_WHOLE_SECONDS = 12 * 60 * 60
OWN_IDLE_SECONDS = 2 * 60 * 60
OWN_WHOLE_SECONDS = 24 * 60 * 60

HTTPS = os.environ.get("GENKAN_HTTPS", "") == "1"
OF_THIS_HOST = "__Host-" if HTTPS else ""  # a cookie that browsers take from nobody else
SESSION_ENGINE = "genkan_web.sessions"
SESSION_COOKIE_NAME = f"{OF_THIS_HOST}visit"
SESSION_COOKIE_AGE = 2 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"{OF_THIS_HOST}form"
CSRF_COOKIE_AGE = None  # ends with the browser, like everything of ours
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "genkan_web.doors.apart.form_expired"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = HTTPS and BEHIND_PROXY  # a server that speaks HTTPS itself is never asked in plain
SECURE_REDIRECT_EXEMPT = [
    r"^ready/$",  # asked from beside the server, not through the proxy
    r"^api/",  # a program that asks in plain text is told so, once and for all, and not led on
]
SECURE_HSTS_SECONDS = 365 * 86_400 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # a list in every browser is for the owner of a whole domain
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would make forms send a null origin
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": policies.PAGES}

STATIC_URL = "/static/"
STATICFILES_DIRS = [STYLES]  # colours and the reading's own styles come with the library
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

WHITENOISE_ADD_HEADERS_FUNCTION = policies.of_file
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MANIFEST_STRICT = False  # an error page still shows its help numbers without styles

UPLOADS = VAR / "uploads"
FILE_UPLOAD_TEMP_DIR = VAR / "incoming"  # swept: a server that is killed leaves half a file here
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FILES = 20
UPLOAD_MOST_BYTES = int(os.environ.get("GENKAN_UPLOAD_MB", "2048")) << 20
READING_HOURS = 2  # a reading nobody asked to keep is gone after this
ANSWER_HOURS = 24  # answers on the visitor's own device open for this long
WORKER_SECONDS = int(os.environ.get("GENKAN_WORKER_SECONDS", "300"))
WORKER_BYTES = int(os.environ.get("GENKAN_WORKER_MB", "2048")) << 20
WORKERS_AT_ONCE = 2

# Reminders. Without an address of this site nothing is ever sent.
ADDRESS = os.environ.get("GENKAN_ADDRESS", "").rstrip("/")  # https://host, as people type it
PUSH_CONTACT = os.environ.get("GENKAN_PUSH_CONTACT", ADDRESS)  # told to push services: mailto: or https:
PUSH_HOSTS = (  # with what stands below them; nothing else is ever called
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
PUSH_ALSO = tuple(filter(None, os.environ.get("GENKAN_PUSH_ALSO", "").split(",")))  # https://host[:port]
EMAIL_HOST = os.environ.get("GENKAN_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("GENKAN_MAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("GENKAN_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GENKAN_MAIL_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL and os.environ.get("GENKAN_MAIL_PLAIN", "") != "1"  # only beside the server
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("GENKAN_MAIL_FROM", "")

LOGGING = LINES
LOG_REQUESTS = os.environ.get("GENKAN_LOG_REQUESTS", "") == "1"  # by pattern, never by address
