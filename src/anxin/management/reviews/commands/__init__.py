"""Public writes of reviews, in the order of a suggestion."""

from anxin.management.reviews.commands.erasure import erase_review_words
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
    "KeptSuggestion",
    "NewSuggestion",
    "NoOwnEmployee",
    "NotDepartmentManager",
    "NotResponsible",
    "accept_suggestion",
    "confirm_suggestion",
    "decline_suggestion",
    "drop_suggestion",
    "enter_suggestion",
    "erase_review_words",
    "give_suggestion",
    "report_suggestion_done",
    "return_suggestion",
]
