"""Addresses of appointments."""

from django.urls import path

from anxin.visit.appointments.web import no_shows, notice, picking, views, week

urlpatterns = [
    path("appointments/", views.day_page, name="appointments"),
    path("appointments/book/", views.book, name="book_appointment"),
    path("appointments/week/", week.week_page, name="appointment_week"),
    path("appointments/pre-pick/", picking.pre_pick_page, name="appointment_pre_pick"),
    path("appointments/pre-pick/pdf/", picking.pre_pick_pdf, name="appointment_pre_pick_pdf"),
    path("appointments/notice/pdf/", notice.notice_pdf, name="appointment_notice_pdf"),
    path("appointments/<str:number>/parts-ready/", picking.lay_ready, name="lay_parts_ready"),
    path("appointments/no-shows/", no_shows.no_shows, name="appointment_no_shows"),
    path("appointments/<str:number>/explain/", no_shows.explain, name="explain_no_show"),
    path("appointments/<int:appointment_id>/", views.appointment_page, name="appointment"),
    path("appointments/<str:number>/<slug:verb>/", views.step, name="appointment_step"),
]
