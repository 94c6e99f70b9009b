"""Addresses of the import page."""

from django.urls import path

from anxin.platform.importing.web import views

urlpatterns = [
    path("imports/", views.list_imports, name="imports"),
    path("imports/upload/", views.upload_import, name="upload_import"),
    path("imports/template/<slug:kind>/", views.import_template, name="import_template"),
    path("imports/<int:run_id>/", views.import_run, name="import_run"),
    path("imports/<int:run_id>/progress/", views.import_progress, name="import_progress"),
    path("imports/<int:run_id>/start/", views.start_import, name="start_import"),
    path("imports/<int:run_id>/stop/", views.stop_import, name="stop_import"),
    path("imports/<int:run_id>/<slug:role>.xlsx", views.import_file, name="import_file"),
]
