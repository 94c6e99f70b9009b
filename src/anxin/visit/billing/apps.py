"""Django's entry to the module."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "anxin.visit.billing"
    label = "billing"
    default_auto_field = "django.db.models.BigAutoField"
