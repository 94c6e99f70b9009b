"""Django's entry to the module."""

from django.apps import AppConfig


class PartsDeskConfig(AppConfig):
    name = "anxin.visit.parts_desk"
    label = "parts_desk"
    default_auto_field = "django.db.models.BigAutoField"
