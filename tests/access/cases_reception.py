"""Access cases of what reception keeps beside the car."""

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


COMMANDS = {
    "reception.flag_visit": case(lambda w: {"number": received(w), "kind": "mystery"}),
    "reception.end_flag": case(lambda w: {"flag_id": flagged(w)}),
}

QUERIES = {
    "repair_orders.list_in_quality_period": case(lambda w: {"vehicle_id": repaired(w), "on": TODAY, "odometer_km": None}),
    "reception.find_locker": case(lambda w: {"order_number": locked_up(w)}),
    "reception.list_flags": case(lambda w: {"number": flagged(w) and received(w), "at": AT}),
    "reception.list_free_lockers": case(lambda w: {"store_id": received(w) and w.sid, "at": AT}),
    "reception.propose_warranty": case(lambda w: {"number": received(w)}),
}
