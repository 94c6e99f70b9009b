"""Settings for a developer's machine."""

from config.settings.base import *  # noqa: F403

DEBUG = True
SECRET_KEY = SECRET_KEY or "for development on this machine only"
DEVELOPMENT_PAGES = True
