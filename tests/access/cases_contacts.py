"""Access cases of contacts and of the work queue."""

from datetime import timedelta
from typing import Any

from anxin.parties.contacts import commands as contacts
from anxin.parties.contacts.parameters import FREE_SERVICE
from anxin.parties.contacts.queries import ContactFilter, MessageFilter
from anxin.parties.contacts.tests.factories import make_contact, make_message
from anxin.parties.contacts.unsubscribing import Unsubscription
from anxin.parties.work import commands as work
from anxin.parties.work.parameters import PLAIN
from anxin.parties.work.queries import TaskFilter
from anxin.parties.work.tests.factories import make_task
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.ui.lists import Order, Window
from tests.access.world import AT, DOCUMENT, HOUR, World, case

LEAVE = DocumentRef("test.leave", 7)
PAGE: dict[str, Any] = {"order": Order(), "window": Window()}


def message(w: World, **more: Any) -> int:
    return int(w.once("message", lambda: make_message(w.store, w.customer, **more)).id)


def taken(w: World) -> int:
    made = message(w)
    w.once("taken", lambda: contacts.take_message(actor=w.system, message_id=made, at=AT))
    return made


def failed(w: World) -> int:
    made = taken(w)
    w.once(
        "failed",
        lambda: contacts.record_delivery(actor=w.system, message_id=made, outcome="refused", failure="空号", at=AT),
    )
    return made


def contact(w: World) -> int:
    return int(w.once("contact", lambda: make_contact(w.store, w.customer, vehicle_id=w.vehicle)).id)


def reworded(w: World) -> str:
    boss = w.person(w.store, "after_sales_manager", "group")
    w.once(
        "reworded",
        lambda: contacts.change_template(actor=boss, code=FREE_SERVICE, body="{text}", version=None, at=AT),
    )
    return FREE_SERVICE


def task(w: World) -> int:
    return int(w.once("task", lambda: make_task(w.store, subject=DOCUMENT)).id)


def done(w: World) -> int:
    """A document about which a task was done."""
    w.once("done", lambda: work.complete_task(actor=w.system, task_id=task(w), result="已处理", at=AT))
    return DOCUMENT.id


def owned(w: World) -> int:
    """An employee of store A with a task."""
    w.once("owned", lambda: make_task(w.store, w.employee.pk))
    return w.employee.pk


def wish(w: World) -> dict[str, Any]:
    return {
        "store_id": w.sid, "kind": "test.discount", "subject": LEAVE, "reason": "老客户，优惠 300 元",
        "chain": ("service_manager",), "amount": Money.yuan(300),
    }  # fmt: skip


def approval(w: World) -> int:
    return int(w.once("approval", lambda: work.request_approval(actor=w.desk.actor, **wish(w), at=AT)).id)


COMMANDS = {
    "contacts.log_contact": case(
        lambda w: {
            "store_id": w.sid, "customer_id": w.customer, "vehicle_id": w.vehicle, "channel": "phone",
            "direction": "out", "result": "reached", "words": "一切正常", "subject": None,
        }
    ),
    "contacts.write_timeline": case(
        lambda w: {
            "store_id": w.sid, "vehicle_id": w.vehicle, "customer_id": w.customer, "kind": "test.line",
            "subject": None, "params": {},
        }
    ),
    "contacts.queue_message": case(
        lambda w: {
            "store_id": w.sid, "customer_id": w.customer, "purpose": "service", "template": FREE_SERVICE,
            "params": {"text": "车已修好"}, "subject": None,
        }
    ),
    "contacts.take_message": case(lambda w: {"message_id": message(w)}),
    "contacts.record_delivery": case(lambda w: {"message_id": taken(w), "outcome": "sent"}),
    "contacts.retry_message": case(lambda w: {"message_id": failed(w)}),
    "contacts.hand_over_message": case(lambda w: {"message_id": message(w, channel="print")}),
    "contacts.unsubscribe": case(lambda w: {"wanted": Unsubscription(w.sid, w.customer, "service")}),
    "contacts.erase_contacts": case(lambda w: {"customer_id": contact(w) and w.customer}, level="group"),
    "contacts.change_template": case(
        lambda w: {"code": FREE_SERVICE, "body": "{text}", "version": None}, level="group"
    ),
    "contacts.reset_template": case(lambda w: {"code": reworded(w)}, level="group"),
    "work.erase_task_words": case(
        lambda w: {"store_id": w.sid, "kind": "customers.customer", "ids": [w.customer]}
    ),
    "work.create_task": case(
        lambda w: {
            "store_id": w.sid, "kind": PLAIN, "subject": None, "title": "回电客户", "due_at": AT + HOUR,
            "post": "service_manager",
        }
    ),
    "work.complete_task": case(lambda w: {"task_id": task(w), "result": "已回电"}),
    "work.postpone_task": case(lambda w: {"task_id": task(w), "due_at": AT + timedelta(days=1)}),
    "work.reassign_task": case(lambda w: {"task_id": task(w), "owner_id": w.employee.pk}),
    "work.retitle_task": case(lambda w: {"task_id": task(w), "title": "请给客户回电"}),
    "work.cancel_task": case(lambda w: {"task_id": task(w), "reason": "客户已来店"}),
    "work.cancel_tasks_of": case(lambda w: task(w) and {"subject": DOCUMENT}),
    "work.hand_over_tasks": case(
        lambda w: {"employee_id": owned(w), "successor_id": w.colleague.pk, "post": "service_manager"}
    ),
    "work.escalate_due_tasks": case(lambda w: task(w) and {"store_id": w.sid, "at": AT + timedelta(days=9)}),
    "work.report_failed_events": case(lambda w: {"store_id": w.sid}),
    "work.request_approval": case(wish),
    "work.decide_approval": case(lambda w: {"approval_id": approval(w), "approve": True}),
    "work.withdraw_approval": case(lambda w: {"approval_id": approval(w)}, actor=lambda w: w.desk.actor),
}  # fmt: skip

QUERIES = {
    "contacts.get_contact": case(lambda w: {"contact_id": contact(w)}),
    "contacts.list_contacts": case(lambda w: contact(w) and {"store_id": w.sid, "filters": ContactFilter()}),
    "contacts.page_contacts": case(lambda w: contact(w) and {"store_id": w.sid, "asked": ContactFilter(), **PAGE}),
    "contacts.get_message": case(lambda w: {"message_id": message(w)}),
    "contacts.page_messages": case(lambda w: message(w) and {"store_id": w.sid, "asked": MessageFilter(), **PAGE}),
    "contacts.timeline_of": case(lambda w: contact(w) and {"vehicle_id": w.vehicle}),
    "work.count_due": case(lambda w: {"employee_id": owned(w), "until": AT + timedelta(days=30)}),
    "work.find_approval": case(lambda w: approval(w) and {"kind": "test.discount", "subject": LEAVE}),
    "work.find_open_task": case(lambda w: task(w) and {"kind": PLAIN, "subject": DOCUMENT}),
    "work.get_approval": case(lambda w: {"approval_id": approval(w)}),
    "work.get_task": case(lambda w: {"task_id": task(w), "at": AT}),
    "work.list_my_approvals": case(lambda w: approval(w) and {"store_id": w.sid, "at": AT}),
    "work.list_approvals": case(lambda w: approval(w) and {"store_id": w.sid}),
    "work.list_tasks": case(lambda w: task(w) and {"filters": TaskFilter(whose="store"), "store_id": w.sid, "at": AT}),
    "work.list_tasks_of": case(lambda w: task(w) and {"subject": DOCUMENT, "at": AT}),
    "work.list_tasks_about": case(
        lambda w: {
            "store_id": task(w) and w.sid,
            "kind": PLAIN,
            "ids": [DOCUMENT.id],
            "at": AT,
        }
    ),
    "work.done_subjects": case(lambda w: {"store_id": w.sid, "kind": PLAIN, "ids": [done(w)]}),
    "work.list_turns": case(lambda w: task(w) and {"store_id": w.sid, "kinds": [PLAIN], "ids": [DOCUMENT.id]}),
    "work.open_subjects": case(lambda w: task(w) and {"store_id": w.sid, "kind": PLAIN}),
    "work.may_decide_approval": case(lambda w: {"approval_id": approval(w), "at": AT}),
    "work.page_tasks": case(lambda w: task(w) and {"store_id": w.sid, "asked": TaskFilter(whose="store"), "at": AT, **PAGE}),
}
