"""Pages of the organisation."""

from django.urls import path

from anxin.parties.org.web import sign_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("switch-store/", sign_in.switch_store, name="switch_store"),
]
