"""Addresses of replenishment."""

from django.urls import path

from anxin.holdings.replenishment.web import views

urlpatterns = [
    path("replenishment/", views.proposal, name="replenishment"),
    path("replenishment/draft/", views.draft, name="draft_proposal"),
    path("replenishment/levels/", views.take_levels, name="take_levels"),
    path("replenishment/reminders/<int:reminder_id>/", views.reminder, name="buyer_reminder"),
]
