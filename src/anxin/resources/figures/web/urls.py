"""Pages of monthly figures; each act is named as its command."""

from django.urls import path

from anxin.resources.figures.web import views

app_name = "figures"

urlpatterns = [
    path("monthly-figures/", views.show_year, name="year"),
    path("monthly-figures/changes/", views.list_changes, name="changes"),
    path("monthly-figures/months/<str:month>/record/", views.record_figures, name="record_figures"),
]
