"""Addresses of the files."""

from django.urls import path

from anxin.platform.files.web import views

urlpatterns = [path("files/<uuid:key>/", views.serve_file, name="file")]
