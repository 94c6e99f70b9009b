"""Django's entry to the module."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "anxin.parties.contacts"
    label = "contacts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anxin.parties.contacts.adapters import sender_from_settings
        from anxin.parties.contacts.sending import use_sender

        use_sender(sender_from_settings())
