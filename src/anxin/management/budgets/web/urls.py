"""Pages of budgets; each act is named as its command."""

from django.urls import path

from anxin.management.budgets.web import labour

app_name = "budgets"

urlpatterns = [
    path("budgets/labour/", labour.show_labour, name="labour"),
    path("budgets/labour/set/", labour.set_labour_budget, name="set_labour_budget"),
]
