"""Endpoints of the catalogue: rows, labour rates, prices in a store, search, price board, bulk import."""

from anxin.resources.catalog.api.links import router as links_router
from anxin.resources.catalog.api.prices import router as prices_router
from anxin.resources.catalog.api.rows import router

router.add_router("", prices_router)
router.add_router("", links_router)

__all__ = ["router"]
