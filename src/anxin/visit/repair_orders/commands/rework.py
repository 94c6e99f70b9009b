"""Who pays what is done again while the first work's term holds (R-QC05, R-QC10): the house or the maker, not the customer.

Only what is repeated: the same operation, article or name as on the first job. What else is found stays the customer's.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text, compact
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import ORDER_KIND, items_of, locked_order
from anxin.visit.repair_orders.lifecycle import BEFORE_SETTLEMENT
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.queries import list_in_quality_period
from anxin.visit.repair_orders.queries.quality import QualityRow

HOUSE, MAKER, CUSTOMER = Item.Payer.INTERNAL.value, Item.Payer.WARRANTY.value, Item.Payer.CUSTOMER.value
LONGEST_REASON = 200


class PayerNotByTheRule(Conflict):
    """Somebody else is to pay than the rule says of what is done again in its term, and nobody says why."""

    code = "payer_not_by_the_rule"
    default_rule = "R-QC05"
    default_message = gettext_lazy("这一项是质保期内的返修，付款方是系统按规定定的；要改由别人付，请在“原因”里写明为什么。")


def pay_by_term(actor: Actor, order: RepairOrder, items: Sequence[Item], at: datetime) -> None:
    """Set payer and reason of new items that repeat an item whose own term holds; somebody else than the customer stays."""
    again = [item for item in items if item.job.rework_of_id is not None and item.payer == CUSTOMER]
    if not again:
        return
    first = {item.job.rework_of_id for item in again if item.job.rework_of_id is not None}
    on = store_info(order.store_id).clock.day(at)
    rows = list_in_quality_period(actor, order.vehicle_id, on, order.odometer_km, job_ids=first)
    terms = {row.item_id: row for row in rows}
    done = list(Item.objects.visible_to(actor, permissions.SEE).filter(pk__in=terms).order_by("pk"))
    for item in again:
        same = next((one for one in done if one.job_id == item.job.rework_of_id and _repeats(item, one)), None)
        if same is not None:
            item.payer = item.payer_rule = MAKER if same.payer == MAKER else HOUSE
            item.payer_reason = _words(terms[same.pk])


def note_payer(item: Item, payer_before: str, words: str) -> None:
    """Keep why an item's payer was changed against the rule, or back to it.

    :raises PayerNotByTheRule: against the rule, without words
    """
    if not item.payer_rule or item.payer == payer_before:
        return
    said = clean_text(words)[:LONGEST_REASON]
    if item.payer != item.payer_rule and not said:
        raise PayerNotByTheRule(field="words")
    item.payer_reason = said or _("返修，质保期内")


@command(permissions.CHANGE, rule="R-QC10")
def follow_rework_cause(*, actor: Actor, number: str, job_id: int, by_maker: bool, at: datetime) -> int:
    """The cause of rework was judged: the maker pays for a genuine part that failed, the house for all else.

    Only what still stands as the rule set it, before the settlement. Returns how many items changed.

    :raises NotFound: unknown or out of scope
    """
    order = locked_order(actor, permissions.CHANGE, number)
    items = [item for item in items_of(order) if item.job_id == job_id]
    by_maker = by_maker and any(item.kind == Item.Kind.PART and item.origin == "genuine" for item in items)
    payer = MAKER if by_maker else HOUSE
    changed = [item for item in items if item.payer_rule == item.payer and item.payer_rule not in ("", payer)]
    if order.state not in BEFORE_SETTLEMENT or (not by_maker and not changed):
        return 0
    for item in changed:
        item.payer = item.payer_rule = payer
        item.version += 1
        item.save(update_fields=["payer", "payer_rule", "version"])
    audit.note(DocumentRef(ORDER_KIND, order.pk), order.store_id, rework_payer=payer, items=len(changed))
    return len(changed)


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
