"""Pages of the market notes; each act is named as its command."""

from django.urls import path

from anxin.management.market.web import notes

app_name = "market"

urlpatterns = [
    path("market-notes/", notes.list_notes, name="notes"),
    path("market-notes/enter/", notes.note_market, name="note_market"),
    path("market-notes/<int:note_id>/", notes.show_note, name="note"),
    path("market-notes/<int:note_id>/answer/", notes.answer_note, name="answer_market_note"),
]
