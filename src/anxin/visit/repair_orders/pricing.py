"""Turns wished items into priced rows: from the catalogue, from a package, or at a free price."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.money import ZERO, Money
from anxin.platform.parameters import value
from anxin.resources.catalog import queries as catalog
from anxin.resources.catalog.queries import PartOrigin
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.models import Item
from anxin.visit.repair_orders.parameters import LABOUR_QUALITY_DAYS, LABOUR_QUALITY_KM, PARTS_NOT_GENUINE, TAX_RATE

if TYPE_CHECKING:
    from anxin.visit.repair_orders.models import Job


V = TypeVar("V")
MOST_QUANTITY = Decimal(9999)
LONGEST_NAME = 80
MOST_FEN = 99_999_999_99


class NotGenuine(Invalid):
    """A part that is not genuine, where the store fits no other (R-QC10)."""

    code = "not_genuine"
    default_rule = "R-QC10"


class PositionNeeded(Invalid):
    """Something fitted on several sides, and nobody said on which (R-RO06)."""

    code = "position_needed"
    default_rule = "R-RO06"
    default_message = _("请写位置：左前、右后……")


@dataclass(frozen=True, slots=True)
class NewItem:
    """A wished item. With a ``code`` of the catalogue the price comes from there; else name and price are given.

    ``unit_price`` beside a code is a free price for a known operation or part. ``quantity`` None means the
    catalogue's hours for labour, one for everything else.
    """

    kind: str
    code: str = ""
    name: str = ""
    quantity: Decimal | None = None
    unit_price: Money | None = None
    payer: str = "customer"
    position_words: str = ""
    discount: Money = ZERO


@dataclass(frozen=True, slots=True)
class NewJob:
    """A wished job: a concern in the customer's words, a package, or single items; ``rework_of`` is the id of the
    finished job of an earlier order that it does again."""

    title: str
    complaint: str = ""
    package_code: str = ""
    items: Sequence[NewItem] = field(default=())
    payer: str = "customer"
    rework_of: int | None = None


def build_items(
    actor: Actor,
    jobs: Sequence[tuple["Job", NewJob]],
    *,
    at: datetime,
    additional: bool = False,
    proposed_by: int | None = None,
) -> list[Item]:
    """Unsaved items of jobs that are saved, in order. One catalogue query per kind, whatever the number of jobs.

    Each has the quality period that it is sold with: a part the catalogue's, labour the store's of the day (M09.02).

    :raises Invalid: unknown code, a free item without name or price, or what ``require_sound`` refuses
    """
    if not jobs:
        return []
    store_id = jobs[0][0].store_id
    on = store_info(store_id).clock.day(at)
    tax_rate = value(TAX_RATE, store_id, on)
    wished = [item for _job, new in jobs for item in new.items if item.code]
    labour = catalog.price_labours(actor, store_id, sorted({item.code for item in wished if item.kind == "labour"}), on)
    parts = catalog.price_parts(actor, store_id, sorted({item.code for item in wished if item.kind == "part"}), on)
    require_genuine(parts.values(), store_id, on)
    asked = _asked(actor, store_id, [item for _job, new in jobs for item in new.items], on)
    days, km = (value(limit, store_id, on) for limit in (LABOUR_QUALITY_DAYS, LABOUR_QUALITY_KM))
    built: list[Item] = []
    for job, new in jobs:
        rows = [_priced(item, labour, parts, asked) for item in new.items]
        if new.package_code:
            rows = [*_of_package(actor, store_id, new, on), *rows]
        for row in rows:
            row.store_id, row.repair_order_id, row.job = store_id, job.repair_order_id, job
            row.tax_rate, row.proposed_at, row.is_additional, row.proposed_by_id = tax_rate, at, additional, proposed_by
            if row.kind == Item.Kind.LABOUR:
                row.quality_days, row.quality_km = days, km
        built += rows
    return built


def _asked(actor: Actor, store_id: int, items: Iterable[NewItem], on: date) -> dict[tuple[str, str], catalog.AskedPrice]:
    free = [(item.code, item.name) for item in items if not (item.code and item.kind in ("labour", "part"))]
    return catalog.find_asked_prices(actor, store_id, free, on) if free else {}


def list_price_of(asked: catalog.AskedPrice | None, unit_price: Money, quantity: Decimal) -> Money:
    """What a free line costs by the catalogue: what it repeats, else its own price (R-RO16).

    So that nobody writes by hand what the catalogue has, only to pay less without asking leave.
    """
    if asked is None:
        return unit_price
    share = Decimal(asked.price.fen) / quantity if asked.is_whole else Decimal(asked.price.fen)
    return max(unit_price, Money(int(share.to_integral_value("ROUND_CEILING"))))


def _priced(
    item: NewItem,
    labour: dict[str, catalog.PricedLabour],
    parts: dict[str, catalog.PricedPart],
    asked: Mapping[tuple[str, str], catalog.AskedPrice],
) -> Item:
    require_quantity(item.quantity)
    if item.kind == "labour" and item.code:
        row = _labour(item, _known(labour, item.code))
    elif item.kind == "part" and item.code:
        row = _part(item, _known(parts, item.code))
    else:
        row = _free(item)
        row.list_price = list_price_of(asked.get((item.code, item.name)), row.unit_price, row.quantity)
    row.payer, row.position_words, row.discount = item.payer, item.position_words, item.discount
    row.package_discount = ZERO
    require_sound(row)
    if row.needs_position and not row.position_words.strip():
        raise PositionNeeded(field="position_words", rule="R-RO06")
    row.amount = Money(rules.line_amount_fen(row.unit_price.fen, row.quantity, item.discount.fen))
    return row


def require_quantity(quantity: Decimal | None) -> None:
    """:raises Invalid: no number above zero, too large, or with more than three decimals; None is for the default"""
    if quantity is not None and not (quantity.is_finite() and 0 < quantity <= MOST_QUANTITY):
        raise Invalid(_("数量要大于 0，最多 9999。"), field="quantity")
    if quantity is not None and quantity != rules.rounded_quantity(quantity):
        raise Invalid(_("数量最多三位小数。"), field="quantity")


def require_sound(item: Item) -> None:
    """What every item must be, whoever asks for it; its amount is computed afterwards.

    :raises Invalid: unknown kind or payer, a price or discount that cannot be, or words that are too long
    """
    if item.kind not in Item.Kind.values:
        raise Invalid(_("请选择明细的类别：工时、配件、外包或费用。"), field="kind")
    if item.payer not in Item.Payer.values:
        raise Invalid(_("请选择付款方。"), field="payer")
    if not 0 <= item.unit_price.fen <= MOST_FEN:
        raise Invalid(_("单价不能为负，也不能超过一亿元，请核对。"), field="unit_price")
    if not 0 <= item.discount.fen <= rules.line_amount_fen(item.unit_price.fen, item.quantity, 0):
        raise Invalid(_("优惠不能为负，也不能超过这一行的金额，请核对。"), field="discount")
    for words, longest in (("code", 40), ("name", 80), ("position_words", 40)):
        if len(getattr(item, words)) > longest:
            raise Invalid(_("最多 %(longest)d 个字，请写短些。") % {"longest": longest}, field=words)


def _labour(item: NewItem, known: catalog.PricedLabour) -> Item:
    free = item.unit_price
    return Item(
        kind=item.kind,
        operation_id=known.operation_id,
        code=known.code,
        name=item.name or known.name,
        quantity=item.quantity or known.hours,
        unit="h",
        unit_price=known.rate if free is None else free,
        list_price=known.rate,
        price_source="catalogue" if free is None else "free",
        skill=known.skill,
        is_high_voltage=known.is_high_voltage,
        needs_position=known.needs_position,
        is_care=known.is_care,
    )


def _part(item: NewItem, known: catalog.PricedPart) -> Item:
    free = item.unit_price
    return Item(
        kind=item.kind,
        # What the customer brings is in nobody's stock.
        article_id=known.article_id if known.origin != PartOrigin.CUSTOMER else None,
        code=known.number,
        name=_marked(item.name or known.name, known.origin),
        origin=known.origin,
        quantity=item.quantity or Decimal(1),
        unit=known.unit,
        unit_price=known.price if free is None else free,
        list_price=known.price,
        price_source="catalogue" if free is None else "free",
        quality_days=known.quality_days or None,
        quality_km=known.quality_km or None,
        needs_position=known.needs_position,
        is_care=known.is_care,
    )


def require_genuine(parts: Iterable[catalog.PricedPart], store_id: int, on: date) -> None:
    """:raises NotGenuine: a bought part that is not genuine, where the store's limit refuses it (R-QC10)"""
    strange = [part for part in parts if part.origin in ("brand", "other")]
    if strange and value(PARTS_NOT_GENUINE, store_id, on) == "refuse":
        words = _("本店只用原厂件，%(code)s %(name)s 是%(origin)s；请换原厂件。")
        origin = PartOrigin(strange[0].origin).label
        raise NotGenuine(words % {"code": strange[0].number, "name": strange[0].name, "origin": origin}, field="code")


def _marked(name: str, origin: str) -> str:
    """A part's name; of one that is not genuine with what it is, so that the customer signs it (R-QC10)."""
    if origin == "genuine":
        return name
    mark = f" [{PartOrigin(origin).label}]"
    return name if name.endswith(mark) else name[: LONGEST_NAME - len(mark)] + mark


def _free(item: NewItem) -> Item:
    if not item.name or item.unit_price is None:
        raise Invalid(_("目录外的明细要写名称和单价。"), field="name" if not item.name else "unit_price")
    return Item(
        kind=item.kind,
        code=item.code,
        name=item.name,
        quantity=item.quantity or Decimal(1),
        unit="h" if item.kind == "labour" else str(_("项")),
        unit_price=item.unit_price,
        list_price=item.unit_price,
        price_source="free",
    )


def _of_package(actor: Actor, store_id: int, new: NewJob, on: date) -> list[Item]:
    rows = []
    package = catalog.price_package(actor, store_id, new.package_code, on)
    require_genuine([line.part for line in package.lines if line.part], store_id, on)
    for line in package.lines:
        row = _labour(NewItem("labour"), line.labour) if line.labour else _part(NewItem("part"), _present(line.part))
        row.quantity = rules.rounded_quantity(row.quantity * line.quantity)
        require_quantity(row.quantity)
        row.price_source, row.payer = "package", new.payer
        row.position_words, row.is_care = line.position, row.is_care or package.is_care
        # The package's price, split over its lines to the fen, shows as a discount on each line's own price.
        price, discount = rules.price_and_discount(row.unit_price.fen, row.quantity, line.amount.fen)
        row.unit_price, row.discount, row.amount = Money(price), Money(discount), line.amount
        row.list_price, row.package_discount = row.unit_price, row.discount
        require_sound(row)
        rows.append(row)
    return rows


def _present(part: catalog.PricedPart | None) -> catalog.PricedPart:
    if part is None:
        raise Invalid(_("套餐里有一行既没有工时也没有配件，请修正目录。"), field="package_code")
    return part


def _known(priced: Mapping[str, V], code: str) -> V:
    try:
        return priced[code]
    except KeyError:
        raise Invalid(_("目录里没有这个编码：%(code)s，请从目录里选。") % {"code": code}, field="code") from None
