"""Endpoints of purchasing."""

from ninja import Router

from anxin.holdings.purchasing.api.funds import router as funds_router
from anxin.holdings.purchasing.api.orders import router as orders_router
from anxin.holdings.purchasing.api.receipts import router as receipts_router
from anxin.holdings.purchasing.api.returns import router as returns_router
from anxin.holdings.purchasing.api.special import router as special_router
from anxin.holdings.purchasing.api.suppliers import router as suppliers_router

router = Router()
router.add_router("/suppliers", suppliers_router)
router.add_router("/orders", orders_router)
router.add_router("/receipts", receipts_router)
router.add_router("/special", special_router)
router.add_router("/returns", returns_router)
router.add_router("/funds", funds_router)
