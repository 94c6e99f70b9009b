"""Django's entry to the module."""

from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    name = "anxin.relationship.followup"
    label = "followup"
    default_auto_field = "django.db.models.BigAutoField"
