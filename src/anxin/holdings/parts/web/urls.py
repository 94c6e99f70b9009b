"""Addresses of the parts stock."""

from django.urls import path

from anxin.holdings.parts.web import accessories, ages, arrivals, demand, prices, shelves, views

urlpatterns = [
    path("parts/", views.stock, name="parts_stock"),
    path("parts/accessories/", accessories.accessories, name="parts_accessories"),
    path("parts/accessories/print/", accessories.print_accessories, name="print_accessories"),
    path("parts/receive/", views.receive, name="parts_receive"),
    path("parts/count/", views.count, name="parts_count"),
    path("parts/demand/", demand.demands, name="parts_demands"),
    path("parts/short/", arrivals.short_articles, name="parts_short"),
    path("parts/<int:article_id>/tell-arrival/", arrivals.tell_arrival, name="parts_tell_arrival"),
    path("parts/slow/", ages.old_stock, name="parts_old_stock"),
    path("parts/<int:article_id>/clearing/", ages.decide_clearing, name="parts_decide_clearing"),
    path("parts/<int:article_id>/shelf/", shelves.shelf, name="parts_shelf"),
    path("parts/<int:article_id>/place/", shelves.place_article, name="parts_place_article"),
    path("parts/<int:article_id>/levels/", shelves.set_levels, name="parts_set_levels"),
    path("parts/<int:article_id>/", views.article, name="parts_article"),
    path("parts/entries/<int:entry_id>/price/", prices.price_entry, name="parts_price_entry"),
    path("parts/entries/<int:entry_id>/reverse/", views.reverse_entry, name="parts_reverse_entry"),
]
