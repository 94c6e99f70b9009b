"""Django's entry to the module."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "anxin.resources.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"
