"""Django's entry to the module."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "anxin.parties.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
