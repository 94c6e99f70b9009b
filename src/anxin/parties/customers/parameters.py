"""Limits of customers and vehicles."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare

LONGEST_DISTANCE_KM = 3_000_000
"""No car shows more: the bound of every mileage, wherever it is typed."""
PROOF_TRIES = declare(
    "customers.proof_tries",
    "integer",
    20,
    _("调入车辆：每人每小时最多可输错几次凭证"),
    "M01.03",
    unit=_("次"),
    minimum=3,
    maximum=1000,
)
