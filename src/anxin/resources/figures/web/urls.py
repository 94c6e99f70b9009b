"""Pages of monthly figures; each act is named as its command."""

from django.urls import path

from anxin.resources.figures.web import sheets, views

app_name = "figures"

urlpatterns = [
    path("monthly-figures/", views.show_year, name="year"),
    path("monthly-figures/changes/", views.list_changes, name="changes"),
    path("monthly-figures/check/", sheets.check_monthly_history, name="check_monthly_history"),
    path("monthly-figures/template/", sheets.download_template, name="template"),
    path("monthly-figures/sheets/<int:sheet_id>/", sheets.show_sheet, name="sheet"),
    path("monthly-figures/sheets/<int:sheet_id>/import/", sheets.import_monthly_history, name="import_monthly_history"),
    path("monthly-figures/sheets/<int:sheet_id>/drop/", sheets.drop_monthly_history, name="drop_monthly_history"),
    path("monthly-figures/months/<str:month>/record/", views.record_figures, name="record_figures"),
]
