"""Django's entry to the module."""

from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "anxin.management.market"
    label = "market"
    default_auto_field = "django.db.models.BigAutoField"
