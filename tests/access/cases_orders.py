"""Access cases of repair orders and billing."""

from decimal import Decimal

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.platform.money import Money
from anxin.platform.ui.lists import Order, Window
from anxin.visit.billing.commands import Tender
from anxin.visit.billing.queries import CashierFilter, ReceivableFilter
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.link_tokens import link_actor
from anxin.visit.repair_orders.queries import OrderFilter
from anxin.visit.repair_orders.tests.factories import DONE, LABOUR, PART, PNG, open_order
from tests.access.visits import (
    CONFIRMED,
    asked_discount,
    care_item,
    care_package,
    dear_quotation,
    declined,
    finished,
    held_order,
    issued_part,
    link_photo,
    link_token,
    offer,
    packaged,
    paid,
    plan_offer,
    planned,
    second_job,
    two_plans,
    waiting_item,
    with_part,
)
from tests.access.world import AT, HOUR, TODAY, World, case


def doubted(w: World) -> int:
    """A car of its own, because nobody signs while a question is open."""
    return int(w.once("doubted car", lambda: make_vehicle(w.store, at=AT)))


def question(w: World) -> int:
    """A question to the workshop's expert."""
    asked = w.once(
        "technical question",
        lambda: hub.ask_technical_support(actor=w.desk.actor, store_id=w.sid, vehicle_id=doubted(w), question="异响", at=AT),
    )
    return int(asked.id)


def express_order(w: World) -> str:
    """An order of the express lane."""
    return str(w.once("express", lambda: open_order(w.desk, lane="express")).number)


COMMANDS = {
    "repair_orders.ask_technical_support": case(
        lambda w: {"store_id": w.sid, "vehicle_id": doubted(w), "question": "机油乳化能不能走保修"}
    ),
    "repair_orders.answer_technical_question": case(lambda w: {"question_id": question(w), "answer": "先换水泵"}),
    "repair_orders.withdraw_technical_question": case(lambda w: {"question_id": question(w), "reason": "客户不修了"}),
    "repair_orders.open_repair_order": case(
        lambda w: {"store_id": w.sid, "vehicle_id": w.vehicle, "customer_id": w.customer}
    ),
    "repair_orders.add_job": case(lambda w: {"number": w.open.head.number, "job": hub.NewJob("异响", items=[LABOUR])}),
    "repair_orders.change_job": case(lambda w: {"number": w.open.head.number, "job_id": w.open.jobs[0].id, "title": "雨刮"}),
    "repair_orders.remove_job": case(lambda w: {"number": w.open.head.number, "job_id": second_job(w)}),
    "repair_orders.change_repair_order": case(lambda w: {"number": w.open.head.number, "parking_place": "A1"}),
    "repair_orders.change_item": case(
        lambda w: {"number": w.open.head.number, "item_id": w.open.jobs[0].items[0].id, "discount": Money.yuan(1)}
    ),
    "repair_orders.follow_rework_cause": case(
        lambda w: {"number": w.open.head.number, "job_id": w.open.jobs[0].id, "by_maker": False}
    ),
    "repair_orders.decide_care": case(lambda w: {"number": w.open.head.number, "item_ids": [care_item(w)], "agreed": False}),
    "repair_orders.sign_off_quotation": case(lambda w: {"number": dear_quotation(w)}),
    "repair_orders.follow_price_decision": case(lambda w: {"approval_id": asked_discount(w), "granted": False}),
    "repair_orders.remove_item": case(lambda w: {"number": w.open.head.number, "item_id": w.open.jobs[0].items[0].id}),
    "repair_orders.offer_plans": case(
        lambda w: {"number": w.open.head.number, "job_id": w.open.jobs[0].id, "plans": two_plans(w)}
    ),
    "repair_orders.choose_plan": case(lambda w: {"number": w.open.head.number, "offer_id": plan_offer(w), "plan": 1}),
    "repair_orders.decline_plans": case(
        lambda w: {"number": w.open.head.number, "offer_id": plan_offer(w), "reason": "太贵"}
    ),
    "repair_orders.propose_items": case(
        lambda w: {"number": w.open.head.number, "job_id": w.open.jobs[0].id, "items": [PART]}
    ),
    "repair_orders.authorise_repair_order": case(
        lambda w: {"number": w.open.head.number, "confirmations": CONFIRMED, "signature": PNG}
    ),
    "repair_orders.send_approval_link": case(
        lambda w: {"number": w.signed.head.number, "by_message": False} if waiting_item(w) else {}
    ),
    "repair_orders.revoke_approval_link": case(lambda w: {"number": w.signed.head.number} if link_token(w) else {}),
    "repair_orders.note_link_seen": case(
        lambda w: {"token": link_token(w)}, "service_manager", actor=lambda w: link_actor(link_token(w))
    ),
    "repair_orders.report_stuck_link": case(
        lambda w: {"token": link_token(w)}, "service_manager", actor=lambda w: link_actor(link_token(w))
    ),
    "repair_orders.answer_link": case(
        lambda w: {
            "token": link_token(w),
            "answers": {group.key: ("APPROVED", "") for group in offer(w).groups},
            "seen": offer(w).seen,
            "signature": PNG,
        },
        "service_manager",
        actor=lambda w: link_actor(link_token(w)),
    ),
    "repair_orders.propose_repair": case(
        lambda w: {
            "number": w.signed.head.number,
            "job_id": w.signed.jobs[0].id,
            "facts": hub.Facts("磨损", "刹车变长", "soon"),
            "items": [LABOUR],
        }
    ),
    "repair_orders.decide_items": case(
        lambda w: {
            "number": w.signed.head.number,
            "decisions": waiting_item(w),
            "channel": "screen",
            "signature": PNG,
        }
    ),
    "repair_orders.set_express_lane": case(
        lambda w: {
            "number": w.once("walk-in", lambda: open_order(w.desk, kind="maintenance")).number,
            "is_express": True,
        }
    ),
    "repair_orders.set_promise": case(lambda w: {"number": w.open.head.number, "promised_at": AT + 4 * HOUR}),
    "repair_orders.move_promise": case(
        lambda w: {"number": w.signed.head.number, "promised_at": AT + 4 * HOUR, "reason": "parts", "customer_told": True}
    ),
    "repair_orders.dispatch_repair_order": case(lambda w: {"number": w.signed.head.number}),
    "repair_orders.recall_repair_order": case(
        lambda w: {
            "number": w.once(
                "dispatched",
                lambda: hub.dispatch_repair_order(actor=w.desk.actor, number=w.signed.head.number, at=AT),
            ).number
        }
    ),
    "repair_orders.start_job": case(lambda w: {"number": w.signed.head.number, "job_id": w.signed.jobs[0].id}),
    "repair_orders.finish_job": case(
        lambda w: (
            w.once(
                "hub start",
                lambda: hub.start_job(actor=w.desk.actor, number=w.signed.head.number, job_id=w.signed.jobs[0].id, at=AT),
            )
            and {"number": w.signed.head.number, "job_id": w.signed.jobs[0].id, **DONE}
        )
    ),
    "repair_orders.pass_inspection": case(lambda w: finished(w) and {"number": w.signed.head.number}),
    "repair_orders.fail_inspection": case(
        lambda w: finished(w) and {"number": w.signed.head.number, "job_ids": [w.signed.jobs[0].id]}
    ),
    "repair_orders.settle_repair_order": case(lambda w: {"number": w.inspected.head.number}),
    "repair_orders.deliver_repair_order": case(lambda w: {"number": w.settled.repair_order}),
    "repair_orders.issue_order_parts": case(lambda w: {"number": with_part(w).head.number}, "parts_clerk"),
    "repair_orders.return_order_parts": case(
        lambda w: {"quantities": issued_part(w), "number": with_part(w).head.number}, "parts_clerk"
    ),
    "repair_orders.erase_order_words": case(lambda w: {"store_id": w.sid, "customer_id": w.customer}),
    "repair_orders.follow_parts": case(lambda w: w.open and {"store_id": w.sid, "came": {1: Decimal(0)}}),
    "repair_orders.hold_standing_orders": case(lambda w: {"store_id": w.sid, "order_ids": [w.open.head.id]}),
    "repair_orders.cancel_repair_order": case(lambda w: {"number": w.open.head.number, "reason": "客户改天再来"}),
    "billing.settle_order": case(lambda w: {"number": w.inspected.head.number}),
    "billing.settle_and_pay": case(
        lambda w: {
            "number": w.inspected.head.number,
            "methods": {"customer": "cash"},
            "seen_total": w.inspected.total,
        }
    ),
    "billing.take_payment": case(
        lambda w: {"bill_id": w.settled.bills[0].bill_id, "tenders": [Tender("cash", w.settled.bills[0].due)]}
    ),
    "billing.reverse_payment": case(lambda w: {"payment_id": paid(w), "reason": "收错了"}),
    "billing.report_differences": case(lambda w: {"store_id": paid(w) and w.sid}),
}

QUERIES = {
    "repair_orders.get_number": case(lambda w: {"repair_order_id": w.signed.head.id}),
    "repair_orders.list_ids_in_shop": case(lambda w: {"store_id": w.signed and w.sid}),
    "repair_orders.list_released_findings": case(lambda w: {"repair_order_id": link_token(w) and w.signed.head.id}),
    "repair_orders.list_express_dues": case(
        lambda w: {
            "order_ids": [w.once("express", lambda: open_order(w.desk, lane="express")).id],
            "at": AT + HOUR,
        }
    ),
    "repair_orders.express_outcome": case(lambda w: {"number": express_order(w), "at": AT + HOUR}),
    "repair_orders.list_kept": case(
        lambda w: {"store_id": w.signed and w.sid, "since": TODAY, "until": TODAY, "at": AT + HOUR}
    ),
    "repair_orders.get_technical_question": case(lambda w: {"question_id": question(w)}),
    "repair_orders.list_technical_questions": case(lambda w: {"vehicle_id": question(w) and doubted(w)}),
    "billing.cashier_queue": case(lambda w: {"store_id": w.settled and w.sid, "wanted": CashierFilter()}),
    "billing.count_to_settle": case(lambda w: {"store_id": w.inspected and w.sid}),
    "billing.find_differences": case(lambda w: {"store_id": planned(w) and w.sid, "since": TODAY}),
    "billing.find_settlement": case(lambda w: {"number": w.settled.repair_order}),
    "billing.get_cashier_order": case(lambda w: {"number": w.settled.repair_order}),
    "billing.get_payment": case(lambda w: {"payment_id": paid(w)}),
    "billing.find_customer_bill": case(lambda w: {"number": w.settled.repair_order}),
    "billing.list_paid_at": case(lambda w: {"order_ids": paid(w) and [w.inspected.head.id]}),
    "billing.list_cashiers": case(lambda w: {"order_ids": w.settled and [w.inspected.head.id]}),
    "billing.orders_to_pay": case(lambda w: {"order_ids": w.settled and [w.inspected.head.id]}),
    "billing.is_customer_share_paid": case(lambda w: {"number": paid(w) and w.settled.repair_order}),
    "billing.list_receivables": case(
        lambda w: w.settled and {"wanted": ReceivableFilter(), "order": Order(), "window": Window(), "today": TODAY}
    ),
    "billing.list_debts_by_payer": case(
        lambda w: (
            w.settled
            and {"wanted": ReceivableFilter(), "payer": "customer", "order": Order(), "window": Window(), "today": TODAY}
        )
    ),
    "billing.list_open_bills": case(lambda w: {"store_id": w.settled and w.sid}),
    "billing.list_payments_of_day": case(lambda w: {"store_id": paid(w) and w.sid, "on": TODAY}),
    "billing.totals_of_day": case(lambda w: {"store_id": paid(w) and w.sid, "on": TODAY}),
    "repair_orders.count_by_state": case(lambda w: {"store_id": w.open and w.sid}),
    "repair_orders.count_in_shop": case(lambda w: {"store_id": w.open and w.sid}),
    "repair_orders.figures_of_day": case(lambda w: {"store_id": w.settled and w.sid, "on": TODAY, "at": AT}),
    "repair_orders.find_by_number": case(lambda w: {"text": w.open.head.number[-5:], "limit": 9}),
    "repair_orders.find_last_choices": case(lambda w: {"vehicle_id": w.settled and w.inspected.head.vehicle_id}),
    "repair_orders.list_services": case(lambda w: care_package(w) and {"number": w.open.head.number}),
    "repair_orders.find_pending_discount": case(lambda w: asked_discount(w) and {"number": w.open.head.number}),
    "repair_orders.find_price_state": case(lambda w: {"number": w.open.head.number, "at": AT}),
    "repair_orders.list_price_requests": case(lambda w: {"approval_ids": [asked_discount(w)]}),
    "repair_orders.get_outlook": case(lambda w: {"number": w.open.head.number, "at": AT}),
    "repair_orders.list_without_hours": case(lambda w: w.open and {"store_id": w.sid}),
    "repair_orders.list_held_until": case(lambda w: {"store_id": w.sid, "order_ids": [held_order(w)]}),
    "repair_orders.order_figures": case(lambda w: {"store_id": w.settled and w.sid, "first": TODAY, "last": TODAY}),
    "repair_orders.package_sales": case(lambda w: {"store_id": packaged(w) and w.sid, "first": TODAY, "last": TODAY}),
    "repair_orders.get_open_work": case(lambda w: {"number": w.open.head.number}),
    "repair_orders.get_order_state": case(lambda w: {"repair_order_id": w.open.head.id}),
    "repair_orders.get_order_head": case(lambda w: {"number": w.open.head.number}),
    "repair_orders.get_order_to_supply": case(lambda w: {"number": with_part(w).head.number}, "parts_clerk"),
    "repair_orders.list_orders_to_supply": case(lambda w: {"store_id": with_part(w) and w.sid}, "parts_clerk"),
    "repair_orders.get_repair_order": case(lambda w: {"number": w.open.head.number}),
    "repair_orders.get_signature": case(
        lambda w: {"number": w.signed.head.number, "signature_id": w.signed.authorisation.signature_id}
    ),
    "repair_orders.history_of_vehicle": case(lambda w: {"vehicle_id": w.open.head.vehicle_id}),
    "repair_orders.list_awaiting_settlement": case(lambda w: {"store_id": w.inspected and w.sid}),
    "repair_orders.list_cars_ahead": case(lambda w: {"store_id": w.sid, "among": [w.signed.head.id]}),
    "repair_orders.list_in_shop": case(lambda w: {"store_id": w.signed and w.sid}),
    "repair_orders.list_job_hours": case(
        lambda w: {"store_id": w.signed and w.sid, "job_ids": [job.id for job in w.signed.jobs]}
    ),
    "repair_orders.list_open_jobs": case(lambda w: {"store_id": w.signed and w.sid}),
    "repair_orders.list_orders": case(lambda w: {"wanted": w.open and OrderFilter()}),
    "repair_orders.list_settled": case(lambda w: {"store_id": w.settled and w.sid, "since": TODAY, "until": TODAY}),
    "repair_orders.list_stays": case(lambda w: {"store_id": w.settled and w.sid, "ids": [w.inspected.head.id]}),
    "repair_orders.list_sold_jobs": case(lambda w: {"store_id": w.settled and w.sid, "first": TODAY, "last": TODAY}),
    "repair_orders.count_orders": case(lambda w: {"store_id": w.settled and w.sid, "first": TODAY, "last": TODAY}),
    "repair_orders.list_readiness": case(lambda w: {"store_id": w.settled and w.sid, "order_ids": [w.inspected.head.id]}),
    "repair_orders.list_settled_ids": case(lambda w: {"store_id": w.settled and w.sid, "since": TODAY}),
    "repair_orders.list_plates": case(lambda w: {"numbers": [w.signed.head.number]}),
    "repair_orders.list_choices": case(lambda w: {"numbers": [w.signed.head.number]}),
    "repair_orders.list_earlier_jobs": case(lambda w: {"vehicle_id": w.settled and w.inspected.head.vehicle_id}),
    "repair_orders.list_unsold_items": case(lambda w: {"vehicle_id": declined(w), "on": TODAY}),
    "repair_orders.list_unsold_of_vehicles": case(lambda w: {"vehicle_ids": [declined(w)], "on": TODAY}),
    "repair_orders.list_waiting_items": case(lambda w: {"store_id": waiting_item(w) and w.sid, "at": AT}),
    "repair_orders.get_offer": case(
        lambda w: {"token": link_token(w), "at": AT}, "service_manager", actor=lambda w: link_actor(link_token(w))
    ),
    "repair_orders.get_offer_photo": case(
        lambda w: {"token": link_token(w), "key": link_photo(w), "at": AT},
        "service_manager",
        actor=lambda w: link_actor(link_token(w)),
    ),
    "repair_orders.find_approval_link": case(lambda w: {"number": w.signed.head.number, "at": AT} if link_token(w) else {}),
    "repair_orders.list_answers": case(lambda w: {"number": declined(w) and w.signed.head.number}),
    "repair_orders.verify_authorisation": case(lambda w: {"number": w.signed.head.number}),
    "repair_orders.page_orders": case(
        lambda w: {"wanted": w.open and OrderFilter(), "order": Order(), "window": Window(), "url": str}
    ),
}
