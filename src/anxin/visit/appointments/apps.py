"""Django's entry to the module."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "anxin.visit.appointments"
    label = "appointments"
    default_auto_field = "django.db.models.BigAutoField"
