"""Django's entry to the module."""

from django.apps import AppConfig


class TechnicalConfig(AppConfig):
    name = "anxin.visit.technical"
    label = "technical"
    default_auto_field = "django.db.models.BigAutoField"
