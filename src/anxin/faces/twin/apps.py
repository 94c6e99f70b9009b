"""Django's entry to the module."""

from django.apps import AppConfig


class TwinConfig(AppConfig):
    name = "anxin.faces.twin"
    label = "twin"
