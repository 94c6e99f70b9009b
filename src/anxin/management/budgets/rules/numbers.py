"""Numbers as people read them."""

from decimal import Decimal


def said(value: Decimal) -> str:
    """With commas, without zeros at the end: 1,234,567.5."""
    return f"{value.normalize():,f}"
