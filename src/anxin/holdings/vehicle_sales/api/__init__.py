"""Endpoints of sold cars and of the rebates for them."""

from ninja import Router

from anxin.holdings.vehicle_sales.api.cars import router as cars_router
from anxin.holdings.vehicle_sales.api.rebates import router as rebates_router

router = Router()
# Before the cars: their pattern of one car is the wider one.
router.add_router("/rebates", rebates_router)
router.add_router("", cars_router)
