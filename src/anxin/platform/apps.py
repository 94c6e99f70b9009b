"""Django's entry to the platform."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "anxin.platform"
    label = "platform"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anxin.platform import discovery

        discovery.load_declarations()
