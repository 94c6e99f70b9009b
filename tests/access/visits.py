"""Visits of store A, each as far as a case needs it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.customers.queries import get_vehicle
from anxin.parties.customers.tests.factories import make_consent
from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.queries import system_actor
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.queries import list_approvals
from anxin.platform.files.tests.factories import make_upload
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.relationship.followup import commands as followup
from anxin.resources.capacity.commands import hold_time
from anxin.resources.capacity.queries import Needs, Work
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package
from anxin.visit.appointments.commands import KeptAppointment, mark_no_show, plan_reminders
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.billing.commands import Tender, take_payment
from anxin.visit.reception import commands as reception
from anxin.visit.reception import queries as receptions
from anxin.visit.reception.tests import factories as arriving
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.link_tokens import link_actor
from anxin.visit.repair_orders.parameters import QUOTATION_SIGN_OFF
from anxin.visit.repair_orders.queries import OfferView, get_offer
from anxin.visit.repair_orders.tests.factories import ASKED, LABOUR, PART, PNG, signed_order, view_of
from anxin.visit.workshop import commands as workshop
from anxin.visit.workshop import queries as floors
from anxin.visit.workshop.models import Waiting
from anxin.visit.workshop.tests import factories as works
from tests.access.world import AT, HOUR, TODAY, World

CONFIRMED = hub.Confirmations(AT + 3 * HOUR, "boot", True)

DAY = timedelta(days=1)
LATER = AT + 3 * DAY


def booked(w: World) -> Any:
    return w.once("booked", lambda: make_appointment(w.store, vehicle_id=w.vehicle))


def with_parts(w: World, wanted_at: datetime = AT + HOUR) -> KeptAppointment:
    """A booking whose package has a part."""

    def make() -> KeptAppointment:
        code = make_package(make_operation(), make_article()).code
        return make_appointment(w.store, wanted_at=wanted_at, package_code=code)

    kept: KeptAppointment = w.once("booked with parts", make)
    return kept


def missed(w: World) -> str:
    """A booking whose car did not come; nobody has asked why."""

    def make() -> str:
        number = make_appointment(w.store).number
        return mark_no_show(actor=w.system, number=number, at=AT + 2 * HOUR).number

    number: str = w.once("missed", make)
    return number


def to_be_reminded(w: World) -> str:
    """A booking made the day before yesterday whose customer is to be called now."""

    def make() -> Any:
        kept = make_appointment(w.store, at=AT - 2 * DAY, wanted_at=AT + 3 * HOUR)
        plan_reminders(actor=w.system, store_id=w.sid, at=AT)
        return kept

    number: str = w.once("to be reminded", make).number
    return number


def second_job(w: World) -> int:
    """A further job of the new order."""
    wished = hub.NewJob("换雨刮", items=[LABOUR])
    w.once("second job", lambda: hub.add_job(actor=w.desk.actor, number=w.open.head.number, job=wished, at=AT))
    return w.open.jobs[-1].id


def two_plans(w: World) -> list[hub.NewPlan]:
    """Two ways to do the first job of the new order."""
    labour, part = w.open.jobs[0].items
    return [hub.NewPlan("经济", [labour.id]), hub.NewPlan("推荐", [labour.id, part.id])]


def plan_offer(w: World) -> int:
    """Plans of the new order that wait for the customer."""
    by = {"actor": w.desk.actor, "number": w.open.head.number, "job_id": w.open.jobs[0].id}
    w.once("plans", lambda: hub.offer_plans(plans=two_plans(w), at=AT, **by))
    return w.open.jobs[0].plans[0].id


def waiting_item(w: World) -> dict[int, tuple[str, str]]:
    w.signed  # noqa: B018 - makes it
    items = hub.propose_items(
        actor=w.desk.actor, number=w.signed.head.number, job_id=w.signed.jobs[0].id, items=[PART], why=ASKED, at=AT
    )
    assert items
    return {item.id: ("APPROVED", "") for job in w.signed.jobs for item in job.items if item.decision == "PRESENTED"}


def link_photo(w: World) -> str:
    """A photo that a technician took of store A."""
    return w.once("photo", lambda: make_upload(w.desk.actor, w.sid, purpose="workshop.finding").key)


def link_token(w: World) -> str:
    """The token of the link to what was found on the signed order."""

    def make() -> str:
        number, facts = w.signed.head.number, hub.Facts("磨损", "刹车变长", "soon", 0, [link_photo(w)])
        job_id = w.signed.jobs[0].id
        hub.propose_repair(actor=w.desk.actor, number=number, job_id=job_id, facts=facts, items=[PART], at=AT)
        return hub.send_approval_link(actor=w.desk.actor, number=number, by_message=False, at=AT).path.split("/")[2]

    return w.once("link", make)


def offer(w: World) -> OfferView:
    """What that link shows."""
    actor = link_actor(link_token(w))
    with reading(actor):
        return get_offer(actor, link_token(w), AT)


def with_part(w: World) -> Any:
    """A signed order with a stocked part."""

    def make() -> Any:
        article = make_article()
        stock_up(w.store, article)
        wished = [hub.NewJob("保养", items=[hub.NewItem("part", article.number)])]
        return view_of(w.desk, signed_order(w.desk, jobs=wished).number)

    return w.once("with part", make)


def asked_discount(w: World) -> int:
    """A request for leave to give half of an order away, by its advisor."""

    def make() -> int:
        advisor = w.person(w.store, "service_advisor")
        item = w.open.jobs[0].items[1]
        hub.change_item(actor=advisor, number=w.open.head.number, item_id=item.id, discount=Money.yuan(600), at=AT)
        with reading(advisor):
            (asked,) = list_approvals(advisor, w.sid)
        return asked.id

    made: int = w.once("discount", make)
    return made


def care_item(w: World) -> int:
    """A care product on the new order that nobody has asked about."""

    def make() -> int:
        wished = [hub.NewItem("part", make_article(is_care=True).number)]
        by = {"actor": w.desk.actor, "number": w.open.head.number, "job_id": w.open.jobs[0].id}
        return hub.propose_items(items=wished, at=AT, **by).item_ids[0]

    made: int = w.once("care item", make)
    return made


def care_package(w: World) -> str:
    """A care product that every car is due for."""
    code: str = w.once("care package", lambda: make_package(make_article(), care_every_months=12)).code
    return code


def packaged(w: World) -> bool:
    """The new order has a package."""
    wished = hub.NewJob("养护", package_code=care_package(w))
    return bool(w.once("packaged", lambda: hub.add_job(actor=w.desk.actor, number=w.open.head.number, job=wished, at=AT)))


def dear_quotation(w: World) -> str:
    """A new order, dearer than the store lets anybody sign unseen."""
    change = SetParameter(QUOTATION_SIGN_OFF.code, "store", w.sid, "10000", TODAY, "试")
    w.once("sign off", lambda: set_parameter(actor=w.person(w.store, "administrator"), change=change, at=AT))
    return w.open.head.number


def issued_part(w: World) -> dict[int, Decimal]:
    """Its part item, issued."""
    clerk, number = w.person(w.store, "parts_clerk"), with_part(w).head.number
    w.once("part issued", lambda: hub.issue_order_parts(actor=clerk, number=number, at=AT))
    return {with_part(w).jobs[0].items[0].id: Decimal(1)}


def started(w: World) -> Any:
    def start() -> Any:
        works.dispatched(w.floor, w.at_work)
        return works.start(w.at_work, w.floor.wang)

    return w.once("started", start)


def finished(w: World) -> Any:
    started(w)
    return w.once("finished", lambda: works.finish(w.at_work, w.floor.wang, AT + HOUR))


def sent_back(w: World) -> int:
    """A job of store A that failed the general inspection."""
    finished(w)
    back: dict[str, Any] = {"rework_job_ids": [w.at_work.job_id], "note": "异响"}
    w.once("sent back", lambda: works.inspect(w.floor, w.at_work, AT + HOUR, **back))
    job_id: int = w.at_work.job_id
    return job_id


def running_clock(w: World) -> int:
    finished(w)
    (clock,) = floors.list_clocks(w.desk.actor, w.signed.head.id)
    return clock.id


def paid(w: World) -> int:
    bill = w.settled.bills[0]
    tender = Tender("cash", bill.due)
    taken = w.once(
        "paid",
        lambda: take_payment(actor=w.desk.actor, bill_id=bill.bill_id, tenders=[tender], at=AT + 2 * HOUR),
    )
    return taken.payment_ids[0]


def received(w: World) -> str:
    return w.once("received", lambda: arriving.receive(w.desk, vehicle_id=w.vehicle)).number


def walked(w: World) -> str:
    return w.once("walked", lambda: arriving.walked_around(w.desk, concerns="异响")).number


def order_of_reception(w: World) -> str:
    def make() -> Any:
        opened = reception.open_order_from_reception(actor=w.desk.actor, number=walked(w), at=AT)
        (job,) = view_of(w.desk, opened.order_number).jobs
        hub.propose_items(actor=w.desk.actor, number=opened.order_number, job_id=job.id, items=[LABOUR], at=AT)
        return walked(w)

    return w.once("order of reception", make)


def signed_sheet(w: World) -> str:
    return w.once("signed visit", lambda: arriving.signed_visit(w.desk))


def reception_number(w: World) -> str:
    found = receptions.find_reception_of_order(w.desk.actor, signed_sheet(w))
    assert found is not None
    return found.row.number


def paid_visit(w: World) -> str:
    return w.once("paid visit", lambda: arriving.settled_visit(w.desk))


def checked_visit(w: World) -> str:
    """A settled and paid visit whose final inspection passed."""
    number = paid_visit(w)
    w.once("checked", lambda: works.check_before_delivery(w.desk.actor, number, AT + 2 * HOUR))
    return number


def planned(w: World) -> int:
    def make() -> Any:
        head = w.inspected.head
        make_consent(w.store, head.customer_id)
        hub.settle_repair_order(actor=w.desk.actor, number=head.number, at=AT + 2 * HOUR)
        hub.deliver_repair_order(actor=w.desk.actor, number=head.number, at=AT + 3 * HOUR)
        return followup.plan_follow_up(
            actor=w.system,
            store_id=w.sid,
            repair_order_id=head.id,
            vehicle_id=head.vehicle_id,
            customer_id=head.customer_id,
            at=AT + 3 * HOUR,
        )

    return w.once("planned", make).id


def planned_of_settled(w: World) -> int:
    """A follow-up of the visit that is settled, whether delivered or not."""
    head = w.settled and w.inspected.head
    plan = {"repair_order_id": head.id, "vehicle_id": head.vehicle_id, "customer_id": head.customer_id}
    made = w.once("planned of settled", lambda: followup.plan_follow_up(actor=w.system, store_id=w.sid, at=AT, **plan))
    return made.id


def delivered(w: World) -> str:
    number = checked_visit(w)
    w.once(
        "delivered",
        lambda: reception.deliver_vehicle(
            actor=w.desk.actor, number=number, note=arriving.NOTE, signature=PNG, at=AT + 3 * HOUR
        ),
    )
    return number


def plate(w: World) -> str:
    """The plate of the customer's car."""
    return get_vehicle(w.system, w.vehicle).plate


def declined(w: World) -> int:
    """The car of an order whose additional item was declined."""
    wished = dict.fromkeys(waiting_item(w), ("DECLINED", "price"))
    number = w.signed.head.number
    w.once(
        "declined",
        lambda: hub.decide_items(
            actor=w.desk.actor, number=number, decisions=wished, channel="screen", signature=PNG, at=AT
        ),
    )
    return w.signed.head.vehicle_id


def found_id(w: World) -> int:
    """That finding."""
    found(w)
    return floors.list_findings(w.floor.wang.actor, w.signed.head.id)[-1].id


def found(w: World) -> int:
    """An order about which a technician has reported a finding."""
    started(w)
    where = {"number": w.at_work.number, "job_id": w.at_work.job_id}
    finding = workshop.NewFinding("漏油", harm="可能半路抛锚")
    w.once("found", lambda: workshop.report_finding(actor=w.floor.wang.actor, **where, finding=finding, at=AT + HOUR))
    return w.signed.head.id


def paused(w: World) -> int:
    """An order whose work waits for parts."""
    started(w)
    w.once("paused", lambda: works.pause(w.at_work, w.floor.wang, at=AT + HOUR))
    return w.signed.head.id


def in_a_meeting(w: World) -> Any:
    """A technician who is on no car."""
    given = {"actor": w.floor.wang.actor, "store_id": w.sid, "activity": "meeting", "at": AT}
    return w.once("meeting", lambda: workshop.begin_indirect_time(**given))


def was_in_a_meeting(w: World) -> int:
    """A meeting that is over."""
    in_a_meeting(w)
    given = {"actor": w.floor.wang.actor, "store_id": w.sid, "at": AT + HOUR}
    stretch_id: int = w.once("met", lambda: workshop.end_indirect_time(**given)).id
    return stretch_id


def corrected(w: World) -> Any:
    """A clock that was set right."""
    stretch = workshop.Correction(AT, AT + timedelta(minutes=50), "忘记停表")
    given = {"seen": workshop.Seen(AT, AT + HOUR), "stretch": stretch, "at": AT + 2 * HOUR}
    clock_id = running_clock(w)
    return w.once("corrected", lambda: workshop.correct_clock(actor=w.floor.dispatcher, clock_id=clock_id, **given))


def untiled(w: World) -> bool:
    """A job whose wait is lost."""
    paused(w)
    with unit_of_work(system_actor("test"), "test", writable=True):
        Waiting.objects.across_stores(reason="test").all().delete()
    return True


def held_order(w: World) -> int:
    """The open order, for which the book holds half an hour."""
    w.once("mechanic", lambda: make_employee(w.store, "technician", trade="mechanical"))
    needs, document = Needs((Work("mechanical", 24),)), DocumentRef(ORDER_KIND, w.open.head.id)
    about: Any = {"actor": w.desk.actor, "store_id": w.sid, "starts_at": AT + HOUR, "at": AT, "is_forced": True}
    w.once("held order", lambda: hold_time(needs=needs, document=document, **about))
    return int(w.open.head.id)


def placed_by_itself(w: World) -> int:
    """A job that the placement gave to somebody; its id."""

    def make() -> int:
        order = works.order_for(w.floor)
        given = {"store_id": w.sid, "day": TODAY, "job_ids": [order.job_id], "at": AT}
        workshop.place_waiting_jobs(actor=w.floor.dispatcher, **given)
        return order.job_id

    number: int = w.once("placed by itself", make)
    return number


def waiting_job(w: World) -> Any:
    """A job that nobody has, as the board lists it."""

    def make() -> Any:
        order = works.order_for(w.floor)
        with reading(w.floor.dispatcher):
            rows = floors.unplaced_jobs(w.floor.dispatcher, w.sid)
        return next(row for row in rows if row.job_id == order.job_id)

    return w.once("waiting job", make)
