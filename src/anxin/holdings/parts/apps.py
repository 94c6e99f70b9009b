"""Django's entry to the module."""

from django.apps import AppConfig


class PartsConfig(AppConfig):
    name = "anxin.holdings.parts"
    label = "parts"
    default_auto_field = "django.db.models.BigAutoField"
