"""Tables of the parts counter's sales."""

from anxin.visit.counter_sales.models.plan import LONGEST_WORDS, PlanVerdict, SalesPlan
from anxin.visit.counter_sales.models.sale import SOLD_LINES, Channel, Sale, SaleLine, SalePayment

__all__ = [
    "LONGEST_WORDS",
    "SOLD_LINES",
    "Channel",
    "PlanVerdict",
    "Sale",
    "SaleLine",
    "SalePayment",
    "SalesPlan",
]
