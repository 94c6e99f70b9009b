"""The price board as the data of its printed form."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anxin.platform.ui import formats
from anxin.resources.catalog.queries import PriceBoard


def board_data(board: PriceBoard, at: datetime) -> dict[str, Any]:
    """What ``documents/price_board.typ`` prints; amounts in fen, tax included."""
    issued_at = at.replace(microsecond=0).isoformat()
    tax = formats.format_percent(board.tax_rate)
    return {
        "document": {"title": _("价格看板"), "number": board.on.isoformat(), "issued_at": issued_at},
        "store_name": board.company or board.store_name,
        "note": _("以下价格均含税（税率 %(tax)s），自 %(day)s 起公示；每一项收费都可请服务顾问说明。")
        % {"tax": tax, "day": board.on.isoformat()},
        "sections": [
            {
                "title": _("工时单价（元/小时）"),
                "rows": [{"code": "", "name": rate.label, "note": "", "price": rate.rate} for rate in board.rates],
            },
            {
                "title": _("套餐（元）"),
                "rows": [
                    {
                        "code": each.code,
                        "name": each.name,
                        "note": _("、").join(line.name for line in each.lines),
                        "price": each.price,
                    }
                    for each in board.packages
                ],
            },
            {
                "title": _("工时项目（元）"),
                "rows": [
                    {"code": each.code, "name": each.name, "note": f"{each.hours} h", "price": each.amount}
                    for each in board.labours
                ],
            },
            {
                "title": _("配件（元）"),
                "rows": [
                    {"code": each.number, "name": each.name, "note": each.unit, "price": each.price} for each in board.parts
                ],
            },
        ],
    }
