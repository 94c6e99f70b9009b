"""Django's entry to the module."""

from django.apps import AppConfig


class ReplenishmentConfig(AppConfig):
    name = "anxin.holdings.replenishment"
    label = "replenishment"
    default_auto_field = "django.db.models.BigAutoField"
