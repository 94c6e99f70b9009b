"""What a customer sees by a link, and what the desk sees of the links and answers of an order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.files.queries import FileBytes, read_file
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import newest_estimate
from anxin.visit.repair_orders.links import Sent, find_link, groups_of, longer_promise, sent_with
from anxin.visit.repair_orders.models import ApprovalLink, CustomerAnswer, EstimateVersion, Item
from anxin.visit.repair_orders.queries.rows import order_row


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An item of what is offered, with what the customer pays for it."""

    name: str
    kind_label: str
    payer: str
    amount: Money


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """What is decided as one; ``decision`` is what was said.

    ``before`` is the price as it was signed, else as it was sent, where it has changed; ``was_signed`` says that some of it
    had been agreed to and waits because it became dearer: a no to it takes it out of the order.
    """

    key: str
    lines: tuple[OfferLine, ...]
    amount: Money
    before: Money | None
    was_signed: bool
    cause: str
    harm: str
    urgency: str
    urgency_label: str
    extra_minutes: int
    photo_keys: tuple[str, ...]
    decision: str
    decision_label: str

    @property
    def title(self) -> str:
        """The names of its items."""
        return " + ".join(line.name for line in self.lines)


@dataclass(frozen=True, slots=True)
class OfferView:
    """A link's page: what waits, or, once ``is_decided``, what was said. Names nobody but the store and its advisor."""

    link_id: int
    store_id: int
    store_name: str
    store_phone: str
    advisor_name: str
    plate: str
    model_name: str
    groups: tuple[OfferGroup, ...]
    is_decided: bool
    seen: str
    agreed_total: Money
    promised_at: datetime
    expires_at: datetime

    @property
    def has_signed(self) -> bool:
        """Whether something that was agreed to is asked again."""
        return any(group.was_signed for group in self.groups)

    def total_with(self, keys: Collection[str]) -> Money:
        """What the customer pays for these groups."""
        return Money.sum(group.amount for group in self.groups if group.key in keys)

    def promise_with(self, keys: Collection[str], at: datetime) -> datetime:
        """The promise when these groups are approved now."""
        minutes = sum(group.extra_minutes for group in self.groups if group.key in keys)
        return longer_promise(self.store_id, self.promised_at, minutes, at)

    def days_later(self, promise: datetime, at: datetime) -> int:
        """How many days after the one that was promised, or today where that is past; 0 when it stays on its day."""
        day = store_info(self.store_id).clock.day
        return max(0, (day(promise) - day(max(self.promised_at, at))).days)


@dataclass(frozen=True, slots=True)
class LinkView:
    """The last link of an order, as the desk sees it; ``state`` is live, expired, resent, revoked or answered."""

    sent_at: datetime
    expires_at: datetime
    seen_at: datetime | None
    ended_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the customer said, when and how; ``talked_by`` is nobody where he answered by himself."""

    at: datetime
    channel: str
    channel_label: str
    talked_by: str
    approved: int
    declined: int
    deferred: int


@query(permissions.ANSWER)
def get_offer(actor: Actor, token: str, at: datetime) -> OfferView:
    """What a link leads to: the items that wait, else what was said to those that were sent.

    :raises LinkEnded: none that opens
    """
    link = find_link(actor, token, at)
    sent = sent_with(actor, link)
    order, store = sent.order, store_info(link.store_id)
    estimate = newest_estimate(order)
    if order.promised_at is None or estimate is None:
        raise NotFound
    shown = sent.waiting or sent.items
    return OfferView(
        link.pk,
        link.store_id,
        store.name,
        store.phone,
        order.advisor.name,
        rules.masked_plate(order.vehicle.plate or ""),
        order.vehicle.model_name,
        _groups(sent, shown, estimate),
        not sent.waiting,
        sent.seen,
        Money.sum(amount for item, amount in _signed(estimate).items() if item in sent.agreed),
        order.promised_at,
        link.expires_at,
    )


@query(permissions.ANSWER)
def get_offer_photo(actor: Actor, token: str, key: str, at: datetime) -> FileBytes:
    """A photo of what a link shows.

    :raises LinkEnded: none that opens
    :raises NotFound: not a photo of this link's items
    """
    sent = sent_with(actor, find_link(actor, token, at))
    known = {str(one) for row in sent.proposals.values() for one in row.photo_keys}
    if key not in known:
        raise NotFound
    return read_file(Actor.system("approval-link", [sent.order.store_id]), key, for_customer=True)


@query(permissions.SEE)
def find_approval_link(actor: Actor, number: str, at: datetime) -> LinkView | None:
    """The last link of an order, if one was made.

    :raises NotFound: unknown order or out of scope
    """
    order = order_row(actor, number)
    rows = ApprovalLink.objects.visible_to(actor, permissions.SEE).filter(repair_order=order)
    link = rows.order_by("-pk").first()
    if link is None:
        return None
    state = link.end or ("expired" if at >= link.expires_at else "live")
    return LinkView(link.sent_at, link.expires_at, link.seen_at, link.ended_at, state)


@query(permissions.SEE)
def list_answers(actor: Actor, number: str) -> list[AnswerView]:
    """What the customer said to additional items of an order, the newest first (FORM-32).

    :raises NotFound: unknown order or out of scope
    """
    order = order_row(actor, number)
    rows = CustomerAnswer.objects.visible_to(actor, permissions.SEE).filter(repair_order=order)
    return [_answer(row) for row in rows.select_related("talked_by").order_by("-pk")[:20]]


def _answer(row: CustomerAnswer) -> AnswerView:
    said = [line["decision"] for line in row.lines]
    return AnswerView(
        row.at,
        row.channel,
        str(row.get_channel_display()),
        row.talked_by.name if row.talked_by else "",
        said.count("APPROVED"),
        said.count("DECLINED"),
        said.count("DEFERRED"),
    )


def _signed(estimate: EstimateVersion) -> dict[int, Money]:
    return {line["item"]: _kept(line) for line in estimate.lines}


def _kept(line: Mapping[str, Any]) -> Money:
    """What the customer was to pay of a line, as it was sent or signed."""
    if "customer" in line or "shares" in line:
        return Money(line["customer"] if "customer" in line else line["shares"].get(Item.Payer.CUSTOMER, 0))
    return Money(line["amount"]) if line["payer"] == Item.Payer.CUSTOMER else Money(0)


def _groups(sent: Sent, items: Sequence[Item], estimate: EstimateVersion) -> tuple[OfferGroup, ...]:
    signed = _signed(estimate)
    was = {line["item"]: _kept(line) for line in sent.link.lines} | signed
    groups = []
    for key, rows in groups_of(items).items():
        found = sent.proposals.get(rows[0].proposal_id or 0)
        lines = tuple(_line(item, Money(sent.paid[item.pk])) for item in rows)
        amount = Money.sum(line.amount for line in lines)
        before = Money.sum(was[item.pk] for item in rows)
        groups.append(
            OfferGroup(
                key,
                lines,
                amount,
                before if before != amount else None,
                any(item.pk in signed and item.decision == "PRESENTED" for item in rows),
                found.cause if found else "",
                found.harm if found else "",
                found.urgency if found else "",
                str(found.get_urgency_display()) if found and found.urgency else "",
                sent.minutes[found.pk] if found else 0,
                tuple(str(one) for one in found.photo_keys) if found else (),
                rows[0].decision,
                str(rows[0].get_decision_display()),
            )
        )
    return tuple(groups)


def _line(item: Item, paid: Money) -> OfferLine:
    payer = str(Item.Payer.CUSTOMER) if paid else item.payer
    return OfferLine(item.description, str(item.get_kind_display()), payer, paid)
