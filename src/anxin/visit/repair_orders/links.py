"""What a customer's link leads to: the items that were sent and wait, in groups that are decided as one."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of
from anxin.platform.actor import Actor
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.errors import NotFound
from anxin.platform.signed import fingerprint
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import items_of, lines_of
from anxin.visit.repair_orders.lifecycle import BEFORE_SETTLEMENT
from anxin.visit.repair_orders.link_tokens import token_hash
from anxin.visit.repair_orders.models import ApprovalLink, Item, Proposal, RepairOrder


class LinkEnded(NotFound):
    """Unknown, revoked, replaced, expired, its order is settled or its items are gone: never told apart."""

    code = "link_ended"
    default_message = _("链接已失效，请联系门店。")


@dataclass(frozen=True, slots=True)
class Sent:
    """A link with its order and, of the items that it was sent for, those that still wait.

    ``proposals`` are what was found, by id; ``minutes`` the working time that each would take besides; ``agreed`` the ids
    of all items of the order that are agreed to; ``paid`` is what the customer pays of each item, in fen.
    """

    link: ApprovalLink
    order: RepairOrder
    items: tuple[Item, ...]
    waiting: tuple[Item, ...]
    proposals: Mapping[int, Proposal]
    minutes: Mapping[int, int]
    agreed: frozenset[int]
    paid: Mapping[int, int]

    @property
    def seen(self) -> str:
        """What an answer must repeat: items, prices, payers, the promise and what it moves by, as they stand now."""
        promised = self.order.promised_at.isoformat() if self.order.promised_at else ""
        shown = {
            "lines": link_lines(self.waiting, self.paid),
            "promised_at": promised,
            "minutes": sorted(self.minutes.items()),
        }
        return hashlib.sha256(fingerprint(shown).encode()).hexdigest()[:32]


def find_link(actor: Actor, token: str, at: datetime) -> ApprovalLink:
    """The link of a token, live or answered.

    :raises LinkEnded: none that opens
    """
    rows = ApprovalLink.objects.visible_to(actor, permissions.ANSWER)
    link: ApprovalLink | None = rows.filter(token_sha256=token_hash(token)).first()
    if link is None or at >= link.expires_at or link.end in (ApprovalLink.End.RESENT, ApprovalLink.End.REVOKED):
        raise LinkEnded
    return link


def sent_with(actor: Actor, link: ApprovalLink, *, locked: bool = False) -> Sent:
    """What a link leads to, as it stands now.

    :raises LinkEnded: the order is settled or called off, or nothing that was sent stands any more
    """
    rows = RepairOrder.objects.visible_to(actor, permissions.ANSWER)
    rows = rows.locked() if locked else rows.select_related("vehicle", "advisor")
    order: RepairOrder = rows.one(pk=link.repair_order_id)
    if order.state not in BEFORE_SETTLEMENT:
        raise LinkEnded
    sent = {line["item"] for line in link.lines}
    everything = items_of(order)
    items = tuple(item for item in everything if item.pk in sent)
    if not items:
        raise LinkEnded
    waiting = tuple(item for item in items if rules.waits_for_customer(item.decision, order.state))
    waiting = () if link.end else waiting
    proposals = proposals_of(order, items)
    minutes = added_minutes(proposals, everything, {item.pk for item in waiting})
    agreed = frozenset(item.pk for item in everything if item.decision == Item.Decision.APPROVED)
    return Sent(link, order, items, waiting, proposals, minutes, agreed, paid_by_customer(order, everything))


def paid_by_customer(order: RepairOrder, items: Iterable[Item]) -> dict[int, int]:
    """What the customer pays of each item in fen, as it is shared between payers now (M09.01)."""
    given = list(items)
    paid = {item.pk: item.amount.fen if item.payer == Item.Payer.CUSTOMER else 0 for item in given}
    owed = lines_of(order, given)
    paid |= {line.id: 0 for line in owed}
    for line in owed:
        if line.payer == Item.Payer.CUSTOMER:
            paid[line.id] += line.amount_fen
    return paid


def proposals_of(order: RepairOrder, items: Iterable[Item]) -> dict[int, Proposal]:
    """What was found that these items mend, by id."""
    ids = {item.proposal_id for item in items if item.proposal_id is not None}
    rows = Proposal.objects.in_stores([order.store_id]).filter(pk__in=ids) if ids else ()
    return {row.pk: row for row in rows}


def added_minutes(proposals: Mapping[int, Proposal], items: Iterable[Item], now: Collection[int]) -> dict[int, int]:
    """Proposal → working minutes besides, for a yes to the items ``now``; none once a part of it was agreed before."""
    begun = {item.proposal_id for item in items if item.decision == Item.Decision.APPROVED and item.pk not in now}
    return {pk: 0 if pk in begun else row.extra_minutes for pk, row in proposals.items()}


def as_link(actor: Actor, link: ApprovalLink) -> Actor:
    """The actor with the link's id: the name under which its acts are kept."""
    return replace(actor, id=link.pk)


def group_of(item: Item) -> str:
    """What is decided as one: all that mends one finding, else the item by itself."""
    return rules.decided_with(item.proposal_id, item.pk)


def groups_of(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Group → its items, in order."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(group_of(item), []).append(item)
    return groups


def longer_promise(store_id: int, promised_at: datetime, minutes: int, at: datetime) -> datetime:
    """The promise with so much more working time, on the quarter of an hour; never before that time from now."""
    if not minutes:
        return promised_at
    due = Deadline(minutes, DeadlineUnit.WORKING_MINUTES).due(calendar_of(store_id), max(promised_at, at))
    return rules.rounded_promise(due)


def link_lines(items: Iterable[Item], paid: Mapping[int, int]) -> list[dict[str, object]]:
    """What is kept of the items as they are sent; amounts in fen, tax included, and what of them the customer pays."""
    return [
        {
            "item": item.pk,
            "proposal": item.proposal_id,
            "name": item.name,
            "position": item.position_words,
            "quantity": str(rules.rounded_quantity(item.quantity)),
            "amount": item.amount.fen,
            "payer": item.payer,
            "customer": paid[item.pk],
        }
        for item in items
    ]
