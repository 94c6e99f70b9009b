"""Public reads of reviews."""

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
    "DepartmentRate",
    "SuggestionFilter",
    "SuggestionRow",
    "SuggestionStepRow",
    "SuggestionView",
    "get_suggestion",
    "list_department_rates",
    "page_suggestions",
    "suggestion_departments",
]
