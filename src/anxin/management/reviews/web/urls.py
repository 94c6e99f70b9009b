"""Pages of reviews; each act is named as its command."""

from django.urls import path

from anxin.management.reviews.web import suggestions

app_name = "reviews"
ONE = "suggestions/<str:number>"

urlpatterns = [
    path("suggestions/", suggestions.list_suggestions, name="suggestions"),
    path("suggestions/enter/", suggestions.enter_suggestion, name="enter_suggestion"),
    path(f"{ONE}/", suggestions.show_suggestion, name="suggestion"),
    path(f"{ONE}/accept/", suggestions.accept_suggestion, name="accept_suggestion"),
    path(f"{ONE}/decline/", suggestions.decline_suggestion, name="decline_suggestion"),
    path(f"{ONE}/give/", suggestions.give_suggestion, name="give_suggestion"),
    path(f"{ONE}/report/", suggestions.report_suggestion_done, name="report_suggestion_done"),
    path(f"{ONE}/confirm/", suggestions.confirm_suggestion, name="confirm_suggestion"),
    path(f"{ONE}/return/", suggestions.return_suggestion, name="return_suggestion"),
    path(f"{ONE}/drop/", suggestions.drop_suggestion, name="drop_suggestion"),
]
