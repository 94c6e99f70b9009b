"""Addresses of the catalogue."""

from django.urls import path

from anxin.resources.catalog.web import links, views

urlpatterns = [
    path("catalog/", views.catalogue, name="catalog_home"),
    path("catalog/labour-rates/", views.rates, name="catalog_rates"),
    path("catalog/price-board/", views.board, name="catalog_board"),
    path("catalog/price-board.pdf", views.board_print, name="catalog_board_print"),
    path("catalog/articles/<int:article_id>/links/", links.article_links, name="catalog_article_links"),
    path("catalog/articles/<int:article_id>/numbers/", links.set_article_numbers, name="catalog_set_article_numbers"),
    path("catalog/articles/<int:article_id>/supersede/", links.supersede_article, name="catalog_supersede_article"),
    path("catalog/articles/<int:article_id>/end-supersession/", links.end_supersession, name="catalog_end_supersession"),
    path("catalog/<slug:kind>/", views.catalogue, name="catalog"),
    path("catalog/<slug:kind>/new/", views.new_row, name="catalog_new"),
    path("catalog/<slug:kind>/<int:row_id>/", views.row, name="catalog_row"),
]
