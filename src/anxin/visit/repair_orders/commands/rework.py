"""Who pays what is done again while the first work's term holds, or after an inspection sent it back (R-QC05, R-QC10,
R-QC03): the house or the maker, not the customer.

Only what is repeated: the same operation, article or name as on the first job. What else is found stays the customer's.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict
from anxin.platform.money import Money
from anxin.platform.text import clean_text, compact
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import items_of
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.queries import list_in_quality_period
from anxin.visit.repair_orders.queries.quality import QualityRow

HOUSE, MAKER, CUSTOMER = Item.Payer.INTERNAL.value, Item.Payer.WARRANTY.value, Item.Payer.CUSTOMER.value
LONGEST_REASON = 200


class PayerNotByTheRule(Conflict):
    """Somebody else is to pay than the rule says of what is done again in its term, and nobody says why."""

    code = "payer_not_by_the_rule"
    default_rule = "R-QC05"
    default_message = gettext_lazy("这一项是返修，付款方是系统按规定定的；要改由别人付，请在“原因”里写明为什么。")


def pay_by_term(actor: Actor, order: RepairOrder, items: Sequence[Item], at: datetime) -> None:
    """Set payer and reason of new items that repeat an item whose own term holds; somebody else than the customer stays.

    Each item of the first job is owed once and no more of it than was done: what is beyond stays the customer's, and is
    given away only with leave (R-RO16).
    """
    _pay_what_was_sent_back(order, items)
    again = [item for item in items if item.job.rework_of_id is not None and item.payer == CUSTOMER]
    if not again:
        return
    first = {item.job.rework_of_id for item in again if item.job.rework_of_id is not None}
    on = store_info(order.store_id).clock.day(at)
    rows = list_in_quality_period(actor, order.vehicle_id, on, order.odometer_km, job_ids=first)
    terms = {row.item_id: row for row in rows}
    done = list(Item.objects.visible_to(actor, permissions.SEE).filter(pk__in=terms).order_by("pk"))
    for owed in (one for one in items_of(order) if _is_owed(one) and one not in again):
        _take(done, owed, owed.job.rework_of_id)
    for item in again:
        same = _take(done, item, item.job.rework_of_id)
        if same is not None:
            item.payer = item.payer_rule = _payer_of(same)
            item.payer_reason = _words(terms[same.pk])


def _pay_what_was_sent_back(order: RepairOrder, items: Sequence[Item]) -> None:
    """Set payer and reason of new items that repeat what was on their job when an inspection sent it back (R-QC03).

    Each time it is sent back each item is owed once more, and no more of it than was done the first time.
    """
    again = [item for item in items if item.job.sent_back_at is not None and item.payer == CUSTOMER]
    if not again:
        return
    since = {item.job_id: item.job.sent_back_at for item in again if item.job.sent_back_at is not None}
    standing = [one for one in items_of(order) if one.job_id in since]
    before = [one for one in standing if one.proposed_at <= since[one.job_id]]
    done = [one for one in before if one.decision == Item.Decision.APPROVED and not _was_repeated(one, before)]
    for owed in (one for one in standing if _is_owed(one) and one not in before):
        _take(done, owed, owed.job_id)
    for item in again:
        same = _take(done, item, item.job_id)
        if same is not None:
            item.payer = item.payer_rule = _payer_of(same)
            item.payer_reason = _("返修，检验退回")


def _is_owed(item: Item) -> bool:
    return bool(item.payer_rule) and not item.is_beyond_rule and item.decision in rules.COUNTED


def _was_repeated(item: Item, before: Sequence[Item]) -> bool:
    """Whether it was owed after an earlier inspection, and is no work of its own."""
    owed = bool(item.payer_rule) and not item.is_beyond_rule
    return owed and any(
        one.job_id == item.job_id and one.proposed_at < item.proposed_at and _repeats(item, one) for one in before
    )


def _payer_of(first: Item) -> str:
    return MAKER if first.payer == MAKER else HOUSE


def note_payer(item: Item, payer_before: str, words: str) -> None:
    """Keep why an item's payer was changed against the rule, or back to it.

    :raises PayerNotByTheRule: against the rule, without words
    """
    if not item.payer_rule or item.payer == payer_before:
        return
    said = clean_text(words)[:LONGEST_REASON]
    if item.payer != item.payer_rule and not said:
        raise PayerNotByTheRule(field="words")
    item.payer_reason = said or (_("返修，质保期内") if item.job.rework_of_id else _("返修，检验退回"))


def owe_no_more(item: Item, quantity_before: Decimal, list_before: Money) -> None:
    """What is made more, or dearer, than the rule covered is a gift of the house like any other (R-RO16).

    Whom the rule names stays: somebody else pays only with a reason, whatever became of the quantity (R-QC05).
    """
    if item.payer_rule and (item.quantity > quantity_before or item.list_amount > list_before):
        item.is_beyond_rule = True


def _take(done: list[Item], item: Item, job_id: int | None) -> Item | None:
    """The item of that job that a new one repeats, which is then used up; None when none covers it."""
    for one in done:
        if one.job_id == job_id and _repeats(item, one) and _covers(one, item):
            done.remove(one)
            return one
    return None


def _covers(first: Item, item: Item) -> bool:
    """As much as was done; a line without a place in the catalogue at no higher price, too."""
    in_catalogue = item.operation_id is not None or item.article_id is not None
    return item.quantity <= first.quantity and (in_catalogue or item.amount <= first.amount + first.discount)


def _repeats(item: Item, first: Item) -> bool:
    if item.kind != first.kind:
        return False
    if item.operation_id or item.article_id:
        return (item.operation_id, item.article_id) == (first.operation_id, first.article_id)
    return compact(item.name) == compact(first.name)


def _words(term: QualityRow) -> str:
    until = " / ".join(
        filter(None, (term.ends_on.isoformat() if term.ends_on else "", f"{term.ends_km:,} km" if term.ends_km else ""))
    )
    return _("返修 %(number)s，质保期内（到 %(until)s）") % {"number": term.number, "until": until}
