"""Endpoints of the parts stock: the stock itself, and what is asked of it."""

from anxin.holdings.parts.api.accessories import router as accessories_router
from anxin.holdings.parts.api.ages import router as ages_router
from anxin.holdings.parts.api.demand import router as demand_router
from anxin.holdings.parts.api.shelves import router as shelves_router
from anxin.holdings.parts.api.stock import router

router.add_router("", accessories_router)
router.add_router("", ages_router)
router.add_router("", demand_router)
router.add_router("", shelves_router)

__all__ = ["router"]
