"""Limits of the catalogue."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare

TAX_RATE = declare(
    "catalog.tax_rate",
    "decimal",
    Decimal("0.13"),
    _("维修与配件的增值税率（待用户确认）"),
    "M06.06; no source row names a rate: to be confirmed by the user",
    minimum=Decimal(0),
    maximum=Decimal("0.5"),
)
