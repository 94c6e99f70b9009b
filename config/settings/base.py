"""Settings that every installation shares; secrets and places come from the environment only."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("ANXIN_HOME", ROOT / "var")).resolve()

SECRET_KEY = os.environ.get("ANXIN_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("ANXIN_HOSTS", "127.0.0.1,localhost").split(",")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MODULES = [
    "anxin.parties.org.apps.OrgConfig",
    "anxin.parties.people.apps.PeopleConfig",
    "anxin.parties.customers.apps.CustomersConfig",
    "anxin.parties.work.apps.WorkConfig",
    "anxin.parties.contacts.apps.ContactsConfig",
    "anxin.resources.catalog.apps.CatalogConfig",
    "anxin.resources.capacity.apps.CapacityConfig",
    "anxin.resources.figures.apps.FiguresConfig",
    "anxin.holdings.coverage.apps.CoverageConfig",
    "anxin.holdings.parts.apps.PartsConfig",
    "anxin.holdings.vehicle_sales.apps.VehicleSalesConfig",
    "anxin.holdings.purchasing.apps.PurchasingConfig",
    "anxin.holdings.replenishment.apps.ReplenishmentConfig",
    "anxin.holdings.transfers.apps.TransfersConfig",
    "anxin.holdings.stocktaking.apps.StocktakingConfig",
    "anxin.visit.appointments.apps.AppointmentsConfig",
    "anxin.visit.repair_orders.apps.RepairOrdersConfig",
    "anxin.visit.billing.apps.BillingConfig",
    "anxin.visit.counter_sales.apps.CounterSalesConfig",
    "anxin.visit.reception.apps.ReceptionConfig",
    "anxin.visit.workshop.apps.WorkshopConfig",
    "anxin.visit.promises.apps.PromisesConfig",
    "anxin.visit.quality.apps.QualityConfig",
    "anxin.visit.technical.apps.TechnicalConfig",
    "anxin.visit.parts_desk.apps.PartsDeskConfig",
    "anxin.relationship.followup.apps.FollowUpConfig",
    "anxin.management.market.apps.MarketConfig",
    "anxin.management.reviews.apps.ReviewsConfig",
    "anxin.management.kpi.apps.KpiConfig",
    "anxin.management.assessments.apps.AssessmentsConfig",
    "anxin.management.budgets.apps.BudgetsConfig",
    "anxin.faces.desks.apps.DesksConfig",
    "anxin.faces.twin.apps.TwinConfig",
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "ninja",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "anxin.platform.apps.PlatformConfig",
    "anxin.platform.ui.apps.UserInterfaceConfig",
    "anxin.platform.files.apps.FilesConfig",
    "anxin.platform.importing.apps.ImportingConfig",
    *MODULES,
]

MIDDLEWARE = [
    "config.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.Language",
    "config.middleware.StatementLimit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anxin.parties.org.middleware.ActorMiddleware",
    "config.middleware.NoNulInAddress",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "anxin.platform.ui.context_processors.shell",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
        },
    }
]
COTTON_DIR = "components"


APP_OPTIONS = "-c role=anxin_app -c plan_cache_mode=force_generic_plan"


def database(url: str) -> dict[str, Any]:
    """Django's settings for a PostgreSQL address; connections take the role named in ANXIN_DATABASE_ROLE."""
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {key: query[key] for key in ("sslmode", "sslrootcert") if key in query}
    # Statements of anxin.platform.database.prepared are prepared when they come the second time, others never; all of
    # them fetch or write few rows by key, so that one plan serves whatever the values are.
    options["prepare_threshold"] = 1
    if os.environ.get("ANXIN_DATABASE_ROLE", "app") == "app":
        options["options"] = APP_OPTIONS
        options["pool"] = {"min_size": 1, "max_size": int(os.environ.get("ANXIN_POOL", "8")), "timeout": 20}
    return {
        "ENGINE": "anxin.platform.database.backend",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
    }


# How long a statement of a request may take: without statistics a join once took six minutes. Jobs and exports may.
STATEMENT_SECONDS = int(os.environ.get("ANXIN_STATEMENT_SECONDS", "30"))

DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql://anxin_owner@/anxin"))}

AUTH_USER_MODEL = "org.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/sign-in/"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "config.urls.csrf_failure"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]  # i18n: data
LOCALE_PATHS: list[Path] = []
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
FILES_ROOT = HOME / "files"
HISTORY_ROOT = HOME / "history"
FILES_STORE = os.environ.get("ANXIN_FILES_STORE", "folder")
# Messages to customers: a gateway over HTTP when its address is given, else one file a day.
OUTBOX_ROOT = HOME / "outbox"
# The invoice platform: an address like https://sdk.nuonuo.com/open/v1/services; empty writes requests to INVOICE_ROOT.
INVOICE_ROOT = HOME / "invoices"
INVOICE_URL = os.environ.get("ANXIN_INVOICE_URL", "")
INVOICE_APP_KEY = os.environ.get("ANXIN_INVOICE_APP_KEY", "")
INVOICE_APP_SECRET = os.environ.get("ANXIN_INVOICE_APP_SECRET", "")
INVOICE_TOKEN = os.environ.get("ANXIN_INVOICE_TOKEN", "")
# WeChat Pay; without a merchant, cashiers take such payments by hand. docs/howto/connect-wechat-pay.md says what is what.
WECHAT_PAY_URL = os.environ.get("ANXIN_WECHAT_PAY_URL", "https://api.mch.weixin.qq.com")
WECHAT_PAY_MERCHANT = os.environ.get("ANXIN_WECHAT_PAY_MERCHANT", "")
WECHAT_PAY_APP = os.environ.get("ANXIN_WECHAT_PAY_APP", "")
WECHAT_PAY_SERIAL = os.environ.get("ANXIN_WECHAT_PAY_SERIAL", "")
WECHAT_PAY_KEY_FILE = os.environ.get("ANXIN_WECHAT_PAY_KEY_FILE", "")
WECHAT_PAY_API_KEY = os.environ.get("ANXIN_WECHAT_PAY_API_KEY", "")
WECHAT_PAY_PLATFORM_SERIAL = os.environ.get("ANXIN_WECHAT_PAY_PLATFORM_SERIAL", "")
WECHAT_PAY_PLATFORM_KEY_FILE = os.environ.get("ANXIN_WECHAT_PAY_PLATFORM_KEY_FILE", "")

MESSAGE_GATEWAY_URL = os.environ.get("ANXIN_MESSAGE_GATEWAY_URL", "")
MESSAGE_GATEWAY_TOKEN = os.environ.get("ANXIN_MESSAGE_GATEWAY_TOKEN", "")
# Under which address customers reach this installation, for links in messages; empty when they cannot.
PUBLIC_URL = os.environ.get("ANXIN_PUBLIC_URL", "").rstrip("/")
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)

NINJA_PAGINATION_PER_PAGE = 50
PGTRIGGER_MIGRATIONS = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.logs.RequestIdFilter"}},
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("ANXIN_LOG_LEVEL", "WARNING")},
    # Who opened which photo or document is always written.
    "loggers": {"anxin.access": {"level": "INFO"}},
}
