"""Django's entry to the module."""

from django.apps import AppConfig


class CapacityConfig(AppConfig):
    name = "anxin.resources.capacity"
    label = "capacity"
    default_auto_field = "django.db.models.BigAutoField"
