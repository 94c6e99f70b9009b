"""Django's entry to the import page."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "anxin.platform.importing"
    label = "importing"
    default_auto_field = "django.db.models.BigAutoField"
