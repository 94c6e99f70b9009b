"""Addresses of transfers."""

from django.urls import path

from anxin.holdings.transfers.web import views

urlpatterns = [
    path("transfers/", views.transfers, name="transfers"),
    path("transfers/ask/", views.ask_transfer, name="ask_transfer"),
    path("transfers/<int:transfer_id>/", views.transfer, name="transfer"),
    path("transfers/<int:transfer_id>/agree/", views.agree_transfer, name="agree_transfer"),
    path("transfers/<int:transfer_id>/refuse/", views.refuse_transfer, name="refuse_transfer"),
    path("transfers/<int:transfer_id>/withdraw/", views.withdraw_transfer, name="withdraw_transfer"),
    path("transfers/<int:transfer_id>/send/", views.send_transfer, name="send_transfer"),
    path("transfers/<int:transfer_id>/receive/", views.receive_transfer, name="receive_transfer"),
    path("transfers/<int:transfer_id>/take-back/", views.take_back_transfer, name="take_back_transfer"),
    path("transfers/<int:transfer_id>/missing/", views.tell_difference, name="tell_transfer_difference"),
    path("transfers/<int:transfer_id>/write-off/", views.write_off_difference, name="write_off_transfer"),
    path("transfers/<int:transfer_id>/invoice/", views.note_invoice, name="note_transfer_invoice"),
]
