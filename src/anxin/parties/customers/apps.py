"""Django's entry to the module."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "anxin.parties.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
