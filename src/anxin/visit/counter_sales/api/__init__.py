"""Endpoints of the parts counter's sales and of their plan."""

from anxin.visit.counter_sales.api.plans import router as plans
from anxin.visit.counter_sales.api.sales import router

__all__ = ["plans", "router"]
