"""A submitted sheet is approved, which books its differences, or goes back; an open one may be cancelled."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import CountedDifference, StockShort, book_count
from anxin.holdings.stocktaking import permissions
from anxin.holdings.stocktaking.commands.submitting import is_small, looks_small
from anxin.holdings.stocktaking.commands.support import (
    LONGEST_WORDS,
    SavedSheet,
    announce,
    helper_of,
    saved,
    stepping_sheet,
    subject,
)
from anxin.holdings.stocktaking.events import StockCounted
from anxin.holdings.stocktaking.lifecycle import SHEET
from anxin.holdings.stocktaking.models import CountLine, CountSheet
from anxin.holdings.stocktaking.parameters import APPROVAL_TASK
from anxin.holdings.stocktaking.queries.lines import counters_of
from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import cancel_tasks_of
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.money import Money
from anxin.platform.text import worded

KEEP_BOOKED = """
UPDATE stocktaking_countline l SET entry_id = b.entry_id, cost = b.cost
FROM unnest(%(articles)s::bigint[], %(entries)s::bigint[], %(costs)s::bigint[]) AS b (article_id, entry_id, cost)
WHERE l.sheet_id = %(sheet)s AND l.article_id = b.article_id
"""


class BeyondLimit(Conflict):
    """Gains and losses are more than this person may approve."""

    code = "count_beyond_limit"
    default_rule = "M14.01"
    default_message = _("差异金额超过您可以批准的限额，请售后经理、财务经理或总经理批准。")


class CountedThemselves(Conflict):
    """Nobody approves what he counted."""

    code = "counted_themselves"
    default_rule = "M14.01"
    default_message = _("您自己盘过这张盘点单上的配件，不能批准，请别人批准。")


class CountAgain(Conflict):
    """More went out since than was there by the count."""

    code = "count_again"
    default_rule = "M14.01"

    def __init__(self, numbers: str) -> None:
        super().__init__(_("盘点以后发出的比实盘的还多：%(numbers)s。请退回盘点，重盘这些配件。") % {"numbers": numbers})


@command(permissions.APPROVE_SMALL, rule="M14.01")
def approve_sheet(*, actor: Actor, sheet_id: int, at: datetime, version: int | None = None) -> SavedSheet:
    """Book the differences that a sheet found, on top of whatever moved since, and the day of each count (M14.01).

    :raises NotFound: unknown, or in a store where the actor may not approve
    :raises IllegalTransition: not submitted, or decided already
    :raises CountedThemselves: the actor counted something on it
    :raises BeyondLimit: worth more than the actor may approve, by the estimate or by what would be booked today
    :raises CountAgain: more went out since than was there by the count
    :raises VersionConflict: somebody else took a step first
    """
    row = stepping_sheet(actor, permissions.APPROVE_SMALL, sheet_id, version)
    row.state = SHEET.after("approve", row.state)
    if actor.person_key in counters_of(row.store_id, row.pk):
        raise CountedThemselves
    is_limited = not actor.may(permissions.APPROVE, row.store_id)
    if is_limited and not looks_small(row, at):
        raise BeyondLimit
    costs = _book(actor, row, at)
    row.gains = Money.sum(cost for cost in costs if cost.fen > 0)
    row.losses = -Money.sum(cost for cost in costs if cost.fen < 0)
    # The cost may have been another when it was counted; what was booked is rolled back.
    if is_limited and not is_small(row, row.gains + row.losses, at):
        raise BeyondLimit
    _end(actor, row, ["gains", "losses"], at)
    announce(row, "approve", at)
    sums = {"gains_fen": row.gains.fen, "losses_fen": row.losses.fen}
    told = StockCounted(store_id=row.store_id, countsheet_id=row.pk, counted=row.counted, different=row.different, **sums)
    events.publish(told, at=at)
    return saved(row)


@command(permissions.APPROVE_SMALL, rule="M14.01")
def send_back_sheet(*, actor: Actor, sheet_id: int, reason: str, at: datetime, version: int | None = None) -> SavedSheet:
    """What was submitted is to be counted again; the counts so far stand until somebody counts anew.

    :raises NotFound: unknown, or in a store where the actor may not approve
    :raises IllegalTransition: not submitted
    :raises Invalid: no reason
    :raises VersionConflict: somebody else took a step first
    """
    row = stepping_sheet(actor, permissions.APPROVE_SMALL, sheet_id, version)
    row.state = SHEET.after("send_back", row.state)
    row.words, row.rest_not_counted = worded(reason, LONGEST_WORDS, "reason"), False
    row.save(update_fields=["state", "words", "rest_not_counted", "version"])
    _close_task(row, at)
    announce(row, "send_back", at)
    return saved(row)


@command(permissions.LEAD, rule="M14.01")
def cancel_sheet(*, actor: Actor, sheet_id: int, reason: str, at: datetime, version: int | None = None) -> SavedSheet:
    """Give a sheet up: nothing is booked, its articles are free for other sheets.

    :raises NotFound: unknown, or in a store where the actor may not lead counts
    :raises IllegalTransition: decided already
    :raises Invalid: no reason
    :raises VersionConflict: somebody else took a step first
    """
    row = stepping_sheet(actor, permissions.LEAD, sheet_id, version)
    row.state = SHEET.after("cancel", row.state)
    row.words = worded(reason, LONGEST_WORDS, "reason")
    _end(actor, row, ["words"], at)
    announce(row, "cancel", at)
    return saved(row)


def _book(actor: Actor, row: CountSheet, at: datetime) -> list[Money]:
    """What the differences cost, as the ledger booked them."""
    lines = CountLine.objects.in_stores([row.store_id]).filter(sheet_id=row.pk, counted__isnull=False)
    clock = store_info(row.store_id).clock
    counted = {article_id: clock.day(then) for article_id, then in lines.values_list("article_id", "counted_at") if then}
    found = lines.exclude(difference=0).values_list("article_id", "difference", "pk")
    differences = [CountedDifference(article_id, by, line_id) for article_id, by, line_id in found if by]
    note = gettext("盘点 %(number)s") % {"number": row.number}
    try:
        with transaction.atomic():
            posted = book_count(
                actor=actor,
                store_id=row.store_id,
                document=subject(row),
                differences=differences,
                counted=counted,
                note=note,
                at=at,
            ).lines
    except StockShort as short:
        raise CountAgain(gettext("、").join(one.number for one in short.shortages[:10])) from None
    booked: dict[str, Any] = {
        "sheet": row.pk,
        "articles": [one.article_id for one in posted],
        "entries": [one.entry_id for one in posted],
        "costs": [one.cost.fen for one in posted],
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP_BOOKED, booked)
    return [one.cost for one in posted]


def _end(actor: Actor, row: CountSheet, fields: list[str], at: datetime) -> None:
    """The sheet is decided: its articles may stand on another, its task is over."""
    CountLine.objects.in_stores([row.store_id]).filter(sheet_id=row.pk).update(is_open=False)
    row.ended_at, row.ended_by = at, actor.person_key
    row.ended_on = store_info(row.store_id).clock.day(at)
    row.save(update_fields=["state", "ended_at", "ended_on", "ended_by", *fields, "version"])
    _close_task(row, at)


def _close_task(row: CountSheet, at: datetime) -> None:
    words = gettext("已处理")
    cancel_tasks_of(actor=helper_of(row), subject=subject(row), kind=APPROVAL_TASK, reason=words, at=at)
