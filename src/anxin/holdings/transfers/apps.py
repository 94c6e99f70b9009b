"""Django's entry to the module."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "anxin.holdings.transfers"
    label = "transfers"
    default_auto_field = "django.db.models.BigAutoField"
