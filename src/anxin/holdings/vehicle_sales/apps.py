"""Django's entry to the module."""

from django.apps import AppConfig


class VehicleSalesConfig(AppConfig):
    name = "anxin.holdings.vehicle_sales"
    label = "vehicle_sales"
    default_auto_field = "django.db.models.BigAutoField"
