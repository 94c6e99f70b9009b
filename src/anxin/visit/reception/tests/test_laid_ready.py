"""Parts that were laid ready for a booking stay the car's until its order is signed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from anxin.holdings.parts.queries import list_availability, list_short_articles
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.appointments.commands import lay_parts_ready
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands
from anxin.visit.reception.tests.factories import PNG, make_cash_desk, receive, seen
from anxin.visit.repair_orders.commands import ORDER_KIND, Confirmations, NewJob

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R-AP06")
def test_others_cannot_sign_for_what_lies_ready_between_arrival_and_signature(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk, article = make_cash_desk(), make_article()
    make_rate()
    code = make_package(make_operation(hours="0.40"), article).code
    stock_up(desk.store, article, "1")
    booked = make_appointment(desk.store, package_code=code)
    lay_parts_ready(actor=make_actor(desk.store, "parts_clerk"), number=booked.number, at=AT)

    def free(document: DocumentRef | None = None) -> Decimal:
        wanted = {article.pk: Decimal(1)}
        return list_availability(system_actor("test"), desk.store.pk, wanted, AT, document)[article.pk].free

    assert free() == 0
    kept = receive(desk, vehicle_id=booked.vehicle_id)
    assert free() == 0
    opened = commands.open_order_from_reception(
        actor=desk.actor, number=kept.number, jobs=[NewJob("保养", package_code=code)], at=AT
    )
    assert (free(), free(DocumentRef(ORDER_KIND, opened.order_id))) == (0, 1)
    assert list_short_articles(system_actor("test"), desk.store.pk, AT) == []
    commands.record_walk_around(actor=desk.actor, number=kept.number, seen=seen(), at=AT)
    commands.sign_order(
        actor=desk.actor,
        number=kept.number,
        confirmations=Confirmations(AT + timedelta(hours=3), "boot", True),
        signature=PNG,
        also_sheet=True,
        at=AT + timedelta(minutes=9),
    )
    assert (free(), free(DocumentRef(ORDER_KIND, opened.order_id))) == (0, 1)
