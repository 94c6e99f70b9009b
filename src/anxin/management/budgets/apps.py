"""Django's entry to the module."""

from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "anxin.management.budgets"
    label = "budgets"
    default_auto_field = "django.db.models.BigAutoField"
