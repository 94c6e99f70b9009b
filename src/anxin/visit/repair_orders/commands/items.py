"""Items of an open order: proposed, changed, taken off."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.money import ZERO, Money
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.resources.catalog.queries import find_asked_prices
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import items_of, jobs_of, locked_open_order
from anxin.visit.repair_orders.commands.change import ChangedRepairOrder, announce
from anxin.visit.repair_orders.commands.facts import Facts, OwnWish, explain
from anxin.visit.repair_orders.commands.leave import judge_discounts, judge_new_items
from anxin.visit.repair_orders.commands.promising import follow_change, replan
from anxin.visit.repair_orders.commands.rework import note_payer, owe_no_more, pay_by_term
from anxin.visit.repair_orders.leave import gives_away
from anxin.visit.repair_orders.lifecycle import OPEN
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.pricing import NewItem, NewJob, build_items, list_price_of, require_quantity, require_sound

DECIDED = ("decision", "decided_at", "care_consented_at")
PRICED = ("price_source", "list_price", "package_discount", "discount", "rounded_off", "amount")


@command(permissions.PROPOSE, rule="M06.12")
def propose_items(
    *,
    actor: Actor,
    number: str,
    job_id: int,
    items: Sequence[NewItem],
    at: datetime,
    proposed_by: int | None = None,
    why: Facts | OwnWish | None = None,
) -> ChangedRepairOrder:
    """Add items to a job. After the first signature they are additional items and wait for the customer (M06.12), who
    decides on four facts, unless he asked for them himself (R-WS05).

    :raises NotFound: unknown job, or out of scope
    :raises OrderLocked: settled or cancelled
    :raises WhyMissing: signed, and nobody said why; or ``FactsMissing``
    """
    order = locked_open_order(actor, permissions.PROPOSE, number)
    job = next((each for each in jobs_of(order) if each.pk == job_id), None)
    if job is None:
        raise NotFound
    if not items:
        raise Invalid(_("请至少填一条明细。"), field="items")
    wished = [(job, NewJob(job.title, items=items))]
    built = build_items(actor, wished, at=at, additional=order.state != OPEN, proposed_by=proposed_by)
    pay_by_term(actor, order, built, at)
    made = Item.objects.bulk_create(built)
    explain(actor, order, why, made, proposed_by, at)
    planned = replan(actor, order, at)
    judge_new_items(actor, order, made, at)
    return announce(order, at, made, fields=planned)


@command(permissions.CHANGE, rule="M06.02")
def change_item(
    *,
    actor: Actor,
    number: str,
    item_id: int,
    at: datetime,
    version: int | None = None,
    quantity: Decimal | None = None,
    unit_price: Money | None = None,
    discount: Money | None = None,
    payer: str | None = None,
    position_words: str | None = None,
    words: str | None = None,
) -> ChangedRepairOrder:
    """Change quantity, price, discount, payer or position of an item. An approved item goes back to the customer when
    its amount grows, its payer becomes the customer, or it is fitted elsewhere.

    What is given away beyond the actor's own limit is asked for at once, with ``words`` as the reason (R-RO16).

    :raises NotFound: unknown item, or out of scope
    :raises Invalid: quantity, price, discount or payer to be mended
    :raises PayerNotByTheRule: somebody else is to pay for what is done again in its term, without ``words`` (R-QC05)
    :raises OrderLocked: settled or cancelled
    :raises VersionConflict: somebody else changed the item first
    """
    order = locked_open_order(actor, permissions.CHANGE, number)
    item = _item(order, item_id)
    wished = {"quantity": quantity, "unit_price": unit_price, "discount": discount, "payer": payer}
    wished |= {"position_words": position_words}
    changes = {name: wish for name, wish in wished.items() if wish is not None}
    require_version(item, version, {name: (getattr(item, name), wish) for name, wish in changes.items()})
    before, payer_before, position_before = item.amount, item.payer, item.position_words
    quantity_before, list_before = item.quantity, item.list_amount
    priced_before = (item.unit_price, item.quantity, item.discount, item.payer)
    signed = copy(item) if item.decision == "APPROVED" else None
    if quantity is not None and item.package_discount:
        _scale_package_discount(item, quantity)
    is_repriced = unit_price is not None and unit_price != item.unit_price
    for name, wish in changes.items():
        setattr(item, name, wish)
    if is_repriced and item.discount == item.package_discount:
        # It makes the package's price out of the line's own; of a price that was set by hand nothing is taken off.
        item.discount = ZERO
    if unit_price is not None:
        item.price_source = "free"
    require_quantity(quantity)
    require_sound(item)
    note_payer(item, payer_before, words or "")
    _list_free_line(actor, order, item, at)
    item.amount = Money(rules.line_amount_fen(item.unit_price.fen, item.quantity, item.discount.fen))
    if priced_before != (item.unit_price, item.quantity, item.discount, item.payer):
        # What is typed now is the line's price: the odd sum that was taken off the old one is a discount like any.
        item.rounded_off = ZERO
    owe_no_more(item, quantity_before, list_before)
    dearer = item.payer == "customer" and (item.amount > before or payer_before != "customer")
    if item.decision == "APPROVED" and (dearer or item.position_words != position_before):
        item.decision, item.decided_at = "PRESENTED", None
    if dearer:
        # The customer agreed to the care that he was shown, not to more of it (R-RO15).
        item.care_consented_at = None
    item.save(update_fields=[*changes, *PRICED, "is_beyond_rule", "payer_reason", *DECIDED, "version"])
    planned = follow_change(actor, order, signed, item, at) if signed or quantity is not None else ()
    judge_discounts(actor, order, at, touched={item.pk}, words=words or "")
    return announce(order, at, fields=planned)


@command(permissions.CHANGE, rule="M06.02")
def remove_item(*, actor: Actor, number: str, item_id: int, at: datetime) -> ChangedRepairOrder:
    """Take an item off that no customer has decided about yet.

    :raises NotFound: unknown item, or out of scope
    :raises Conflict: the customer has decided; decline it instead, so that the offer is kept
    """
    order = locked_open_order(actor, permissions.CHANGE, number)
    item = _item(order, item_id)
    if item.decision != "PRESENTED" or order.state != OPEN:
        raise Conflict(_("客户已看过这条明细，请登记为拒绝或缓修，不要删除。"))
    audit.note(DocumentRef("repair_orders.repairorder", order.pk), order.store_id, removed=item.code, fen=item.amount.fen)
    gave_away = gives_away(item)
    item.delete()
    planned = replan(actor, order, at)
    if gave_away:
        judge_discounts(actor, order, at, touched=())
    return announce(order, at, fields=planned)


def _list_free_line(actor: Actor, order: RepairOrder, item: Item, at: datetime) -> None:
    """What the house asks for a line that is in no catalogue: the price that was asked last under its name, if any."""
    if item.operation_id is not None or item.article_id is not None:
        return
    on = store_info(order.store_id).clock.day(at)
    asked = find_asked_prices(actor, order.store_id, [(item.code, item.name)], on)
    item.list_price = list_price_of(asked.get((item.code, item.name)), item.unit_price, item.quantity)


def _scale_package_discount(item: Item, quantity: Decimal) -> None:
    """What a package takes off a line is for its quantity: of less of it, less is taken off (R-RO16)."""
    require_quantity(quantity)
    before, share = item.package_discount, quantity / item.quantity
    item.package_discount = Money(int((before.fen * share).to_integral_value("ROUND_HALF_UP")))
    if item.discount == before:
        item.discount = item.package_discount


def _item(order: RepairOrder, item_id: int) -> Item:
    found = next((each for each in items_of(order) if each.pk == item_id), None)
    if found is None:
        raise NotFound
    return found
