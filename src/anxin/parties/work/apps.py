"""Django's entry to the module."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "anxin.parties.work"
    label = "work"
    default_auto_field = "django.db.models.BigAutoField"
