"""What is given away on an order, what was granted of it, and who may grant how much (R-RO16, R-RO17)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import roles_in_store
from anxin.parties.people.queries import find_own_employee, holders_of_post
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.text import clean_text
from anxin.platform.ui.formats import format_rate
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.access import customer_total
from anxin.visit.repair_orders.models import Item, PriceLeave, RepairOrder
from anxin.visit.repair_orders.parameters import (
    DISCOUNT_POSTS,
    DISCOUNT_SHARES,
    DISCOUNT_SUMS,
    PRE_DELIVERY_OPERATION,
    QUOTATION_SIGN_OFF,
)
from anxin.visit.repair_orders.rules import DiscountLimit, PricedLine

LEVELS = ("front_desk", "after_sales")
TOP = "general"
MOST_NAMES = 5
LONGEST_REASON = 200
GIVEN_AWAY = ("goodwill", "internal")
"""Payers by whom the house takes a line upon itself: all of it is given away."""


def gives_away(item: Item) -> bool:
    """Whether a line costs the customer less than the catalogue asks, by its price or because the house pays it."""
    return (item.payer in GIVEN_AWAY and not _is_owed(item)) or _before_rounding(item) < item.list_amount


def priced_lines(order: RepairOrder, items: Iterable[Item]) -> list[PricedLine]:
    """The lines that count and are the customer's own or the house's gift, beside the catalogue.

    What warranty or insurer pay is agreed with them, and on a car of the house the house gives nobody anything; nor by the
    inspection of a car that it has sold (M07.13), nor by doing again what it warrants (R-QC10).
    """
    counted = [
        item
        for item in items
        if item.decision in rules.COUNTED and not _inspects_new_car(order, item) and not _is_owed(item)
    ]
    given = {*GIVEN_AWAY}
    if any(item.payer == "internal" for item in counted) and order.customer.kind == "internal":
        given.discard("internal")
    return [
        PricedLine(item.pk, item.list_amount.fen, 0 if item.payer in given else _before_rounding(item).fen)
        for item in counted
        if item.payer == "customer" or item.payer in given
    ]


def _is_owed(item: Item) -> bool:
    return bool(item.payer_rule) and item.payer == item.payer_rule and not item.is_beyond_rule


def _inspects_new_car(order: RepairOrder, item: Item) -> bool:
    if order.kind != RepairOrder.Kind.PRE_DELIVERY or item.payer != "internal":
        return False
    return bool(item.code == value(PRE_DELIVERY_OPERATION, order.store_id, order.opened_on))


def lines_without_leave(order: RepairOrder, items: Iterable[Item], on: date) -> list[PricedLine]:
    """Lines with which the order cannot be signed or settled until somebody grants what they give away.

    Those beyond the limit, and those that the cash desk lowered as a discount, which it has no limit for.
    """
    lines = priced_lines(order, items)
    if not any(line.given_fen for line in lines):
        return []
    leaves = _leaves(order, PriceLeave.Kind.DISCOUNT, PriceLeave.Kind.ROUNDING)
    granted, asked = _granted(leaves), _asked_at_the_desk(leaves)
    beyond = {line.id for line in rules.without_leave(lines, granted, limit_of("advisor", order.store_id, on))}
    return [line for line in lines if line.id in beyond or granted.get(line.id, 0) < line.given_fen == asked.get(line.id)]


def lines_beyond_limit(order: RepairOrder, items: Iterable[Item], on: date) -> list[PricedLine]:
    """Lines that give away more than was granted, on an order that gives away more than an advisor may."""
    lines = priced_lines(order, items)
    if not any(line.given_fen for line in lines):
        return []
    return rules.without_leave(lines, granted_of(order), limit_of("advisor", order.store_id, on))


def granted_of(order: RepairOrder) -> dict[int, int]:
    """Item id → fen that may be given away on it."""
    return _granted(_leaves(order, PriceLeave.Kind.DISCOUNT, PriceLeave.Kind.ROUNDING))


def _granted(leaves: Iterable[PriceLeave]) -> dict[int, int]:
    granted: dict[int, int] = {}
    for leave in leaves:
        if _is_granted(leave):
            for item, fen in leave.lines.items():
                granted[int(item)] = max(granted.get(int(item), 0), fen)
    return granted


def _asked_at_the_desk(leaves: Iterable[PriceLeave]) -> dict[int, int]:
    """Item id → fen with which its line waits for leave, or was refused it: what the cash desk asked for last."""
    asked = (one for one in leaves if one.kind == PriceLeave.Kind.ROUNDING and one.approval_id is not None)
    last = next(asked, None)
    return {} if last is None or _is_granted(last) else {int(item): fen for item, fen in last.lines.items()}


def pending_leave(order: RepairOrder, kind: str) -> PriceLeave | None:
    """The request of that kind that is being decided."""
    asked = (leave for leave in _leaves(order, kind) if leave.approval is not None and leave.approval.state == "PENDING")
    return next(asked, None)


def quotation_to_sign_off(order: RepairOrder, items: Collection[Item], on: date) -> Money | None:
    """What the customer pays, his part of shared items included, where that is so much that the front-desk manager
    signs the quotation off first, and has not (R-RO17)."""
    threshold: Money = value(QUOTATION_SIGN_OFF, order.store_id, on)
    # Who pays what is asked only where all of it would be large.
    if not threshold.fen or Money.sum(item.amount for item in items) < threshold:
        return None
    total = customer_total(order, items)
    if total < threshold:
        return None
    is_granted = any(_is_granted(leave) and leave.amount >= total for leave in _leaves(order, PriceLeave.Kind.QUOTATION))
    return None if is_granted else total


def limit_of(level: str, store_id: int, on: date) -> DiscountLimit:
    """How much a level may give away on one order."""
    return DiscountLimit(value(DISCOUNT_SHARES[level], store_id, on), value(DISCOUNT_SUMS[level], store_id, on).fen)


def may_grant(actor: Actor, store_id: int, given_fen: int, list_fen: int, on: date) -> bool:
    """Whether the actor's own post reaches so far."""
    posts = posts_of(actor, store_id, on)
    return any(
        posts & set(_posts(level, store_id, on))
        for level in (*LEVELS, TOP)
        if level == TOP or limit_of(level, store_id, on).allows(given_fen, list_fen)
    )


def post_to_ask(actor: Actor, store_id: int, given_fen: int, list_fen: int, on: date) -> str:
    """The lowest post that may give away so much, that somebody holds, and that is not the asker's own.

    Nobody on the staff list of any: the first post of the top, so that nothing is granted without somebody.
    """
    own = posts_of(actor, store_id, on)
    for level in (*LEVELS, TOP):
        if level != TOP and not limit_of(level, store_id, on).allows(given_fen, list_fen):
            continue
        for post in _posts(level, store_id, on):
            if post not in own and holders_of_post(actor, store_id, post, on):
                return post
    return _posts(TOP, store_id, on)[0]


def posts_of(actor: Actor, store_id: int, on: date) -> frozenset[str]:
    """Posts in which somebody acts in a store: by grant, or on the staff list; none for the program itself."""
    if actor.kind != "user" or actor.id is None:
        return frozenset()
    employee = find_own_employee(actor)
    staffed = (employee.post, *employee.extra_posts) if employee is not None and employee.store_id == store_id else ()
    return roles_in_store(actor.id, store_id, on) | set(staffed)


def _posts(level: str, store_id: int, on: date) -> list[str]:
    default = DISCOUNT_POSTS[level].default
    posts: list[str] = (value(DISCOUNT_POSTS[level], store_id, on) or default).split()
    return posts


def _is_granted(leave: PriceLeave) -> bool:
    return leave.approval is None or leave.approval.state == "APPROVED"


def rounded_off(items: Iterable[Item]) -> Money:
    """What the cash desk has taken off what the customer pays, as far as it stands: lines priced anew since have none."""
    return Money.sum(item.rounded_off for item in items if item.payer == "customer")


def _before_rounding(item: Item) -> Money:
    """The odd sum has a limit of its own, and is no discount."""
    return item.amount + item.rounded_off if item.rounded_off else item.amount


def _leaves(order: RepairOrder, *kinds: str) -> list[PriceLeave]:
    rows = PriceLeave.objects.in_stores([order.store_id]).filter(repair_order=order, kind__in=kinds)
    return list(rows.select_related("approval").order_by("-pk"))


def reason_of(items: Sequence[Item], beyond: Sequence[PricedLine], listed: int, words: str) -> str:
    """What is asked, in words: which lines, how much less than the catalogue, and what the asker says."""
    given = Money(sum(line.given_fen for line in beyond))
    ids = {line.id for line in beyond}
    names = [item.name for item in items if item.pk in ids]
    shown = "、".join(names[:MOST_NAMES]) + ("…" if len(names) > MOST_NAMES else "")
    share = (Decimal(given.fen) / listed).quantize(Decimal("0.001"))
    said = _("%(names)s：比目录价少收 ¥%(given)s（%(share)s）") % {
        "names": shown,
        "given": given,
        "share": format_rate(share),
    }
    return f"{said}。{clean_text(words)[:LONGEST_REASON]}" if clean_text(words) else str(said)
