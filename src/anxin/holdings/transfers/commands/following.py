"""What a store does in its own scope after the other one acted: tasks, arrivals told, costs anew. Done twice, done once."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import DemandOver, answer_demand, price_receipt, reopen_demand, tell_arrival
from anxin.holdings.parts.queries import get_entry, list_held_parts
from anxin.holdings.transfers import permissions
from anxin.holdings.transfers.commands.publishing import publish_free_stock
from anxin.holdings.transfers.commands.support import FOLLOW, subject
from anxin.holdings.transfers.lifecycle import AGREED, ASKED, REFUSED, SENT, WITHDRAWN
from anxin.holdings.transfers.models import Transfer, TransferPurpose
from anxin.holdings.transfers.parameters import (
    ANSWER_POST,
    ANSWER_WITHIN,
    ASKED_TASK,
    MISSED_TASK,
    OTHER_WAY_TASK,
    SETTLE_WITHIN,
)
from anxin.holdings.transfers.queries.amounts import cost_to_asker, receipts_of
from anxin.holdings.transfers.rules import shares
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import LONGEST_TITLE, cancel_tasks_of, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit, jobs
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.money import Money
from anxin.platform.parameters import ParameterDefinition, value
from anxin.platform.text import shortened


@command(permissions.FOLLOW, rule="R-PT14")
def follow_transfer(*, actor: Actor, store_id: int, transfer_id: int, at: datetime) -> bool:
    """Bring a store in line with a transfer as it stands; whether anything was to be done.

    The lender has a task while it is asked or something is missing; the asker tells its desk when parts arrive or that
    none do, and what
    it received costs its share of what was sent.

    :raises Denied: not in this store
    :raises NotFound: not a transfer of this store
    """
    actor.require(permissions.FOLLOW, store_id)
    helper = Actor.system("transfers", [store_id])
    row: Transfer = Transfer.objects.visible_to(helper, permissions.SEE).locked().one(pk=transfer_id)
    if store_id == row.from_store_id:
        return _follow_as_lender(helper, row, at)
    told = _tell_none_comes(helper, row, at) or _tell_arrival(helper, row, at)
    return _price_receipts(helper, row, at) or told


@command(permissions.FOLLOW, rule="R-PT14")
def note_sent_cost(*, actor: Actor, store_id: int, transfer_id: int, at: datetime) -> bool:
    """What was sent at cost costs something else by now (ADR 0021): the asker's receipts follow; whether it does.

    What the asker's own ledger corrected comes from here and changes nothing.

    :raises Denied: not in this store
    :raises NotFound: not a transfer of this store
    """
    actor.require(permissions.FOLLOW, store_id)
    helper = Actor.system("transfers", [store_id])
    row: Transfer = Transfer.objects.visible_to(helper, permissions.SEE).locked().one(pk=transfer_id)
    if row.from_store_id != store_id:
        return False
    held = list_held_parts(helper, store_id, subject(row))
    cost = Money.sum(one.cost for one in held)
    if row.is_sale or cost == row.net:
        return False
    before, row.net = row.net, cost
    row.save(update_fields=["net"])
    audit.note(subject(row), store_id, cost=cost.fen, before=before.fen)
    jobs.defer(FOLLOW, store_id=row.store_id, transfer_id=row.pk)
    return True


def _follow_as_lender(helper: Actor, row: Transfer, at: datetime) -> bool:
    due = {
        ASKED_TASK: (row.state == ASKED, ANSWER_WITHIN),
        MISSED_TASK: (row.state == SENT and row.missing > 0, SETTLE_WITHIN),
    }
    # What was promised, or is wanted no longer, moved nothing on the shelf.
    done = bool(publish_free_stock(actor=helper, store_id=row.from_store_id, article_ids=[row.article_id], at=at))
    for kind, (is_wanted, within) in due.items():
        is_open = find_open_task(helper, kind, subject(row)) is not None
        if is_open and not is_wanted:
            cancel_tasks_of(actor=helper, subject=subject(row), kind=kind, reason=str(_("已处理")), at=at)
        elif is_wanted and not is_open:
            _open_task(helper, row, kind, within, at)
        done = done or is_open != is_wanted
    return done


def _open_task(helper: Actor, row: Transfer, kind: str, within: ParameterDefinition, at: datetime) -> None:
    store_id = row.from_store_id
    day = store_info(store_id).clock.day(at)
    title = _("调拨 %(number)s：%(store)s")
    create_task(
        actor=helper,
        store_id=store_id,
        kind=kind,
        subject=subject(row),
        title=str(title % {"number": row.number, "store": store_info(row.store_id).name}),
        due_at=value(within, store_id, day).due(calendar_of(store_id), at),
        post=value(ANSWER_POST, store_id, day),
        at=at,
    )


def _tell_arrival(helper: Actor, row: Transfer, at: datetime) -> bool:
    """Who waits for the article reads when it comes, as the lender said it (R-RO03)."""
    if row.state not in (AGREED, SENT) or row.expected_at is None or row.expected_at <= at:
        return False
    purpose: TransferPurpose = TransferPurpose.objects.visible_to(helper, permissions.SEE).locked().one(transfer_id=row.pk)
    if purpose.told_at == row.expected_at:
        return False
    words = str(_("从%(store)s调货") % {"store": store_info(row.from_store_id).name})
    when: dict[str, Any] = {"actor": helper, "expected_at": row.expected_at, "words": words, "at": at}
    tell_arrival(**when, store_id=row.store_id, article_id=row.article_id)
    if purpose.demand_id is not None:
        with suppress(DemandOver), transaction.atomic():
            answer_demand(**when, demand_id=purpose.demand_id, how="transfer", by=subject(row))
    purpose.told_at = row.expected_at
    purpose.save(update_fields=["told_at"])
    return True


def _tell_none_comes(helper: Actor, row: Transfer, at: datetime) -> bool:
    """Who waits for what is not sent reads that, and the parts desk has a task; unless another way was found."""
    if row.state not in (REFUSED, WITHDRAWN):
        return False
    purpose: TransferPurpose = TransferPurpose.objects.visible_to(helper, permissions.SEE).locked().one(transfer_id=row.pk)
    said = {"number": row.number, "store": store_info(row.from_store_id).name, "why": row.answer}
    words = _("%(store)s不能调：%(why)s") if row.state == REFUSED else _("向%(store)s的调拨已撤回")
    by, demand_id = subject(row), purpose.demand_id
    if demand_id is None or not reopen_demand(actor=helper, demand_id=demand_id, by=by, words=str(words % said), at=at):
        return False
    create_task(
        actor=helper,
        store_id=row.store_id,
        kind=OTHER_WAY_TASK,
        subject=by,
        title=shortened(str(_("调拨 %(number)s 不来，有单据在等，请另想办法") % said), LONGEST_TITLE),
        due_at=at,
        post=value(ANSWER_POST, row.store_id, store_info(row.store_id).clock.day(at)),
        at=at,
    )
    return True


def _price_receipts(helper: Actor, row: Transfer, at: datetime) -> bool:
    came = receipts_of(row)
    costs = shares(cost_to_asker(row), [one.quantity for one in came], row.sent - row.returned)
    changed = False
    for receipt, cost in zip(came, costs, strict=True):
        known = get_entry(helper, receipt.entry_id)[1].cost_now
        if known != cost:
            note = str(_("调拨 %(number)s 成本更正") % {"number": row.number})
            price_receipt(
                actor=helper, entry_id=receipt.entry_id, cost=cost, seen=known, note=note, at=at, by_document=subject(row)
            )
            changed = True
    return changed
