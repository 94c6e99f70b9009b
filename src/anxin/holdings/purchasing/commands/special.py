"""A part that is ordered for a customer: taken down exactly, told when it is late, told when it is here (FORM-54)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import ArticleUnknown, IssueLine, issue_parts, require_lines
from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.commands.orders import KeptPurchase, NewPurchase, WantedLine, draft_order
from anxin.holdings.purchasing.commands.telling import KIND as SPECIAL_KIND
from anxin.holdings.purchasing.commands.telling import end_tasks, tell_advisor, tell_customer
from anxin.holdings.purchasing.events import SpecialOrderArrived, SpecialOrderDelayed, SpecialOrderTaken
from anxin.holdings.purchasing.lifecycle import CANCELLED, REFUSED, SPECIAL
from anxin.holdings.purchasing.models import PurchaseLine, SpecialOrder
from anxin.holdings.purchasing.parameters import (
    ARRIVED_TEMPLATE,
    DELAYED_TEMPLATE,
    EARLIER_TEMPLATE,
    NEEDS_TWO_PHONES,
    SPECIAL_ARRIVED_TASK,
    SPECIAL_DELAYED_TASK,
)
from anxin.parties.customers.queries import get_customer
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import is_on_staff
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.numbering import next_number
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import at_most, worded
from anxin.resources.catalog.queries import find_articles

SPECIAL_SERIES = "Q"
LONGEST_WORDS, LONGEST_DEPOSIT, LONGEST_REASON, LONGEST_CANCEL = 200, 120, 120, 200


class PhonesMissing(Conflict):
    """The customer cannot be told when his part comes."""

    code = "phones_missing"
    default_rule = "R-PT03"
    default_message = _("客户档案里要有手机和备用电话，到货才找得到人；请先在客户档案里补上电话。")


class OrderedAlready(Conflict):
    """The part stands on an order already: twice ordered is once too many."""

    code = "ordered_already"
    default_rule = "R-PT03"


@dataclass(frozen=True, slots=True)
class NewSpecial:
    """What a customer waits for: the part described exactly, and the arrival that he is promised."""

    customer_id: int
    advisor_id: int
    words: str
    quantity: Decimal
    promised_on: date
    article_id: int | None = None
    deposit_words: str = ""


@dataclass(frozen=True, slots=True)
class KeptSpecial:
    """A special order after a command; ``is_told`` says whether a message went to the customer, None if none was to."""

    id: int
    number: str
    version: int
    state: str
    is_told: bool | None = None


@command(permissions.SPECIAL, rule="R-PT03")
def take_special_order(*, actor: Actor, store_id: int, special: NewSpecial, at: datetime) -> KeptSpecial:
    """Take down which part a customer waits for, and until when it is promised (R-PT03).

    :raises Denied: no permission in this store
    :raises NotFound: a customer whom the store does not know
    :raises PhonesMissing: his file lacks a phone
    :raises Invalid: no exact words, a quantity of nothing, a promise before today, an advisor who is not on the staff
    :raises ArticleUnknown: the article is not in the catalogue
    """
    actor.require(permissions.SPECIAL, store_id)
    store = store_info(store_id)
    today = store.clock.day(at)
    known = get_customer(Actor.system("purchasing", [store_id]), special.customer_id).data
    if not known.phone or (value(NEEDS_TWO_PHONES, store_id, today) and not known.second_phone):
        raise PhonesMissing(field="customer")
    require_lines([special.quantity])
    if special.article_id is not None and special.article_id not in find_articles(actor, [special.article_id]):
        raise ArticleUnknown(field="article_id")
    if not is_on_staff(Actor.system("purchasing", [store_id]), store_id, special.advisor_id):
        raise Invalid(_("请选择本店在职的服务顾问。"), field="advisor_id")
    _require_ahead(special.promised_on, today)
    row = SpecialOrder(
        store_id=store_id,
        customer_id=special.customer_id,
        advisor_id=special.advisor_id,
        article_id=special.article_id,
        words=worded(special.words, LONGEST_WORDS, "words"),
        quantity=special.quantity,
        deposit_words=at_most(special.deposit_words, LONGEST_DEPOSIT, "deposit_words"),
        first_promised_on=special.promised_on,
        promised_on=special.promised_on,
        taken_at=at,
        actor_key=actor.key,
    )
    row.number = next_number(store_id, store.code, SPECIAL_SERIES, today)
    row.save(force_insert=True)
    fact = SpecialOrderTaken(store_id=store_id, specialorder_id=row.pk, customer_id=row.customer_id)
    events.publish(fact, at=at)
    return _kept(row)


@command(permissions.ORDER, rule="R-PT04")
def delay_special_order(
    *, actor: Actor, special_id: int, promised_on: date, reason: str, at: datetime, version: int | None = None
) -> KeptSpecial:
    """It comes at another day than was promised: the advisor gets a task, the customer a message if he agreed (R-PT04).

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it is here, or over
    :raises Invalid: the day that stands, one before today, no reason or too many words
    :raises VersionConflict: somebody else changed it first
    """
    row = _locked(actor, permissions.ORDER, special_id, version)
    row.state = SPECIAL.after("delay", row.state)
    _require_ahead(promised_on, store_info(row.store_id).clock.day(at))
    if promised_on == row.promised_on:
        raise Invalid(_("到货日期没有变，请填新的日期。"), field="promised_on")
    row.delay_reason = worded(reason, LONGEST_REASON, "reason")
    is_later, day = promised_on > row.promised_on, f"{promised_on:%m-%d}"
    row.promised_on, row.delayed_at, row.warned_for = promised_on, at, None
    row.save()
    end_tasks(row, at)
    if is_later:
        is_told = tell_customer(row, DELAYED_TEMPLATE, {"reason": row.delay_reason, "day": day}, at)
    else:
        is_told = tell_customer(row, EARLIER_TEMPLATE, {"day": day}, at)
    words = _("专订 %(number)s 改到 %(day)s 到货，请知道")
    if not is_told:
        words = _("专订 %(number)s 改到 %(day)s 到货，短信没发出，请电话告知客户")
    tell_advisor(row, SPECIAL_DELAYED_TASK, str(words % {"number": row.number, "day": day}), at)
    fact = SpecialOrderDelayed(store_id=row.store_id, specialorder_id=row.pk, customer_id=row.customer_id, is_told=is_told)
    events.publish(fact, at=at)
    return _kept(row, is_told=is_told)


@command(permissions.ORDER, rule="R-PT03")
def order_special(
    *, actor: Actor, special_id: int, supplier_id: int, unit_price: Money, kind: str, at: datetime
) -> KeptPurchase:
    """Write the order to a supplier for what a customer waits for; its receipt tells advisor and customer.

    :raises NotFound: an unknown special order or supplier, or out of scope
    :raises IllegalTransition: it is here, or over
    :raises OrderedAlready: it stands on an order that is not over
    :raises Refusal: as of :func:`draft_order`
    """
    row: SpecialOrder = SpecialOrder.objects.visible_to(actor, permissions.ORDER).locked().one(pk=special_id)
    if not SPECIAL.allows("delay", row.state):
        SPECIAL.after("delay", row.state)
    _require_not_ordered(row)
    line = WantedLine(row.quantity, unit_price, row.article_id, row.words, row.promised_on, document=subject_of_special(row))
    order = NewPurchase(supplier_id, kind, [line], note=row.number)
    return draft_order(actor=actor, store_id=row.store_id, order=order, at=at)


@command(permissions.ORDER, rule="R-PT04")
def note_special_arrival(*, actor: Actor, special_id: int, at: datetime, version: int | None = None) -> KeptSpecial:
    """It is here, by whatever way: advisor and customer are told, once. What is received for it by its order says so itself.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it is here already, or over
    :raises VersionConflict: somebody else changed it first
    """
    row = _locked(actor, permissions.ORDER, special_id, version)
    row.state = SPECIAL.after("arrive", row.state)
    return arrived(row, at)


@command(permissions.SPECIAL, rule="R-PT03")
def hand_over_special_order(
    *, actor: Actor, special_id: int, at: datetime, is_fitted: bool = False, version: int | None = None
) -> KeptSpecial:
    """The right customer has it: it leaves the shelf. ``is_fitted``: his repair order took it from there already.

    Whoever hands it over need not be one who may issue parts: the store issues it.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: not here yet, or over
    :raises StockShort: it is not on the shelf
    :raises VersionConflict: somebody else changed it first
    """
    row = _locked(actor, permissions.SPECIAL, special_id, version)
    row.state = SPECIAL.after("hand_over", row.state)
    row.ended_at = at
    row.save()
    if row.article_id is not None and not is_fitted:
        issue_parts(
            actor=Actor.system("purchasing", [row.store_id]),
            store_id=row.store_id,
            document=subject_of_special(row),
            lines=[IssueLine(row.article_id, row.quantity)],
            key=f"special:{row.pk}",
            at=at,
        )
    end_tasks(row, at, is_done=True)
    audit.note(subject_of_special(row), row.store_id, handed_over=True, fitted=is_fitted)
    return _kept(row)


@command(permissions.SPECIAL, rule="R-PT03")
def cancel_special_order(
    *, actor: Actor, special_id: int, reason: str, at: datetime, version: int | None = None
) -> KeptSpecial:
    """The customer waits for it no longer, and why.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: he has it, or it was cancelled
    :raises Invalid: no reason, or one of more than 200 characters
    :raises VersionConflict: somebody else changed it first
    """
    row = _locked(actor, permissions.SPECIAL, special_id, version)
    row.state = SPECIAL.after("cancel", row.state)
    row.cancel_reason, row.ended_at = worded(reason, LONGEST_CANCEL, "reason"), at
    row.save()
    end_tasks(row, at)
    audit.note(subject_of_special(row), row.store_id, cancelled=True)
    return _kept(row)


def arrived(row: SpecialOrder, at: datetime) -> KeptSpecial:
    """Write a locked order whose state is that it is here, and tell advisor and customer.

    Its article is that of the line by which it was ordered: until it is handed over the stock holds it.
    """
    row.arrived_at, row.arrived_on = at, store_info(row.store_id).clock.day(at)
    row.article_id = _article_that_came(row) or row.article_id
    row.save()
    end_tasks(row, at)
    is_told = tell_customer(row, ARRIVED_TEMPLATE, {}, at)
    words = _("专订 %(number)s 到货，请约客户") if is_told else _("专订 %(number)s 到货，短信没发出，请电话通知客户")
    tell_advisor(row, SPECIAL_ARRIVED_TASK, str(words % {"number": row.number}), at)
    fact = SpecialOrderArrived(store_id=row.store_id, specialorder_id=row.pk, customer_id=row.customer_id, is_told=is_told)
    events.publish(fact, at=at)
    return _kept(row, is_told=is_told)


def subject_of_special(row: SpecialOrder) -> DocumentRef:
    """The special order as other documents name it."""
    return DocumentRef(SPECIAL_KIND, row.pk)


def _article_that_came(row: SpecialOrder) -> int | None:
    lines = PurchaseLine.objects.in_stores([row.store_id]).filter(
        for_kind=SPECIAL_KIND, for_id=row.pk, store_id=row.store_id, article__isnull=False
    )
    newest: PurchaseLine | None = lines.order_by("received", "pk").last()
    return newest.article_id if newest else None


def _locked(actor: Actor, permission: str, special_id: int, version: int | None) -> SpecialOrder:
    row: SpecialOrder = SpecialOrder.objects.visible_to(actor, permission).locked().one(pk=special_id)
    require_version(row, version)
    return row


def _require_ahead(day: date, today: date) -> None:
    if day < today:
        raise Invalid(_("答应客户的到货日期不能早于今天，请改日期。"), field="promised_on")


def _kept(row: SpecialOrder, *, is_told: bool | None = None) -> KeptSpecial:
    return KeptSpecial(row.pk, row.number, row.version, row.state, is_told)


def _require_not_ordered(row: SpecialOrder) -> None:
    lines = PurchaseLine.objects.in_stores([row.store_id]).filter(
        for_kind=SPECIAL_KIND, for_id=row.pk, cancelled__lt=F("quantity")
    )
    standing = lines.exclude(order__state__in=(CANCELLED, REFUSED)).select_related("order").first()
    if standing is not None:
        words = _("这个件已在采购单 %(number)s 上；要换供应商，请先取消那张单或那一行。")
        raise OrderedAlready(words % {"number": standing.order.number}, field="supplier_id")
