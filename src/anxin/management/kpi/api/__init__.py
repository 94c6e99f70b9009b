"""Endpoints of figures, of why they are missed, and of their targets."""

from ninja import Router

from anxin.management.kpi.api.cockpit import router as cockpit_router
from anxin.management.kpi.api.diagnosis import router as diagnosis_router
from anxin.management.kpi.api.figures import router as figures_router
from anxin.management.kpi.api.handbook import router as handbook_router
from anxin.management.kpi.api.importing import router as importing_router
from anxin.management.kpi.api.league import router as league_router
from anxin.management.kpi.api.remedies import router as remedies_router
from anxin.management.kpi.api.targets import router as targets_router

router = Router()
router.add_router("", cockpit_router)
router.add_router("", handbook_router)
router.add_router("", figures_router)
router.add_router("", diagnosis_router)
router.add_router("", remedies_router)
router.add_router("", league_router)
router.add_router("", targets_router)
router.add_router("", importing_router)
