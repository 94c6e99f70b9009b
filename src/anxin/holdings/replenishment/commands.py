"""Writes of replenishment: a proposal becomes a draft, and the buyer hears of what is below its minimum."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import require_lines
from anxin.holdings.purchasing.commands import NewPurchase, WantedLine, draft_order
from anxin.holdings.purchasing.parameters import BUYER
from anxin.holdings.purchasing.permissions import ORDER
from anxin.holdings.replenishment.models import BuyerReminder, ProposalDraft
from anxin.holdings.replenishment.parameters import BELOW_TASK, ORDER_WITHIN
from anxin.holdings.replenishment.queries import WhatIf, coming_of, proposed_lines
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, IdempotencyKeyReused, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn

REMINDER_KIND = "replenishment.buyerreminder"
LONGEST_KEY = 100
MOST_LINES = 500


class ProposalChanged(Conflict):
    """Since the proposal was seen, some of it was ordered, drafted or came: it would be ordered twice."""

    code = "proposal_changed"
    default_rule = "M14.05"
    default_message = _("这些配件里有刚刚订了货、开了草稿或到了货的，请刷新后再看建议。")


@dataclass(frozen=True, slots=True)
class ChosenLine:
    """So much of an article at a unit price without tax; ``coming`` is what was coming when the proposal was seen."""

    article_id: int
    quantity: Decimal
    unit_price: Money
    coming: Decimal


@dataclass(frozen=True, slots=True)
class DraftedProposal:
    """The draft; ``replayed`` when the key had made it before."""

    order_id: int
    number: str
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class RemindedBuyer:
    """How many articles are to be ordered, and the task of the buyer; None: nothing is, or he has it already."""

    lines: int
    task_id: int | None


@command(ORDER, rule="M14.05")
def draft_proposal(
    *, actor: Actor, store_id: int, supplier_id: int, lines: Sequence[ChosenLine], key: str, at: datetime
) -> DraftedProposal:
    """Make lines of a proposal a draft order for stock to a supplier; the same key makes one, however often it is sent.

    :raises Denied: no permission in this store
    :raises NotFound: an unknown supplier, or one of another store
    :raises Invalid: no lines, an article twice, or quantity, price or key to be mended
    :raises ProposalChanged: what is coming of an article is no longer what was seen
    :raises IdempotencyKeyReused: the key came before with other lines
    :raises Refusal: as of ``purchasing.draft_order``
    """
    actor.require(ORDER, store_id)
    if not key or len(key) > LONGEST_KEY or "\x00" in key:
        raise Invalid(_("幂等键要有 1 到 100 个字符。"), field="key")
    require_lines([line.quantity for line in lines])
    coming = {line.article_id: line.coming for line in lines}
    if len(coming) != len(lines) or len(lines) > MOST_LINES:
        raise Invalid(_("一张单最多 500 行，同一个配件只能有一行，请改。"), field="lines")
    said = _said(supplier_id, lines)
    take_turn(f"replenishment:{store_id}")
    before = ProposalDraft.objects.in_stores([store_id]).filter(store_id=store_id, key=key).select_related("order").first()
    if before is not None:
        if before.said != said:
            raise IdempotencyKeyReused(field="key")
        return DraftedProposal(before.order_id, before.order.number, replayed=True)
    if coming_of(actor, store_id, list(coming)) != coming:
        raise ProposalChanged
    wanted = [WantedLine(line.quantity, line.unit_price, line.article_id) for line in lines]
    order = NewPurchase(supplier_id, "stock", wanted, str(_("补货建议")))
    made = draft_order(actor=actor, store_id=store_id, order=order, at=at)
    ProposalDraft.objects.create(store_id=store_id, order_id=made.id, key=key, said=said, at=at, actor_key=actor.key)
    return DraftedProposal(made.id, made.number)


@command(ORDER, rule="R-PT02")
def remind_buyer(*, actor: Actor, store_id: int, at: datetime) -> RemindedBuyer:
    """Give the buyer a task when articles are below their minimum; once a day, and not while he has one open.

    :raises Denied: no permission in this store
    """
    actor.require(ORDER, store_id)
    lines = proposed_lines(actor, store_id, WhatIf(), at, supplier_id=None)
    today = store_info(store_id).clock.day(at)
    take_turn(f"replenishment:{store_id}")
    told = BuyerReminder.objects.in_stores([store_id]).filter(store_id=store_id).order_by("-on").first()
    system = Actor.system("replenishment", [store_id])
    has_task = told is not None and find_open_task(system, BELOW_TASK, DocumentRef(REMINDER_KIND, told.pk)) is not None
    if not lines or has_task or (told is not None and told.on >= today):
        return RemindedBuyer(len(lines), None)
    amount = Money.sum(line.amount for line in lines)
    row = BuyerReminder.objects.create(store_id=store_id, on=today, lines=len(lines), amount=amount, at=at)
    subject = DocumentRef(REMINDER_KIND, row.pk)
    task = create_task(
        actor=system,
        store_id=store_id,
        kind=BELOW_TASK,
        subject=subject,
        title=str(_("%(count)s 个配件低于最低库存，约 %(amount)s 元，请补货") % {"count": len(lines), "amount": amount}),
        due_at=value(ORDER_WITHIN, store_id, today).due(calendar_of(store_id), at),
        post=value(BUYER, store_id, today),
        at=at,
    )
    audit.note(subject, store_id, lines=len(lines))
    return RemindedBuyer(len(lines), task.id)


def _said(supplier_id: int, lines: Sequence[ChosenLine]) -> str:
    rows = sorted(f"{one.article_id} {one.quantity.normalize():f} {one.unit_price.fen}" for one in lines)
    return sha256("\n".join([str(supplier_id), *rows]).encode()).hexdigest()
