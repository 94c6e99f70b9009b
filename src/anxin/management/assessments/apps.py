"""Django's entry to the module."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "anxin.management.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"
