"""Addresses of coverage."""

from django.urls import path

from anxin.holdings.coverage.web import views

urlpatterns = [
    path("coverage/", views.terms, name="coverage_terms"),
    path("coverage/<int:term_id>/withdraw/", views.withdraw, name="withdraw_warranty_term"),
]
