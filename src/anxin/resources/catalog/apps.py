"""Django's entry to the module."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "anxin.resources.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"
