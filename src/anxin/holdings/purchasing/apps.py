"""Django's entry to the module."""

from django.apps import AppConfig


class PurchasingConfig(AppConfig):
    name = "anxin.holdings.purchasing"
    label = "purchasing"
    default_auto_field = "django.db.models.BigAutoField"
