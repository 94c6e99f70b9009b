"""Pages of reviews; each act is named as its command."""

from django.urls import path

from anxin.management.reviews.web import measures, papers, reviews, suggestions

app_name = "reviews"
ONE = "suggestions/<str:number>"
REVIEW = "order-reviews/<int:review_id>"

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
    path("order-reviews/", reviews.list_reviews, name="reviews"),
    path("order-reviews/open/", reviews.open_review, name="open_review"),
    path(f"{REVIEW}/", reviews.show_review, name="review"),
    path(f"{REVIEW}/print/", papers.print_review, name="print_review"),
    path(f"{REVIEW}/add-order/", reviews.add_reviewed_order, name="add_reviewed_order"),
    path(f"{REVIEW}/orders/<int:reviewed_id>/drop/", reviews.drop_reviewed_order, name="drop_reviewed_order"),
    path(f"{REVIEW}/orders/<int:reviewed_id>/causes/", reviews.note_causes, name="note_causes"),
    path(f"{REVIEW}/agree-measure/", reviews.agree_measure, name="agree_measure"),
    path(f"{REVIEW}/close/", reviews.close_review, name="close_review"),
    path("review-measures/<int:measure_id>/give/", measures.give_measure, name="give_measure"),
    path("review-measures/<int:measure_id>/", measures.finish_measure, name="finish_measure"),
]
