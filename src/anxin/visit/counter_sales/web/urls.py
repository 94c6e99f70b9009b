"""Addresses of counter sales."""

from django.urls import path

from anxin.visit.counter_sales.web import views

urlpatterns = [
    path("counter-sales/", views.counter_sales, name="counter_sales"),
    path("counter-sales/sell/", views.sell, name="sell_at_counter"),
    path("counter-sales/lost/", views.record_lost_sale, name="record_lost_sale"),
    path("counter-sales/<int:sale_id>/", views.counter_sale, name="counter_sale"),
    path("counter-sales/<int:sale_id>/take-back/", views.take_back, name="take_back_parts"),
]
