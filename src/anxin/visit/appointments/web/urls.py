"""Addresses of appointments."""

from django.urls import path

from anxin.visit.appointments.web import no_shows, views

urlpatterns = [
    path("appointments/", views.day_page, name="appointments"),
    path("appointments/book/", views.book, name="book_appointment"),
    path("appointments/no-shows/", no_shows.no_shows, name="appointment_no_shows"),
    path("appointments/<str:number>/explain/", no_shows.explain, name="explain_no_show"),
    path("appointments/<int:appointment_id>/", views.appointment_page, name="appointment"),
    path("appointments/<str:number>/<slug:verb>/", views.step, name="appointment_step"),
]
