"""Tables of reviews."""

from anxin.management.reviews.models.orders import OrderReview, ReviewedOrder, ReviewMeasure
from anxin.management.reviews.models.suggestions import Suggestion, SuggestionStep

__all__ = ["OrderReview", "ReviewMeasure", "ReviewedOrder", "Suggestion", "SuggestionStep"]
