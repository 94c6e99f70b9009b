"""Addresses of the kit: language, and in development the sheet of states."""

from django.conf import settings
from django.urls import path
from django.views.i18n import set_language

from anxin.platform.ui import views

app_name = "ui"

urlpatterns = [
    path("language/", set_language, name="set_language"),
]

if getattr(settings, "DEVELOPMENT_PAGES", settings.DEBUG):
    urlpatterns.append(path("ui/", views.states, name="states"))
