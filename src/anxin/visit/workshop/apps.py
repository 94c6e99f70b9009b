"""Django's entry to the module."""

from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    name = "anxin.visit.workshop"
    label = "workshop"
    default_auto_field = "django.db.models.BigAutoField"
