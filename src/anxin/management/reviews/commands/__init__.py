"""Public writes of reviews: suggestions, and the reviews of repair orders."""

from anxin.management.reviews.commands.erasure import erase_review_words
from anxin.management.reviews.commands.measures import (
    KeptMeasure,
    MeasureDone,
    agree_measure,
    finish_measure,
    give_measure,
)
from anxin.management.reviews.commands.reviews import (
    KeptReview,
    NewReview,
    OrdersWithoutCause,
    ReviewOpenAlready,
    add_reviewed_order,
    close_review,
    drop_reviewed_order,
    note_causes,
    open_review,
)
from anxin.management.reviews.commands.suggestions import (
    KeptSuggestion,
    NewSuggestion,
    accept_suggestion,
    confirm_suggestion,
    decline_suggestion,
    drop_suggestion,
    enter_suggestion,
    give_suggestion,
    report_suggestion_done,
    return_suggestion,
)
from anxin.management.reviews.commands.support import NoOwnEmployee, NotDepartmentManager, NotResponsible

__all__ = [
    "KeptMeasure",
    "KeptReview",
    "KeptSuggestion",
    "MeasureDone",
    "NewReview",
    "NewSuggestion",
    "NoOwnEmployee",
    "NotDepartmentManager",
    "NotResponsible",
    "OrdersWithoutCause",
    "ReviewOpenAlready",
    "accept_suggestion",
    "add_reviewed_order",
    "agree_measure",
    "close_review",
    "confirm_suggestion",
    "decline_suggestion",
    "drop_reviewed_order",
    "drop_suggestion",
    "enter_suggestion",
    "erase_review_words",
    "finish_measure",
    "give_measure",
    "give_suggestion",
    "note_causes",
    "open_review",
    "report_suggestion_done",
    "return_suggestion",
]
