"""Django's entry to the module."""

from django.apps import AppConfig


class StocktakingConfig(AppConfig):
    name = "anxin.holdings.stocktaking"
    label = "stocktaking"
    default_auto_field = "django.db.models.BigAutoField"
