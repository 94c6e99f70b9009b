"""Django's entry to the module."""

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "anxin.holdings.coverage"
    label = "coverage"
    default_auto_field = "django.db.models.BigAutoField"
