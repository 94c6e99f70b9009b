"""A sale at the parts counter: priced, taken off the shelf and paid in one step."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import ArticleUnknown, IssueLine, issue_parts, post_demand, require_lines
from anxin.holdings.parts.queries import list_availability
from anxin.parties.customers.queries import get_customer
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_own_employee
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, IdempotencyKeyReused, Invalid
from anxin.platform.money import Money
from anxin.platform.numbering import next_number
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.platform.ui.formats import format_money
from anxin.resources.catalog.parameters import TAX_RATE
from anxin.resources.catalog.queries import ArticleRow, find_articles
from anxin.visit.billing.commands import Tender, open_day, require_tenders
from anxin.visit.counter_sales import permissions, rules
from anxin.visit.counter_sales.events import PartsSold
from anxin.visit.counter_sales.models import Channel, Sale, SaleLine, SalePayment
from anxin.visit.counter_sales.parameters import DISCOUNT_SHARE, LESS

KIND = "counter_sales.sale"
SERIES = "C"
LONGEST_KEY = 100


class TooCheap(Invalid):
    """A price lower than whoever sells may ask."""

    code = "sold_too_cheap"
    default_rule = "R-RO16"


class Promised(Conflict):
    """What lies there is promised to customers whose orders are signed (R-RO03)."""

    code = "stock_promised"
    default_rule = "R-RO03"


class NotPaidUp(Invalid):
    """What is paid is not what the sale comes to."""

    code = "sale_not_paid_up"
    default_rule = "R-PT06"


@dataclass(frozen=True, slots=True)
class SoldLine:
    """So many of an article; without a price it is that of the channel, tax included."""

    article_id: int
    quantity: Decimal
    unit_price: Money | None = None


@dataclass(frozen=True, slots=True)
class SavedSale:
    """A sale as it was made: with tax, and its version."""

    id: int
    number: str
    version: int
    gross: Money
    refunded: Money


@command(permissions.SELL, rule="R-PT06")
def sell_at_counter(
    *,
    actor: Actor,
    store_id: int,
    lines: Sequence[SoldLine],
    tenders: Sequence[Tender],
    channel: str = Channel.RETAIL.value,
    customer_id: int | None = None,
    key: str,
    at: datetime,
) -> SavedSale:
    """Sell parts that are not for a car on order: off the shelf, paid at once (R-PT06, R-PT09). The same key sells once.

    Each line posts its demand (M14.02); what was not there is told by :func:`record_lost_sale`.
    Wholesale and group purchase name a customer on file.

    :raises Denied: the actor may not sell, or not issue parts, in this store
    :raises Invalid: lines, channel, customer, tenders or key to be mended
    :raises ArticleUnknown: not in the catalogue
    :raises NotFound: a customer whom the store does not know
    :raises TooCheap: a price lower than the actor may ask
    :raises NotPaidUp: more or less is paid than it comes to
    :raises Promised: enough is on hand, but signed orders wait for it
    :raises StockShort: less is on hand
    :raises IdempotencyKeyReused: the key came before with another sale
    """
    actor.require(permissions.SELL, store_id)
    require_lines([line.quantity for line in lines])
    if not key or len(key) > LONGEST_KEY or "\x00" in key:
        raise Invalid(_("幂等键要有 1 到 100 个字符。"), field="key")
    before = _sold_before(actor, store_id, key)
    if before is not None:
        _require_same(actor, before, lines, tenders, (channel, customer_id))
        return saved(before)
    _require_buyer(store_id, channel, customer_id)
    day = store_info(store_id).clock.day(at)
    _require_free(store_id, lines, at)
    made = _priced(actor, store_id, lines, channel, day)
    gross = Money.sum(line.gross for line in made)
    _require_paid(tenders, gross)
    net = Money.sum(line.net for line in made)
    own = find_own_employee(actor)
    sale = Sale(
        store_id=store_id,
        number=next_number(store_id, store_info(store_id).code, SERIES, day),
        key=key,
        channel=channel,
        customer_id=customer_id,
        seller_id=own.id if own else None,
        gross=gross,
        net=net,
        tax=gross - net,
        sold_at=at,
        sold_on=day,
        actor_key=actor.key,
    )
    sale.save(force_insert=True)
    for line in made:
        line.sale = sale
        line.save(force_insert=True)
    _take_off_shelf(actor, sale, made, at)
    take_money(actor, sale, tenders, at)
    events.publish(PartsSold(store_id=store_id, sale_id=sale.pk), at=at)
    return saved(sale)


def take_money(actor: Actor, sale: Sale, tenders: Sequence[Tender], at: datetime, reason: str = "") -> None:
    """Write what came in, or went back (negative), on the first day that is not closed."""
    day = open_day(sale.store_id, store_info(sale.store_id).clock.day(at))
    SalePayment.objects.bulk_create(
        [
            SalePayment(
                store_id=sale.store_id,
                sale=sale,
                method=each.method,
                amount=each.amount,
                reference=each.reference,
                reason=reason,
                received_at=at,
                received_on=day,
                actor_key=actor.key,
            )
            for each in tenders
        ]
    )


def saved(sale: Sale) -> SavedSale:
    """The sale as its commands answer."""
    return SavedSale(sale.pk, sale.number, sale.version, sale.gross, sale.refunded)


def _sold_before(actor: Actor, store_id: int, key: str) -> Sale | None:
    """What was sold under this key, once its turn has come."""
    take_turn(f"counter_sales:{store_id}:{key}")
    before: Sale | None = Sale.objects.visible_to(actor, permissions.SELL).filter(store_id=store_id, key=key).first()
    return before


def _require_same(
    actor: Actor, sale: Sale, lines: Sequence[SoldLine], tenders: Sequence[Tender], buyer: tuple[str, int | None]
) -> None:
    """A price that was not said is that of the day on which it was sold.

    :raises IdempotencyKeyReused: another sale than the one that is asked for
    """
    rows = SaleLine.objects.visible_to(actor, permissions.SELL).filter(sale_id=sale.pk).order_by("pk")
    sold = [(row.article_id, row.quantity, row.unit_price) for row in rows]
    asked = [
        (line.article_id, line.quantity, price if line.unit_price is None else line.unit_price)
        for line, (_article, _quantity, price) in zip(lines, sold, strict=False)
    ]
    payments = SalePayment.objects.visible_to(actor, permissions.SELL).filter(sale_id=sale.pk, reason="").order_by("pk")
    paid = [(row.method, row.amount) for row in payments]
    same_buyer = (sale.channel, sale.customer_id) == buyer
    if len(lines) != len(sold) or asked != sold or not same_buyer or paid != [(one.method, one.amount) for one in tenders]:
        raise IdempotencyKeyReused(field="key")


def _require_buyer(store_id: int, channel: str, customer_id: int | None) -> None:
    if channel not in Channel.values:
        raise Invalid(_("请选择零售、批发或团购。"), field="channel", rule="R-PT09")
    if customer_id is None and channel != Channel.RETAIL:
        raise Invalid(_("批发和团购要选客户；还没有档案的，请先在“客户”里登记。"), field="customer_id", rule="R-PT06")
    if customer_id is not None:
        get_customer(Actor.system("counter_sales", [store_id]), customer_id)


def _priced(actor: Actor, store_id: int, lines: Sequence[SoldLine], channel: str, day: date) -> list[SaleLine]:
    articles = find_articles(actor, {line.article_id for line in lines})
    if any(line.article_id not in articles for line in lines):
        raise ArticleUnknown(field="lines")
    less = value(LESS[channel], store_id, day) if channel in LESS else Decimal(0)
    post = "manager" if actor.may(permissions.DISCOUNT, store_id) else "seller"
    share, rate = value(DISCOUNT_SHARE[post], store_id, day), value(TAX_RATE, store_id, day)
    return [_line(store_id, line, articles[line.article_id], (less, share, rate)) for line in lines]


def _line(store_id: int, line: SoldLine, article: ArticleRow, terms: tuple[Decimal, Decimal, Decimal]) -> SaleLine:
    less, share, rate = terms
    usual = rules.usual_price(article.price, less)
    price = usual if line.unit_price is None else line.unit_price
    lowest = rules.lowest_price(usual, share)
    if price < lowest:
        message = _("%(name)s 最低可卖 %(lowest)s 元，请改价，或请配件经理来卖。")
        raise TooCheap(message % {"name": article.name, "lowest": format_money(lowest)}, field="lines")
    if price > rules.highest_price(article.price):
        message = _("%(name)s 的单价 %(price)s 元比目录价高太多，请核对是不是把条码扫进了单价。")
        raise Invalid(message % {"name": article.name, "price": format_money(price)}, field="lines", rule="R-PT06")
    told = rules.amounts(price, line.quantity, rate)
    if price and not told.gross:
        raise Invalid(_("%(name)s 的数量太小，卖不到一分钱，请改。") % {"name": article.name}, field="lines", rule="R-PT06")
    return SaleLine(
        store_id=store_id,
        article_id=article.id,
        quantity=line.quantity,
        list_price=article.price,
        unit_price=price,
        gross=told.gross,
        net=told.net,
        tax_rate=rate,
        quality_days=article.quality_days,
        quality_km=article.quality_km,
    )


def _require_free(store_id: int, lines: Sequence[SoldLine], at: datetime) -> None:
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        wanted[line.article_id] += line.quantity
    seller = Actor.system("counter_sales", [store_id])
    stock = list_availability(seller, store_id, wanted, at).values()
    taken = [one for one in stock if one.free < one.wanted <= one.on_hand]
    if taken:
        named = find_articles(seller, [one.article_id for one in taken])
        listed = "、".join(f"{named[one.article_id].number} {named[one.article_id].name}" for one in taken)
        words = _("%(listed)s 有货，但已留给签了字的工单，卖了客户的车就修不成。请调货或订货；要先卖的，请顾问先改工单。")
        raise Promised(words % {"listed": listed}, field="lines")


def _require_paid(tenders: Sequence[Tender], gross: Money) -> None:
    if gross or tenders:
        require_tenders(tenders)
    if Money.sum(one.amount for one in tenders) != gross:
        message = _("应收 %(gross)s 元，收款合计要一样，请改。")
        raise NotPaidUp(message % {"gross": format_money(gross)}, field="amount")


def _take_off_shelf(actor: Actor, sale: Sale, lines: Sequence[SaleLine], at: datetime) -> None:
    document = DocumentRef(KIND, sale.pk)
    for line in lines:
        post_demand(
            actor=Actor.system("counter_sales", [sale.store_id]),
            store_id=sale.store_id,
            article_id=line.article_id,
            quantity=line.quantity,
            document=document,
            document_line=line.pk,
            key=f"{KIND}:{line.pk}",
            at=at,
        )
    wanted = [IssueLine(line.article_id, line.quantity, line.pk) for line in lines]
    issue_parts(actor=actor, store_id=sale.store_id, document=document, lines=wanted, key=f"{sale.number}", at=at)
