"""The customer's answer by a link: sent, revoked, opened, answered (M06.12, ADR 0013)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.commands import queue_message
from anxin.parties.contacts.parameters import SECRET
from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import ORDER_KIND, items_of, locked_open_order, locked_order
from anxin.visit.repair_orders.commands.asking import require_parts_known
from anxin.visit.repair_orders.commands.decide import GroupsUndecided, Said, record_answer
from anxin.visit.repair_orders.commands.leave import require_prices_agreed
from anxin.visit.repair_orders.commands.link_end import end_link
from anxin.visit.repair_orders.commands.ready import require_care_consent
from anxin.visit.repair_orders.link_tokens import new_token, token_hash
from anxin.visit.repair_orders.links import (
    Sent,
    as_link,
    find_link,
    group_of,
    groups_of,
    link_lines,
    paid_by_customer,
    sent_with,
)
from anxin.visit.repair_orders.models import ApprovalLink, Item, RepairOrder
from anxin.visit.repair_orders.parameters import ANSWER_MINUTES, ANSWERED_TASK, LINK_HOURS, LINK_TEMPLATE, STUCK_TASK

PATH = "/a/{token}/"
WISHES = ("APPROVED", "DECLINED", "DEFERRED")
LINK_KIND = "repair_orders.approvallink"


class NothingToSend(Conflict):
    """No item waits for the customer."""

    code = "nothing_to_send"
    default_rule = "R-WS05"
    default_message = _("没有等客户决定的增项，请先报价。")


class LinkOutdated(Conflict):
    """Prices or items changed since the customer read them; nothing was recorded."""

    code = "link_outdated"
    default_rule = "M06.12"
    default_message = _("价格、项目或交车时间刚刚有变化，请看清后重新选择。刚才的选择没有提交。")


@dataclass(frozen=True, slots=True)
class SentLink:
    """The link, its token in clear for this once, and what became of the message: "" when none was wanted."""

    id: int
    number: str
    path: str
    expires_at: datetime
    message_state: str
    blocked_reason: str


@dataclass(frozen=True, slots=True)
class EndedLink:
    """Whether a live link was ended."""

    number: str
    was_live: bool


@dataclass(frozen=True, slots=True)
class AnsweredLink:
    """What stands after an answer; ``is_new`` is False when the link was answered before."""

    link_id: int
    is_new: bool


@command(permissions.AUTHORISE, rule="R-WS06")
def send_approval_link(*, actor: Actor, number: str, by_message: bool = True, at: datetime) -> SentLink:
    """Make a link to the items that wait, and send it to the customer; an earlier link of the order ends (R-WS06).

    The consent gate may keep the message back: the link stands all the same, to be shown at the desk.

    :raises NotFound: unknown or out of scope
    :raises OrderLocked: settled or called off
    :raises NothingToSend: no item waits
    :raises DiscountNotGranted: something is given away beyond what was granted
    :raises QuotationNotSignedOff: the quotation is large, and nobody has signed it off
    :raises CareConsentNeeded: a care product of which neither sample nor effect was shown
    :raises PartsNotAnswered: a part is short, and the parts desk has not said when it comes (R-RO03)
    :raises Conflict: a message is wanted, but customers cannot reach this installation
    """
    order = locked_open_order(actor, permissions.AUTHORISE, number)
    items = items_of(order)
    waiting = [item for item in items if rules.waits_for_customer(item.decision, order.state)]
    if not waiting:
        raise NothingToSend(rule="R-WS05")
    require_prices_agreed(order, [item for item in items if item.decision in rules.COUNTED], at)
    require_care_consent([item for item in waiting if not item.care_shown])
    # A yes that is refused afterwards helps nobody (R-RO03).
    require_parts_known(order, [item for item in items if item.decision in rules.COUNTED], waiting, at)
    if by_message and not settings.PUBLIC_URL:
        raise Conflict(_("系统没有设置客户能打开的网址（ANXIN_PUBLIC_URL），发不了链接。请让客户扫二维码，或打电话确认。"))
    end_link(order, ApprovalLink.End.RESENT, at)
    token = new_token(order.store_id)
    hours = value(LINK_HOURS, order.store_id, store_info(order.store_id).clock.day(at))
    link = ApprovalLink(
        store_id=order.store_id,
        repair_order=order,
        token_sha256=token_hash(token),
        lines=link_lines(waiting, paid_by_customer(order, items)),
        sent_at=at,
        actor_key=actor.key,
        expires_at=at + timedelta(hours=hours),
    )
    link.sha256 = link.proof()
    link.save(force_insert=True)
    path = PATH.format(token=token)
    message = _message(actor, order, len(groups_of(waiting)), path, at) if by_message else ("", "")
    audit.note(DocumentRef(LINK_KIND, link.pk), order.store_id, items=[item.pk for item in waiting])
    return SentLink(link.pk, number, path, link.expires_at, *message)


@command(permissions.AUTHORISE, rule="M06.12")
def revoke_approval_link(*, actor: Actor, number: str, at: datetime) -> EndedLink:
    """End the order's live link; whoever opens it is led to the store's phone.

    :raises NotFound: unknown or out of scope
    """
    order = locked_order(actor, permissions.AUTHORISE, number)
    return EndedLink(number, end_link(order, ApprovalLink.End.REVOKED, at))


@command(permissions.ANSWER, rule="M06.12")
def note_link_seen(*, actor: Actor, token: str, at: datetime) -> bool:
    """Keep when the customer first moved on the page; a messenger's preview only fetches it.

    :raises LinkEnded: none that opens
    """
    link = find_link(actor, token, at)
    rows = ApprovalLink.objects.visible_to(actor, permissions.ANSWER).filter(pk=link.pk, seen_at=None)
    is_first = bool(rows.update(seen_at=at))
    if is_first:
        audit.note(DocumentRef(LINK_KIND, link.pk), link.store_id, seen=True)
    return is_first


@command(permissions.ANSWER, rule="M06.12")
def answer_link(
    *, actor: Actor, token: str, answers: Mapping[str, tuple[str, str]], seen: str, signature: bytes | None, at: datetime
) -> AnsweredLink:
    """Take the customer's answer: group → (APPROVED, DECLINED or DEFERRED, reason), all groups at once.

    A link is answered once: whoever comes second gets what was decided, whatever was sent.

    :raises LinkEnded: none that opens
    :raises LinkOutdated: ``seen`` is not what stands now, or a group is none of this link
    :raises GroupsUndecided: a group without an answer
    :raises SignatureNeeded: something approved without a drawn or typed signature
    """
    link = find_link(actor, token, at)
    sent = sent_with(actor, link, locked=True)
    link = ApprovalLink.objects.visible_to(actor, permissions.ANSWER).locked().one(pk=link.pk)
    if link.end == ApprovalLink.End.ANSWERED or (not link.end and not sent.waiting):
        return AnsweredLink(link.pk, False)
    if link.end:
        # Revoked or sent anew between the two reads.
        find_link(actor, token, at)
    groups = groups_of(sent.waiting)
    if seen != sent.seen or not answers.keys() <= groups.keys():
        raise LinkOutdated
    missing = [key for key in groups if answers.get(key, ("", ""))[0] not in WISHES]
    if missing:
        raise GroupsUndecided(_("还有 %(n)s 项没有选，请每项都选。") % {"n": len(missing)}, field=missing[0])
    who = as_link(actor, link)
    decisions = {item.pk: _said(*answers[group_of(item)]) for item in sent.waiting}
    sent.order.version += 1
    record_answer(who, sent.order, items_of(sent.order), Said(decisions, "link", signature, link), at)
    link.ended_at, link.end, link.seen_at = at, ApprovalLink.End.ANSWERED, link.seen_at or at
    link.save(update_fields=["ended_at", "end", "seen_at"])
    audit.note(DocumentRef(LINK_KIND, link.pk), link.store_id, answered=len(decisions))
    _tell_advisor(sent, decisions, at)
    return AnsweredLink(link.pk, True)


@command(permissions.ANSWER, rule="M06.12")
def report_stuck_link(*, actor: Actor, token: str, at: datetime) -> bool:
    """Tell the advisor that the customer could not confirm by the link for a reason of the house; once while he has not.

    :raises LinkEnded: none that opens
    """
    sent = sent_with(actor, find_link(actor, token, at), locked=True)
    store_id = sent.order.store_id
    if find_open_task(Actor.system("approval-link", [store_id]), STUCK_TASK, DocumentRef(ORDER_KIND, sent.order.pk)):
        return False
    _ask_advisor(sent, STUCK_TASK, _now("客户在链接上确认不了增项，请看工单缺什么，并给客户打电话"), at)
    return True


def _said(wish: str, reason: str) -> tuple[str, str]:
    # A refusal needs a reason on the item; the customer owes none.
    return wish, reason or (_now("客户没有说原因") if wish == Item.Decision.DECLINED else "")


def _message(actor: Actor, order: RepairOrder, count: int, path: str, at: datetime) -> tuple[str, str]:
    sent = queue_message(
        actor=actor,
        store_id=order.store_id,
        customer_id=order.customer_id,
        vehicle_id=order.vehicle_id,
        purpose="service",
        template=LINK_TEMPLATE,
        params={"plate": rules.masked_plate(order.vehicle.plate or ""), "count": count, "link": SECRET},
        secret=settings.PUBLIC_URL + path,
        subject=DocumentRef(ORDER_KIND, order.pk),
        at=at,
    )
    return sent.state, sent.blocked_reason


def _tell_advisor(sent: Sent, decisions: Mapping[int, tuple[str, str]], at: datetime) -> None:
    said = [wish for wish, _why in decisions.values()]
    title = _now("客户已答复增项：同意 %(yes)s 项，下次再做 %(later)s 项，不做 %(no)s 项") % {
        "yes": said.count("APPROVED"),
        "later": said.count("DEFERRED"),
        "no": said.count("DECLINED"),
    }
    _ask_advisor(sent, ANSWERED_TASK, title, at)


def _ask_advisor(sent: Sent, kind: str, title: str, at: datetime) -> None:
    create_task(
        actor=Actor.system("approval-link", [sent.order.store_id]),
        store_id=sent.order.store_id,
        kind=kind,
        subject=DocumentRef(ORDER_KIND, sent.order.pk),
        title=title,
        owner_id=sent.order.advisor_id,
        due_at=at + timedelta(minutes=value(ANSWER_MINUTES, sent.order.store_id, at)),
        at=at,
    )
