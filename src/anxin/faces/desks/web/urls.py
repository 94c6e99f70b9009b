"""Home and desks."""

from django.urls import path

from anxin.faces.desks.web import views

app_name = "desks"
urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.advisor_desk, name="advisor"),
]
