"""Public reads of reviews."""

from anxin.management.reviews.queries.measures import MeasureRow, get_measure
from anxin.management.reviews.queries.reviews import (
    CauseCount,
    ReviewedOrderRow,
    ReviewFilter,
    ReviewRow,
    ReviewView,
    get_review,
    page_reviews,
)
from anxin.management.reviews.queries.suggestions import (
    DepartmentRate,
    SuggestionFilter,
    SuggestionRow,
    SuggestionStepRow,
    SuggestionView,
    get_suggestion,
    list_department_rates,
    page_suggestions,
    suggestion_departments,
)

__all__ = [
    "CauseCount",
    "DepartmentRate",
    "MeasureRow",
    "ReviewFilter",
    "ReviewRow",
    "ReviewView",
    "ReviewedOrderRow",
    "SuggestionFilter",
    "SuggestionRow",
    "SuggestionStepRow",
    "SuggestionView",
    "get_measure",
    "get_review",
    "get_suggestion",
    "list_department_rates",
    "page_reviews",
    "page_suggestions",
    "suggestion_departments",
]
