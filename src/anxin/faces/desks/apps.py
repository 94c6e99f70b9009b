"""Django's entry to the module."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "anxin.faces.desks"
    label = "desks"
