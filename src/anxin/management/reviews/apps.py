"""Django's entry to the module."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "anxin.management.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
