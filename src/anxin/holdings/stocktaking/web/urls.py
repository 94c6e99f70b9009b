"""Addresses of stocktaking."""

from django.urls import path

from anxin.holdings.stocktaking.web import sheets, steps

urlpatterns = [
    path("counts/", sheets.count_sheets, name="count_sheets"),
    path("counts/open/", sheets.open_sheet, name="open_count_sheet"),
    path("counts/open-share/", sheets.open_share, name="open_count_share"),
    path("counts/<int:count_id>/", sheets.count_sheet, name="count_sheet"),
    path("counts/<int:count_id>/print/", sheets.print_sheet, name="print_count_sheet"),
    path("counts/<int:count_id>/count/", steps.count_article, name="count_article"),
    path("counts/<int:count_id>/explain/", steps.explain_difference, name="explain_count"),
    path("counts/<int:count_id>/submit/", steps.submit_sheet, name="submit_count_sheet"),
    path("counts/<int:count_id>/approve/", steps.approve_sheet, name="approve_count_sheet"),
    path("counts/<int:count_id>/send-back/", steps.send_back_sheet, name="send_back_count_sheet"),
    path("counts/<int:count_id>/cancel/", steps.cancel_sheet, name="cancel_count_sheet"),
]
