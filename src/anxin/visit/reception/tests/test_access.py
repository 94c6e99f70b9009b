"""Another store finds nothing and another role may nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Denied, NotFound
from anxin.visit.reception import commands, queries
from anxin.visit.reception.commands import CarWish
from anxin.visit.reception.tests.factories import (
    NOTE,
    PNG,
    make_cash_desk,
    photo_bytes,
    receive,
    seen,
    settled_visit,
    view,
    walked_around,
)
from anxin.visit.repair_orders.commands import Confirmations
from anxin.visit.repair_orders.tests.factories import view_of

pytestmark = pytest.mark.django_db
CONFIRMED = Confirmations(AT + timedelta(hours=3), "boot", True)


STEPS: list[Callable[[Any, str], Any]] = [
    lambda actor, number: commands.record_interview(actor=actor, number=number, concerns="x", at=AT),
    lambda actor, number: commands.add_photo(actor=actor, number=number, data=photo_bytes(), at=AT),
    lambda actor, number: commands.record_walk_around(actor=actor, number=number, seen=seen(), at=AT),
    lambda actor, number: commands.sign_inspection_sheet(actor=actor, number=number, signature=PNG, at=AT),
    lambda actor, number: commands.decline_walk_around(actor=actor, number=number, reason="x", at=AT),
    lambda actor, number: commands.open_order_from_reception(actor=actor, number=number, at=AT),
    lambda actor, number: commands.sign_order(actor=actor, number=number, confirmations=CONFIRMED, signature=PNG, at=AT),
    lambda actor, number: commands.release_vehicle(actor=actor, number=number, reason="x", at=AT),
]


@pytest.mark.parametrize("run", STEPS)
def test_another_store_finds_nothing_and_another_role_may_nothing(run: Callable[[Any, str], Any]) -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    kept = walked_around(desk)
    before = view(desk, kept.number)
    with pytest.raises(NotFound):
        run(elsewhere.actor, kept.number)
    with pytest.raises(Denied):
        run(make_actor(desk.store, "technician"), kept.number)
    assert view(desk, kept.number) == before


def test_nobody_receives_or_delivers_for_another_store() -> None:
    desk, elsewhere = make_cash_desk("LG"), make_cash_desk("NS")
    vehicle = make_vehicle(desk.store, owner_id=make_customer(desk.store))
    with pytest.raises(Denied):
        commands.receive_vehicle(actor=elsewhere.actor, store_id=desk.store.pk, car=CarWish(vehicle_id=vehicle), at=AT)
    with pytest.raises(NotFound):
        receive(elsewhere, vehicle_id=vehicle)
    number = settled_visit(desk)
    with pytest.raises(NotFound):
        commands.deliver_vehicle(actor=elsewhere.actor, number=number, note=NOTE, signature=PNG, at=AT)
    assert queries.list_receptions(elsewhere.actor, desk.store.pk) == []
    assert queries.find_reception_of_order(elsewhere.actor, number) is None
    assert view_of(desk, number).head.state == "SETTLED"
