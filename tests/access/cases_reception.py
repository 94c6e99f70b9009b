"""Access cases of what reception keeps beside the car."""

from typing import Any

from anxin.parties.people.tests.factories import make_employee
from anxin.platform.ui.lists import Order, Window
from anxin.visit.reception import commands as reception
from anxin.visit.reception import queries
from anxin.visit.reception.tests import factories as arriving
from tests.access.visits import received
from tests.access.world import AT, TODAY, World, case


def flagged(w: World) -> int:
    """A flag of the received car's visit."""
    flag = w.once(
        "flagged",
        lambda: reception.flag_visit(actor=w.desk.actor, number=received(w), kind="complaint_prone", reason="抱怨", at=AT),
    )
    return int(flag.id)


def visitor(w: World) -> int:
    """Somebody at the counter."""
    made = w.once(
        "visitor",
        lambda: reception.register_visitor(actor=w.desk.actor, store_id=w.sid, purpose="question", name="钱先生", at=AT),
    )
    return int(made.id)


def locked_up(w: World) -> str:
    """The order of a car whose owner left things in a locker."""
    return str(w.once("locked up", lambda: arriving.signed_visit(w.desk, locker="9")))


def repaired(w: World) -> int:
    """A car with a part that has a quality period."""

    def make() -> int:
        number = arriving.settled_visit(w.desk)
        arriving.with_quality_period(w.desk, number)
        found = queries.find_reception_of_order(w.desk.actor, number)
        assert found is not None
        return found.row.vehicle_id

    return int(w.once("repaired", make))


def pair(w: World) -> dict[str, Any]:
    """Two advisors on duty."""
    first, second = (w.once(f"advisor {n}", lambda: make_employee(w.store)).pk for n in (1, 2))
    return {"first_id": first, "second_id": second}


def colleagues_car(w: World) -> str:
    """A car of the partner of whoever acts."""
    w.person(w.store, "service_advisor")
    w.once("advisor 1", lambda: make_employee(w.store))
    row = w.once("advisor 1", lambda: None)
    made = w.once("colleague's car", lambda: arriving.receive(w.desk, advisor_id=row.pk))
    return str(made.number)


COMMANDS = {
    "reception.flag_visit": case(lambda w: {"number": received(w), "kind": "mystery"}),
    "reception.record_readiness": case(lambda w: {"store_id": w.sid}),
    "reception.pair_advisors": case(lambda w: {"store_id": w.sid, **pair(w)}),
    "reception.take_over_reception": case(lambda w: {"number": colleagues_car(w)}, role="service_advisor"),
    "reception.register_visitor": case(lambda w: {"store_id": w.sid, "purpose": "parts"}),
    "reception.greet_visitor": case(lambda w: {"visitor_id": visitor(w)}),
    "reception.end_visit": case(lambda w: {"visitor_id": visitor(w)}),
    "reception.forget_visitors": case(lambda w: {"store_id": visitor(w) and w.sid}),
    "reception.choose_waiting": case(lambda w: {"number": received(w), "waits": "returns"}),
    "reception.end_flag": case(lambda w: {"flag_id": flagged(w)}),
}

QUERIES = {
    "repair_orders.list_in_quality_period": case(lambda w: {"vehicle_id": repaired(w), "on": TODAY, "odometer_km": None}),
    "reception.find_locker": case(lambda w: {"order_number": locked_up(w)}),
    "reception.get_duty": case(lambda w: {"store_id": received(w) and w.sid, "day": TODAY, "at": AT}),
    "reception.list_flags": case(lambda w: {"number": flagged(w) and received(w), "at": AT}),
    "reception.list_free_lockers": case(lambda w: {"store_id": received(w) and w.sid, "at": AT}),
    "reception.list_visitors_here": case(lambda w: {"store_id": visitor(w) and w.sid, "at": AT}),
    "reception.page_visitors": case(
        lambda w: (
            {"store_id": visitor(w) and w.sid, "asked": queries.VisitorFilter(), "order": Order(), "window": Window()}
            | {"at": AT}
        )
    ),
    "reception.propose_warranty": case(lambda w: {"number": received(w)}),
}
