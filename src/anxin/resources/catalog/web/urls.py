"""Addresses of the catalogue."""

from django.urls import path

from anxin.resources.catalog.web import views

urlpatterns = [
    path("catalog/", views.catalogue, name="catalog_home"),
    path("catalog/labour-rates/", views.rates, name="catalog_rates"),
    path("catalog/price-board/", views.board, name="catalog_board"),
    path("catalog/price-board.pdf", views.board_print, name="catalog_board_print"),
    path("catalog/<slug:kind>/", views.catalogue, name="catalog"),
    path("catalog/<slug:kind>/new/", views.new_row, name="catalog_new"),
    path("catalog/<slug:kind>/<int:row_id>/", views.row, name="catalog_row"),
]
