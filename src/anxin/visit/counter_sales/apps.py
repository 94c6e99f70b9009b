"""Django's entry to the module."""

from django.apps import AppConfig


class CounterSalesConfig(AppConfig):
    name = "anxin.visit.counter_sales"
    label = "counter_sales"
    default_auto_field = "django.db.models.BigAutoField"
