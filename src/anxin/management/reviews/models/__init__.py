"""Tables of reviews."""

from anxin.management.reviews.models.suggestions import Suggestion, SuggestionStep

__all__ = ["Suggestion", "SuggestionStep"]
