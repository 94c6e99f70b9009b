"""Pages of figures; each act is named as its command."""

from django.urls import path

from anxin.management.kpi.web import figure, handbook, sheet

app_name = "kpi"

urlpatterns = [
    path("figures/", sheet.list_figures, name="sheet"),
    path("figures/handbook/", handbook.list_definitions, name="handbook"),
    path("figures/handbook/<str:code>/", handbook.show_definition, name="definition"),
    path("figures/<str:code>/", figure.show_figure, name="figure"),
]
