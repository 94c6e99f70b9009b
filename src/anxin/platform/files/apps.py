"""Django's entry to the files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "anxin.platform.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
