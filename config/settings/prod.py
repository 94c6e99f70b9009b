"""Settings for an installation; ``make run`` uses them on loopback, without TLS."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403

if not SECRET_KEY:
    raise ImproperlyConfigured("ANXIN_SECRET_KEY is not set; `make run` makes one in var/secret_key")

DEVELOPMENT_PAGES = os.environ.get("ANXIN_DEVELOPMENT_PAGES") == "1"
BEHIND_TLS = os.environ.get("ANXIN_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
