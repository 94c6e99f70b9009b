"""Registers the screen kit with Django so that its templates, tags and static files are found."""

from django.apps import AppConfig


class UserInterfaceConfig(AppConfig):
    name = "anxin.platform.ui"
    label = "ui"
