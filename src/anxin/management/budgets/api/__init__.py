"""Endpoints of budgets."""

from ninja import Router

from anxin.management.budgets.api.forecasts import router as forecasts
from anxin.management.budgets.api.labour import router as labour
from anxin.management.budgets.api.proposals import router as proposals

router = Router(tags=["budgets"])
router.add_router("", labour)
router.add_router("", forecasts)
router.add_router("", proposals)
