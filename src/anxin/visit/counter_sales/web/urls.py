"""Addresses of counter sales."""

from django.urls import path

from anxin.visit.counter_sales.web import papers, plans, views

urlpatterns = [
    path("counter-sales/", views.counter_sales, name="counter_sales"),
    path("counter-sales/sell/", views.sell, name="sell_at_counter"),
    path("counter-sales/lost/", views.record_lost_sale, name="record_lost_sale"),
    path("counter-sales/plan/", plans.sales_plan, name="sales_plan"),
    path("counter-sales/plan/set/", plans.set_sales_plan, name="set_sales_plan"),
    path("counter-sales/plans/<int:plan_id>/", plans.sales_plan_version, name="sales_plan_version"),
    path("counter-sales/plans/<int:plan_id>/confirm/", plans.confirm_sales_plan, name="confirm_sales_plan"),
    path("counter-sales/plans/<int:plan_id>/return/", plans.return_sales_plan, name="return_sales_plan"),
    path("counter-sales/<int:sale_id>/", views.counter_sale, name="counter_sale"),
    path("counter-sales/<int:sale_id>/print/", papers.print_counter_sale, name="print_counter_sale"),
    path("counter-sales/<int:sale_id>/take-back/", views.take_back, name="take_back_parts"),
]
