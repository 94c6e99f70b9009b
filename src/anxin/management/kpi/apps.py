"""Django's entry to the module."""

from django.apps import AppConfig


class KpiConfig(AppConfig):
    name = "anxin.management.kpi"
    label = "kpi"
    default_auto_field = "django.db.models.BigAutoField"
