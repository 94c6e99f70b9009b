"""Access cases of what reception keeps beside the car."""

from typing import Any

from anxin.parties.people.tests.factories import make_employee
from anxin.platform import parameters as register
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import unit_of_work
from anxin.platform.ui.lists import Order, Window
from anxin.visit.appointments.parameters import GIFT
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands as reception
from anxin.visit.reception import queries
from anxin.visit.reception.rating_tokens import link_actor
from anxin.visit.reception.rules import SAMPLE_ITEMS
from anxin.visit.reception.tests import factories as arriving
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR
from tests.access.visits import delivered, received
from tests.access.world import AT, HOUR, TODAY, World, case


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


def drawn(w: World) -> int:
    """A delivery drawn for the check."""

    def make() -> int:
        arriving.settled_visit(w.desk)
        return int(reception.draw_sample(actor=w.desk.actor, store_id=w.sid, at=AT + 3 * HOUR).id)

    return int(w.once("drawn", make))


def rated(w: World) -> str:
    """An order that its customer rated."""

    def make() -> str:
        number = arriving.settled_visit(w.desk)
        wish = reception.RatingWish(5)
        reception.rate_service(actor=w.desk.actor, number=number, wish=wish, at=AT + 3 * HOUR)
        return number

    return str(w.once("rated", make))


def rating_token(w: World, number: str = "") -> str:
    """The secret of the link by which the customer of a settled order rates."""

    def make() -> reception.SharedRating:
        of = number or arriving.settled_visit(w.desk)
        return reception.share_rating(actor=w.desk.actor, number=of, at=AT + 3 * HOUR)

    return str(w.once("rating link", make).path.split("/")[2])


def shared_order(w: World) -> str:
    """The order of that link."""
    rating_token(w)
    return str(w.once("rating link", lambda: None).number)


def marked(w: World) -> str:
    """An order whose rating somebody marked as steered."""
    number, cashier = rated(w), w.person(w.store, "cashier")
    w.once("marked", lambda: reception.mark_coached(actor=cashier, number=number, words="看到的", at=AT + 3 * HOUR))
    return number


def seen_off(w: World) -> str:
    """A delivered order whose car was escorted to the gate."""
    number = delivered(w)
    w.once("seen off", lambda: reception.see_off(actor=w.desk.actor, number=number, at=AT + 4 * HOUR))
    return number


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


def gifted(w: World) -> str:
    """The reception of a booked car, in a store that gives something for it."""

    def make() -> str:
        with unit_of_work(w.system, "test", writable=True):
            given = {"level": "store", "scope_id": w.sid, "value": "玻璃水", "valid_from": TODAY}
            ParameterValue.objects.create(code=GIFT.code, actor_key="test", at=AT, **given)
        register.forget()
        booked = make_appointment(w.store)
        return arriving.receive(w.desk, vehicle_id=booked.vehicle_id, appointment_number=booked.number).number

    return str(w.once("gifted", make))


def given_gift(w: World) -> str:
    """The same, after the gift was given."""
    number = gifted(w)
    w.once("given", lambda: reception.give_gift(actor=w.desk.actor, number=number, kind="booking", at=AT))
    return number


def estimated(w: World) -> str:
    """A reception with damage and an order that is not signed."""

    def make() -> str:
        kept = arriving.walked_around(w.desk, concerns="异响", at=AT)
        reception.open_order_from_reception(actor=w.desk.actor, number=kept.number, at=AT)
        return kept.number

    return str(w.once("estimated", make))


def estimated_order(w: World) -> str:
    """Its order."""
    return queries.get_reception(w.desk.actor, estimated(w)).row.order_number


COMMANDS = {
    "reception.report_plate": case(
        lambda w: {"store_id": w.sid, "key": "g1-1", "plate": "粤B88888", "kind": "arrived", "seen_at": AT}
    ),
    "reception.answer_insurance_repair": case(lambda w: {"number": estimated(w), "answer": "deferred"}),
    "repair_orders.keep_turned_down_job": case(
        lambda w: {"number": estimated_order(w), "job": NewJob("补漆", items=[LABOUR]), "is_deferred": True}
    ),
    "reception.give_gift": case(lambda w: {"number": gifted(w), "kind": "booking"}),
    "reception.flag_visit": case(lambda w: {"number": received(w), "kind": "mystery"}),
    "reception.record_readiness": case(lambda w: {"store_id": w.sid}),
    "reception.pair_advisors": case(lambda w: {"store_id": w.sid, **pair(w)}),
    "reception.take_over_reception": case(lambda w: {"number": colleagues_car(w)}, role="service_advisor"),
    "reception.register_visitor": case(lambda w: {"store_id": w.sid, "purpose": "parts"}),
    "reception.greet_visitor": case(lambda w: {"visitor_id": visitor(w)}),
    "reception.end_visit": case(lambda w: {"visitor_id": visitor(w)}),
    "reception.forget_visitors": case(lambda w: {"store_id": visitor(w) and w.sid}),
    "reception.choose_waiting": case(lambda w: {"number": received(w), "waits": "returns"}),
    "reception.rate_service": case(
        lambda w: {"number": arriving.settled_visit(w.desk), "wish": reception.RatingWish(4), "at": AT + 3 * HOUR}
    ),
    "reception.share_rating": case(lambda w: {"number": arriving.settled_visit(w.desk), "at": AT + 3 * HOUR}),
    "reception.revoke_rating": case(lambda w: {"number": shared_order(w), "at": AT + 3 * HOUR}),
    "reception.rate_by_link": case(
        lambda w: {"token": rating_token(w), "wish": reception.RatingWish(4), "at": AT + 3 * HOUR},
        "service_manager",
        actor=lambda w: link_actor(rating_token(w)),
    ),
    "reception.mark_coached": case(lambda w: {"number": rated(w), "words": "看到的"}),
    "reception.unmark_coached": case(lambda w: {"number": marked(w)}),
    "reception.see_off": case(lambda w: {"number": delivered(w), "at": AT + 4 * HOUR}),
    "reception.send_off_messages": case(lambda w: {"store_id": delivered(w) and w.sid, "at": AT + 5 * HOUR}),
    "reception.draw_sample": case(lambda w: {"store_id": arriving.settled_visit(w.desk) and w.sid, "at": AT + 3 * HOUR}),
    "reception.draw_missing_samples": case(
        lambda w: {"store_id": arriving.settled_visit(w.desk) and w.sid, "at": AT + 3 * HOUR}
    ),
    "reception.check_delivery": case(lambda w: {"sample_id": drawn(w), "results": dict.fromkeys(SAMPLE_ITEMS, True)}),
    "reception.word_precaution": case(lambda w: {"word": "泵", "words": "留意异响", "store_id": w.sid}),
    "reception.end_flag": case(lambda w: {"flag_id": flagged(w)}),
}

QUERIES = {
    "reception.gifts_of_reception": case(lambda w: {"number": given_gift(w), "at": AT}),
    "reception.interactive_share": case(lambda w: {"store_id": estimated(w) and w.sid, "since": TODAY, "until": TODAY}),
    "reception.list_gifts": case(lambda w: {"store_id": given_gift(w) and w.sid, "since": TODAY, "until": TODAY}),
    "repair_orders.list_in_quality_period": case(lambda w: {"vehicle_id": repaired(w), "on": TODAY, "odometer_km": None}),
    "reception.find_locker": case(lambda w: {"order_number": locked_up(w)}),
    "reception.list_precautions": case(lambda w: {"store_id": w.sid}),
    "reception.find_rating": case(lambda w: {"order_number": rated(w)}),
    "reception.find_rating_asked": case(lambda w: {"order_number": rated(w)}),
    "reception.find_rating_link": case(lambda w: {"number": shared_order(w), "at": AT + 3 * HOUR}),
    "reception.get_rating_page": case(
        lambda w: {"token": rating_token(w), "at": AT + 3 * HOUR},
        "service_manager",
        actor=lambda w: link_actor(rating_token(w)),
    ),
    "reception.is_rated": case(lambda w: {"order_number": rated(w)}),
    "reception.list_ratings": case(lambda w: {"store_id": rated(w) and w.sid, "since": TODAY, "until": TODAY}),
    "reception.find_send_off": case(lambda w: {"order_number": seen_off(w)}),
    "reception.send_off_figures": case(lambda w: {"store_id": seen_off(w) and w.sid, "since": TODAY, "until": TODAY}),
    "reception.list_samples": case(lambda w: {"store_id": drawn(w) and w.sid, "since": TODAY, "until": TODAY}),
    "reception.get_sample": case(lambda w: {"sample_id": drawn(w)}),
    "reception.get_duty": case(lambda w: {"store_id": received(w) and w.sid, "day": TODAY, "at": AT}),
    "reception.list_flags": case(lambda w: {"number": flagged(w) and received(w), "at": AT}),
    "reception.list_free_lockers": case(lambda w: {"store_id": received(w) and w.sid, "at": AT}),
    "reception.list_turns": case(lambda w: {"store_id": received(w) and w.sid, "day": TODAY}),
    "reception.list_visitors_here": case(lambda w: {"store_id": visitor(w) and w.sid, "at": AT}),
    "reception.page_visitors": case(
        lambda w: (
            {"store_id": visitor(w) and w.sid, "asked": queries.VisitorFilter(), "order": Order(), "window": Window()}
            | {"at": AT}
        )
    ),
    "reception.propose_warranty": case(lambda w: {"number": received(w)}),
}
