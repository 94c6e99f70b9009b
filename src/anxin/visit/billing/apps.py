"""Django's entry to the module."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "anxin.visit.billing"
    label = "billing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anxin.visit.billing.adapters import platforms_from_settings, provider_from_settings
        from anxin.visit.billing.invoicing import use_provider
        from anxin.visit.billing.paying import use_platforms

        use_provider(provider_from_settings())
        use_platforms(platforms_from_settings())
