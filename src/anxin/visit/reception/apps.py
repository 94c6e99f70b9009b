"""Django's entry to the module."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "anxin.visit.reception"
    label = "reception"
    default_auto_field = "django.db.models.BigAutoField"
