"""A counted sheet is handed to who approves it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.holdings.stocktaking import permissions
from anxin.holdings.stocktaking.commands.support import SavedSheet, announce, helper_of, saved, stepping_sheet, subject
from anxin.holdings.stocktaking.lifecycle import SHEET
from anxin.holdings.stocktaking.models import CountSheet
from anxin.holdings.stocktaking.parameters import APPROVAL_TASK, APPROVE_WITHIN, APPROVER_POST, REASON_VALUE, SMALL_VALUE
from anxin.holdings.stocktaking.queries.lines import counters_of, unexplained_lines, worth_for_limits
from anxin.parties.org.queries import calendar_of
from anxin.parties.work.commands import create_task
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.money import Money
from anxin.platform.parameters import value


class NotReady(Conflict):
    """Something has to be counted or explained first."""

    code = "count_not_ready"
    default_rule = "M14.01"


@command(permissions.LEAD, rule="M14.01")
def submit_sheet(
    *, actor: Actor, sheet_id: int, rest_not_counted: bool = False, at: datetime, version: int | None = None
) -> SavedSheet:
    """Propose what was counted for approval. ``rest_not_counted``: lines without a count stay as the ledger has them.

    :raises NotFound: unknown, or in a store where the actor may not lead counts
    :raises IllegalTransition: not being counted
    :raises NotReady: nothing counted, the rest not counted without saying so, a second count or a cause is missing
    :raises VersionConflict: somebody else took a step first
    """
    row = stepping_sheet(actor, permissions.LEAD, sheet_id, version)
    row.state = SHEET.after("submit", row.state)
    _require_ready(row, rest_not_counted, at)
    row.rest_not_counted = rest_not_counted and row.counted < row.lines
    row.submitted_at, row.submitted_by, row.words = at, actor.person_key, ""
    row.save(update_fields=["state", "rest_not_counted", "submitted_at", "submitted_by", "words", "version"])
    _ask(row, at)
    announce(row, "submit", at)
    return saved(row)


def is_small(row: CountSheet, worth: Money, at: datetime) -> bool:
    """Whether gains and losses together are so little that the parts manager may approve them."""
    return worth <= Money.yuan(value(SMALL_VALUE, row.store_id, at))


def looks_small(row: CountSheet, at: datetime) -> bool:
    """Whether they are by what was estimated when it was counted, and by list price."""
    return is_small(row, worth_for_limits(row.store_id, row.pk), at)


def _require_ready(row: CountSheet, rest_not_counted: bool, at: datetime) -> None:
    if not row.counted:
        raise NotReady(_("一个配件也没有盘，请先盘点；不盘了请取消盘点单。"))
    if row.counted < row.lines and not rest_not_counted:
        words = _("还有 %(n)s 个配件没有盘，请盘完，或写明“其余不盘”。")
        raise NotReady(words % {"n": row.lines - row.counted}, field="rest_not_counted")
    if row.second:
        raise NotReady(_("有 %(n)s 个配件差异大，请另一个人复盘，前后两个人盘出的差异一样才能提交。") % {"n": row.second})
    missing = unexplained_lines(row.store_id, row.pk, Money.yuan(value(REASON_VALUE, row.store_id, at)))
    if missing:
        raise NotReady(_("有 %(n)s 个配件差异大，请写明差异原因以后再提交。") % {"n": missing})


def _ask(row: CountSheet, at: datetime) -> None:
    """A task for the post that may approve; never for the parts manager who counted."""
    helper = helper_of(row)
    by_manager = looks_small(row, at) and row.submitted_by not in counters_of(row.store_id, row.pk)
    title = _("盘点单 %(number)s：盘盈 %(gains)s 元，盘亏 %(losses)s 元")
    create_task(
        actor=helper,
        store_id=row.store_id,
        kind=APPROVAL_TASK,
        subject=subject(row),
        title=str(title % {"number": row.number, "gains": row.gains.as_yuan, "losses": row.losses.as_yuan}),
        due_at=value(APPROVE_WITHIN, row.store_id, at).due(calendar_of(row.store_id), at),
        post="parts_manager" if by_manager else value(APPROVER_POST, row.store_id, at),
        at=at,
    )
