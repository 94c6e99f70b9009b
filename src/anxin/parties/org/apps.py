"""Django's entry to the module."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "anxin.parties.org"
    label = "org"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from anxin.parties.org.roles import post_names
        from anxin.parties.org.scopes import scope_chain
        from anxin.platform.parameters.register import use_posts
        from anxin.platform.parameters.resolve import use_chain

        use_chain(scope_chain)
        use_posts(post_names)
