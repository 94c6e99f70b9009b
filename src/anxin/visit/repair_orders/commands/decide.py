"""The customer's word on what was found or made dearer after the signature, item by item (M06.12)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_own_employee
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import items_of, lines_of, locked_open_order
from anxin.visit.repair_orders.commands.asking import require_parts_known, review_parts
from anxin.visit.repair_orders.commands.authorise import AuthorisedRepairOrder
from anxin.visit.repair_orders.commands.estimates import (
    authorisations_of,
    issue_estimate,
    keep_authorisation,
    require_channel,
    require_few_on_the_phone,
)
from anxin.visit.repair_orders.commands.leave import judge_after_decisions
from anxin.visit.repair_orders.commands.progress import back_to_work, finish_order_if_done, reopen_jobs
from anxin.visit.repair_orders.commands.promising import hold_approved, note_promise
from anxin.visit.repair_orders.commands.ready import require_care_consent, require_ready
from anxin.visit.repair_orders.events import ItemsDecided, PromiseChanged
from anxin.visit.repair_orders.links import added_minutes, group_of, longer_promise, proposals_of
from anxin.visit.repair_orders.models import (
    ApprovalLink,
    Authorisation,
    CustomerAnswer,
    Item,
    RepairOrder,
)

LONGEST_REASON = 200
WRITTEN = ("decision", "decided_at", "decline_reason", "not_before_on", "not_before_km", "care_consented_at")
Decisions = Mapping[int, tuple[str, str]]
Later = Mapping[int, tuple[date | None, int | None]]
FARTHEST, MOST_KM = timedelta(days=3653), 9_999_999


class DecisionWithoutReason(Invalid):
    """A declined item needs its reason: it is offered again later."""

    code = "decision_without_reason"
    default_rule = "M06.12"
    default_message = _("客户拒绝的项目要记下原因，下次再提醒。")


class GroupsUndecided(Invalid):
    """What was offered together has not one answer for all of it."""

    code = "groups_undecided"
    default_rule = "M06.12"


@dataclass(frozen=True, slots=True)
class Said:
    """What the customer said: item id → (APPROVED, DECLINED or DEFERRED, reason), and how it reached the house."""

    decisions: Decisions
    channel: str
    signature: bytes | None = None
    link: ApprovalLink | None = None
    talked_by: int | None = None
    later: Later = field(default_factory=dict)


@command(permissions.AUTHORISE, rule="M06.12")
def decide_items(
    *,
    actor: Actor,
    number: str,
    decisions: Decisions,
    channel: str,
    at: datetime,
    signature: bytes | None = None,
    version: int | None = None,
    later: Later = MappingProxyType({}),
) -> AuthorisedRepairOrder:
    """Record the customer's decision on items that wait: item id → (APPROVED, DECLINED or DEFERRED, reason).

    ``later`` says of a deferred item from which day or mileage on it is offered again.

    When something is approved, the next estimate version is issued and authorised with the same old-part and wash
    choices as before (M06.12), and the promise moves by the time that was said to the customer.

    :raises NotFound: an item of another order
    :raises GroupsUndecided: of what mends one finding only a part is decided, or not all of it alike
    :raises DecisionWithoutReason: declined without a reason that can be seen
    :raises Invalid: a reason of more than 200 characters, or a day or mileage that cannot be
    :raises SecondOrderNeeded: more items than the limit agreed on the phone since the last signature
    :raises DiscountNotGranted: something is given away beyond what was granted
    :raises PartsNotAnswered: a part of it is short, and the parts desk has not said when it comes (R-RO03)
    :raises QuotationNotSignedOff: so large a quotation was not signed off
    :raises CareConsentNeeded: a care product of which neither sample nor effect was shown
    :raises SignatureNeeded: something approved on channel ``screen`` without a PNG
    :raises Conflict: an item is decided already, or the order was never signed
    """
    order = locked_open_order(actor, permissions.AUTHORISE, number)
    require_version(order, version)
    require_channel(channel)
    talker = find_own_employee(actor)
    said = Said(decisions, channel, signature, talked_by=talker.id if talker else None, later=later)
    items = items_of(order)
    _check_alike(items, decisions)
    return record_answer(actor, order, items, said, at)


def record_answer(actor: Actor, order: RepairOrder, rows: Iterable[Item], said: Said, at: datetime) -> AuthorisedRepairOrder:
    """Write what the customer said down, on an order that is locked and whose version is counted up.

    :raises Refusal: as ``decide_items``
    """
    items = {item.pk: item for item in rows}
    _check_decisions(items, said.decisions)
    _check_later(order, said, at)
    given = authorisations_of(order)
    if not given or order.promised_at is None:
        raise Conflict(_("工单还没有第一次签字，请先签字。"))
    wishes = {wish: [pk for pk, (one, _why) in said.decisions.items() if one == wish] for wish in Item.Decision.values}
    approved = wishes["APPROVED"]
    if said.channel == "phone":
        require_few_on_the_phone(order, items.values(), approved, given, at)
    for pk, (wish, why) in said.decisions.items():
        items[pk].decision, items[pk].decided_at, items[pk].decline_reason = wish, at, clean_text(why)
        put_off = said.later.get(pk, (None, None)) if wish == Item.Decision.DEFERRED else (None, None)
        items[pk].not_before_on, items[pk].not_before_km = put_off
        if wish == Item.Decision.APPROVED and items[pk].is_care:
            items[pk].care_consented_at = items[pk].care_consented_at or at
    Item.objects.bulk_update([items[pk] for pk in said.decisions], WRITTEN)
    counted = [item for item in items.values() if item.decision == "APPROVED"]
    total = Money(rules.totals_by_payer(lines_of(order, counted))["customer"])
    yes = _say_yes(actor, order, [items[pk] for pk in approved], counted, said, given[0], at) if approved else None
    _keep_answer(actor, order, [items[pk] for pk in said.decisions], said, yes, at)
    review_parts(order, at)
    judge_after_decisions(actor, order, items.values(), at)
    order.save(update_fields=["state", "promised_at", "agreed_promise_at", "work_finished_at", "inspected_at", "version"])
    finish_order_if_done(order, at)
    groups = {"approved": approved, "declined": wishes["DECLINED"], "deferred": wishes["DEFERRED"]}
    events.publish(ItemsDecided(repairorder_id=order.pk, store_id=order.store_id, **groups), at=at)
    estimate = (yes or given[0]).estimate
    return AuthorisedRepairOrder(order.pk, order.number, order.state, order.version, estimate.number, total)


def decline_signed(actor: Actor, order: RepairOrder, items: Iterable[Item], words: str, channel: str, at: datetime) -> None:
    """Write a no on a signed order that is locked and whose version is counted up: an answer, like any other (M06.12).

    :raises Refusal: as ``decide_items``
    """
    own = find_own_employee(actor)
    decisions = {item.pk: (str(Item.Decision.DECLINED), words) for item in items}
    record_answer(actor, order, items_of(order), Said(decisions, channel, talked_by=own.id if own else None), at)


def _say_yes(
    actor: Actor,
    order: RepairOrder,
    approved: Sequence[Item],
    counted: Sequence[Item],
    said: Said,
    last: Authorisation,
    at: datetime,
) -> Authorisation:
    assert order.promised_at is not None
    require_ready(order, counted, at)
    told = promise_with(order, counted, approved, at)
    estimate = issue_estimate(actor, order, counted, told, at=at)
    yes = keep_authorisation(
        estimate,
        channel=said.channel,
        old_parts=last.old_parts,
        wants_wash=last.wants_wash,
        picture=said.signature,
        at=at,
    )
    # The book may need longer than was told: the desk then sees a promise that the customer has yet to hear of (R-RO10).
    ends_at = hold_approved(order, approved, at)
    require_parts_known(order, counted, approved, at)
    promised = max(told, rules.rounded_promise(ends_at)) if ends_at else told
    if promised != order.promised_at:
        if told != order.promised_at:
            order.agreed_promise_at = rules.agreed_promise(order.agreed_promise_at, told, at)
        order.promised_at = promised
        told_at = at if promised == told else None
        note_promise(order, promised, reason=str(_("客户同意增项")), actor=actor, at=at, told_at=told_at)
        events.publish(PromiseChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    back_to_work(order, "authorise")
    reopen_jobs(order, {item.job_id for item in approved})
    return yes


def promise_with(order: RepairOrder, counted: Iterable[Item], approved: Iterable[Item], at: datetime) -> datetime:
    """The promise with the working time that what was found takes besides, of what is ``approved`` only now."""
    assert order.promised_at is not None
    now = {item.pk: item for item in approved}
    minutes = added_minutes(proposals_of(order, now.values()), counted, now)
    return longer_promise(order.store_id, order.promised_at, sum(minutes.values()), at)


def _keep_answer(
    actor: Actor, order: RepairOrder, items: Iterable[Item], said: Said, yes: Authorisation | None, at: datetime
) -> None:
    # The words of a reason stand on the item, where an erasure may blank them.
    lines = [{"item": item.pk, "amount": item.amount.fen, "decision": item.decision} for item in items]
    row = CustomerAnswer(
        store_id=order.store_id,
        repair_order=order,
        channel=said.channel,
        link=said.link,
        authorisation=yes,
        talked_by_id=said.talked_by,
        lines=lines,
        at=at,
        actor_key=actor.key,
    )
    row.sha256 = row.proof()
    row.save(force_insert=True)


def _check_decisions(items: Mapping[int, Item], decisions: Decisions) -> None:
    if not decisions:
        raise Invalid(_("请至少决定一项。"), field="decisions")
    for pk, (wish, why) in decisions.items():
        if pk not in items:
            raise NotFound
        if items[pk].decision not in ("PRESENTED", "DEFERRED"):
            raise Conflict(_("这一项客户已经决定过了，请刷新后再看。"), item=pk)
        if wish not in ("APPROVED", "DECLINED", "DEFERRED"):
            raise Invalid(_("请选择做、下次再做或不做。"), field="decisions")
        if len(clean_text(why)) > LONGEST_REASON:
            raise Invalid(_("原因最多 200 字，请写短一些。"), field="decisions", item=pk)
        if wish == "DECLINED" and not clean_text(why):
            raise DecisionWithoutReason(field="decisions", item=pk)
    approved = [items[pk] for pk, (wish, _why) in decisions.items() if wish == "APPROVED"]
    require_care_consent([item for item in approved if not item.care_shown])


def _check_alike(items: Sequence[Item], decisions: Decisions) -> None:
    """As on the customer's link: nobody fits a part without its labour, or pays labour for a part that stays away."""
    for item in items:
        wish, _why = decisions.get(item.pk, ("", ""))
        together = [one for one in items if group_of(one) == group_of(item) and one.decision == item.decision]
        if wish and any(decisions.get(one.pk, ("", ""))[0] != wish for one in together):
            names = " + ".join(one.description for one in together)
            words = _("“%(names)s”是一起报的，请选同样的答复：都做、都下次再做或都不做。") % {"names": names}
            raise GroupsUndecided(words, field="decisions", item=item.pk)


def _check_later(order: RepairOrder, said: Said, at: datetime) -> None:
    today = store_info(order.store_id).clock.day(at)
    for pk, (day, km) in said.later.items():
        if day is not None and not today <= day <= today + FARTHEST:
            raise Invalid(_("再提醒的日期请填今天以后，最多十年。"), field="decisions", item=pk)
        if km is not None and not 0 < km <= MOST_KM:
            raise Invalid(_("再提醒的里程要大于 0。"), field="decisions", item=pk)
