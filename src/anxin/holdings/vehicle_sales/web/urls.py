"""Addresses of sold cars."""

from django.urls import path

from anxin.holdings.vehicle_sales.web import rebates, views

urlpatterns = [
    path("new-cars/", views.new_cars, name="new_cars"),
    path("new-cars/team/", views.set_team, name="set_delivery_team"),
    path("new-cars/<int:sold_car_id>/", views.new_car, name="new_car"),
    path("new-cars/<int:sold_car_id>/cancel/", views.cancel, name="cancel_sold_car"),
    path("new-cars/<int:sold_car_id>/waive/", views.waive, name="waive_new_car_inspection"),
    path("new-cars/<int:sold_car_id>/checklist.pdf", views.checklist, name="new_car_checklist"),
    path("rebates/", rebates.rebates, name="rebates"),
    path("rebates/claim/", rebates.claim_rebate, name="claim_rebate"),
    path("rebates/<int:rebate_id>/", rebates.rebate, name="rebate"),
    path("rebates/<int:rebate_id>/settle/", rebates.settle_rebate, name="settle_rebate"),
    path("rebates/<int:rebate_id>/refuse/", rebates.refuse_rebate, name="refuse_rebate"),
    path("rebates/<int:rebate_id>/withdraw/", rebates.withdraw_rebate, name="withdraw_rebate"),
]
