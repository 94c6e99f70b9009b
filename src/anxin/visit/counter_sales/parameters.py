"""Limits of the parts counter's sales."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import ParameterDefinition, declare


def _share(code: str, default: str, label: Any, source: str) -> ParameterDefinition:
    return declare(code, "decimal", Decimal(default), label, source, minimum=Decimal(0), maximum=Decimal(1))


LESS = {
    "wholesale": _share("counter_sales.less_wholesale", "0.15", _("批发价比目录价低多少（0.15 是八五折）"), "R-PT06"),
    "group": _share("counter_sales.less_group", "0.20", _("团购价比目录价低多少（0.20 是八折）"), "R-PT09"),
}
DISCOUNT_SHARE = {
    "seller": _share("counter_sales.discount_seller", "0.05", _("外销员可自行再优惠的比例"), "R-RO16"),
    "manager": _share("counter_sales.discount_manager", "0.15", _("配件经理可再优惠的比例"), "R-RO16"),
}
