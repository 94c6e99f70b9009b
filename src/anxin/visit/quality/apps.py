"""Django's entry to the module."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "anxin.visit.quality"
    label = "quality"
    default_auto_field = "django.db.models.BigAutoField"
