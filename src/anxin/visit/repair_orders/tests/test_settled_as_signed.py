"""Whatever is added, made dearer, given away, decided and signed, in whatever order: nothing unsigned is settled."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Refusal
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.access import newest_estimate
from anxin.visit.repair_orders.commands import Confirmations, NewItem
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.tests.factories import ASKED, DONE, PNG, FrontDesk, make_front_desk, open_order, view_of

pytestmark = pytest.mark.django_db
STEPS = ["add", "dearer", "cheaper", "more", "approve", "decline", "defer", "sign", "work", "settle"]
# A way to the end, so that what holds of settled orders is asked at least once.
SETTLES = [("sign", 0, 0), ("add", 0, 50), ("approve", 2, 0), ("cheaper", 0, 0)]
steps = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5), st.integers(1, 900)), min_size=4, max_size=16)


def take(desk: FrontDesk, number: str, verb: str, which: int, yuan: int) -> Any:
    view = view_of(desk, number)
    items = [item for job in view.jobs for item in job.items]
    item, by = items[which % len(items)], {"actor": desk.actor, "number": number, "at": AT}
    price = Money.yuan(yuan)
    match verb:
        case "add":
            fee = NewItem("fee", name="检测", unit_price=price)
            return commands.propose_items(job_id=view.jobs[0].id, items=[fee], why=ASKED, **by)
        case "dearer" | "cheaper":
            moved = item.unit_price + price if verb == "dearer" else Money(item.unit_price.fen * 9 // 10)
            return commands.change_item(item_id=item.id, unit_price=moved, **by)
        case "more":
            return commands.change_item(item_id=item.id, quantity=item.quantity + 1, **by)
        case "approve" | "decline" | "defer":
            wish = {"approve": "APPROVED", "decline": "DECLINED", "defer": "DEFERRED"}[verb]
            return commands.decide_items(decisions={item.id: (wish, "太贵")}, channel="phone", **by)
        case "sign":
            confirmed = Confirmations(AT + timedelta(hours=3), "boot", True)
            return commands.authorise_repair_order(confirmations=confirmed, signature=PNG, **by)
        case "work":
            for job in view.jobs:
                commands.start_job(job_id=job.id, **by)
                commands.finish_job(job_id=job.id, **by, **DONE)
            return commands.pass_inspection(**by)
        case _:
            return commands.settle_repair_order(**by)


@pytest.mark.rule("R-RO02", "R-RO07")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
@example(SETTLES)
def test_nothing_beyond_the_tolerance_or_unsigned_is_ever_settled(sequence: list[tuple[str, int, int]]) -> None:
    desk = make_front_desk()
    number = open_order(desk).number
    for verb, which, yuan in [*sequence, ("sign", 0, 0), ("work", 0, 0), ("settle", 0, 0)]:
        with suppress(Refusal):
            take(desk, number, verb, which, yuan)
    view = view_of(desk, number)
    assert view.head.state == "SETTLED" or sequence != SETTLES
    if view.head.state != "SETTLED":
        return
    with reading(desk.actor):
        signed = newest_estimate(RepairOrder.objects.across_stores(reason="test").get(number=number))
    assert signed is not None
    charged = {item.id: item for job in view.jobs for item in job.items if item.decision == "APPROVED"}
    agreed = {line["item"]: line["amount"] for line in signed.lines}
    assert set(charged) <= set(agreed)
    assert all(item.amount.fen <= agreed[pk] for pk, item in charged.items() if item.payer == "customer")
    total = sum(item.amount.fen for item in charged.values())
    assert abs(total - signed.customer_total.fen) * 10 <= signed.customer_total.fen
    assert not any(item.decision == "PRESENTED" for job in view.jobs for item in job.items)
