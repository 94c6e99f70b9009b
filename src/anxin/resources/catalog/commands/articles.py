"""Writes of part articles."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.money import Money
from anxin.resources.catalog import permissions
from anxin.resources.catalog.commands.rows import OUT_OF_RANGE, Changed, Checks, insert, locked, update
from anxin.resources.catalog.models import PartArticle, PartOrigin

UNKNOWN_ORIGIN = _("请选择配件来源：原厂件、品牌件、其他件或客户自带。")
UNIT_MISSING = _("填了换算数，也要写采购单位，例如 箱。")
BOTH_OR_NEITHER = _("新价格和生效日期要一起填写。")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTerms:
    """What a part article says; prices include tax, ``next_price`` holds from ``next_price_on`` on.

    One ``purchase_unit`` (empty: as ``unit``) holds ``purchase_factor`` units.
    """

    number: str
    name: str
    price: Money
    unit: str = "个"
    next_price: Money | None = None
    next_price_on: date | None = None
    quality_days: int = 0
    quality_km: int = 0
    origin: str = "genuine"
    brand_id: int | None = None
    is_active: bool = True
    is_on_board: bool = False
    needs_position: bool = False
    is_care: bool = False
    is_accessory: bool = False
    part_class: str = ""
    display_place: str = ""
    purchase_unit: str = ""
    purchase_factor: Decimal = Decimal(1)


@command(permissions.CHANGE)
def add_article(*, actor: Actor, terms: ArticleTerms, at: datetime) -> Changed:
    """Add a part article to the catalogue (M06.06).

    :raises Denied: the actor does not hold the permission for the group
    :raises InvalidFields: values to be mended
    :raises CodeTaken: the brand has an article with this number
    """
    actor.require_in_group(permissions.CHANGE)
    values = article_values(terms)
    return insert(PartArticle(), values, values["number"], actor, at)


@command(permissions.CHANGE)
def change_article(
    *, actor: Actor, article_id: int, terms: ArticleTerms, version: int | None = None, at: datetime
) -> Changed:
    """Change a part article or announce its next price (M06.06).

    :raises NotFound: unknown id
    :raises VersionConflict: somebody else changed it since ``version``
    :raises InvalidFields: values to be mended
    :raises CodeTaken: the brand has another article with this number
    """
    actor.require_in_group(permissions.CHANGE)
    row = locked(PartArticle, article_id)
    values = article_values(terms)
    return update(row, values, version, actor, at)


def article_values(terms: ArticleTerms) -> dict[str, Any]:
    """Checked column values.

    :raises InvalidFields: values to be mended
    """
    checks = Checks()
    values = {
        "number": checks.code("number", terms.number, 40),
        "name": checks.name("name", terms.name),
        "unit": checks.name("unit", terms.unit, 8),
        "price": checks.price("price", terms.price),
        "next_price": checks.price("next_price", terms.next_price),
        "next_price_on": terms.next_price_on,
        "quality_days": terms.quality_days,
        "quality_km": terms.quality_km,
        "origin": terms.origin,
        "brand_id": checks.brand(terms.brand_id),
        "is_active": terms.is_active,
        "is_on_board": terms.is_on_board,
        "needs_position": terms.needs_position,
        "is_care": terms.is_care,
        "is_accessory": terms.is_accessory,
        "part_class": checks.words("part_class", terms.part_class, 20),
        "display_place": checks.words("display_place", terms.display_place, 40),
        "purchase_unit": checks.words("purchase_unit", terms.purchase_unit, 8),
        "purchase_factor": checks.number("purchase_factor", terms.purchase_factor, Decimal("0.001"), Decimal(99_999), 3),
    }
    same_unit = not values["purchase_unit"] and terms.purchase_factor != 1
    checks.require("purchase_unit", not same_unit, UNIT_MISSING)
    checks.require("next_price_on", (terms.next_price is None) == (terms.next_price_on is None), BOTH_OR_NEITHER)
    checks.require("quality_days", 0 <= terms.quality_days <= 36_500, OUT_OF_RANGE)
    checks.require("quality_km", 0 <= terms.quality_km <= 2_000_000, OUT_OF_RANGE)
    checks.require("origin", terms.origin in PartOrigin.values, UNKNOWN_ORIGIN)
    checks.conclude()
    return values
