"""Django's entry to the module."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    name = "anxin.visit.promises"
    label = "promises"
    default_auto_field = "django.db.models.BigAutoField"
