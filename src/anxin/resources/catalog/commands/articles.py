"""Writes of part articles."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.money import Money
from anxin.resources.catalog import permissions
from anxin.resources.catalog.commands.rows import OUT_OF_RANGE, Changed, Checks, insert, locked, update
from anxin.resources.catalog.models import PartArticle, PartOrigin

UNKNOWN_ORIGIN = _("请选择配件来源：原厂件、品牌件、其他件或客户自带。")
BOTH_OR_NEITHER = _("新价格和生效日期要一起填写。")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTerms:
    """What a part article says; prices include tax, ``next_price`` holds from ``next_price_on`` on."""

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
    }
    checks.require("next_price_on", (terms.next_price is None) == (terms.next_price_on is None), BOTH_OR_NEITHER)
    checks.require("quality_days", 0 <= terms.quality_days <= 36_500, OUT_OF_RANGE)
    checks.require("quality_km", 0 <= terms.quality_km <= 2_000_000, OUT_OF_RANGE)
    checks.require("origin", terms.origin in PartOrigin.values, UNKNOWN_ORIGIN)
    checks.conclude()
    return values
