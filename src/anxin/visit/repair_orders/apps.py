"""Django's entry to the module."""

from django.apps import AppConfig


class RepairOrdersConfig(AppConfig):
    name = "anxin.visit.repair_orders"
    label = "repair_orders"
    default_auto_field = "django.db.models.BigAutoField"
