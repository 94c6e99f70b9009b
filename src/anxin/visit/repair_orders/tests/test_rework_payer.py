"""What is done again in its term costs the customer nothing by itself; somebody else pays only with a reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_rate
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import NewItem, NewJob, PayerNotByTheRule
from anxin.visit.repair_orders.queries import ItemView
from anxin.visit.repair_orders.tests.factories import DONE, FrontDesk, make_front_desk, sign_order, signed_order, view_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R-QC05", "R-QC10")]
LATER = AT + timedelta(days=5)
MONTH = AT + timedelta(days=30)


@pytest.fixture
def desk() -> FrontDesk:
    made = make_front_desk()
    make_rate("240")
    return made


def first_visit(
    desk: FrontDesk, payer: str = "customer", *, items: Sequence[NewItem] = (), at: datetime = AT, **car: Any
) -> queries.RepairOrderView:
    """A part with a term of a year, and the labour that fits it; or other items."""
    if not items:
        stock_up(desk.store, make_article("PAD-1", name="刹车片", quality_days=365, quality_km=20_000))
        make_operation("OP-1", name="换刹车片")
        items = [NewItem("labour", "OP-1", payer=payer), NewItem("part", "PAD-1", payer=payer)]
    opened = signed_order(desk, jobs=[NewJob("刹车异响", items=items)], odometer_km=10_000, at=at, **car)
    number = opened.number
    clerk = make_actor(desk.store, "parts_clerk", "service_advisor")
    if any(item.kind == "part" for item in items):
        commands.issue_order_parts(actor=clerk, number=number, at=at)
    work = {"actor": desk.actor, "number": number, "job_id": opened.job_ids[0]}
    commands.start_job(**work, at=at + timedelta(minutes=10))
    commands.finish_job(**work, at=at + timedelta(hours=1), **DONE)
    commands.pass_inspection(actor=desk.actor, number=number, at=at + timedelta(hours=2))
    commands.settle_repair_order(actor=desk.actor, number=number, at=at + timedelta(hours=4))
    return view_of(desk, number)


def back(desk: FrontDesk, first: queries.RepairOrderView, *items: NewItem, **more: Any) -> str:
    given = {"at": LATER, "odometer_km": 12_000} | more
    opened = commands.open_repair_order(
        actor=desk.actor,
        store_id=desk.store.pk,
        vehicle_id=first.head.vehicle_id,
        customer_id=first.head.customer_id,
        jobs=[NewJob("还是响", items=list(items), rework_of=first.jobs[0].id)],
        **given,
    )
    return opened.number


def items_of(desk: FrontDesk, number: str) -> list[ItemView]:
    return [item for job in view_of(desk, number).jobs for item in job.items]


AGAIN = (NewItem("labour", "OP-1"), NewItem("part", "PAD-1"))


def test_the_house_pays_what_is_repeated_in_its_term_without_asking_leave_and_the_order_can_be_signed(
    desk: FrontDesk,
) -> None:
    first = first_visit(desk)
    number = back(desk, first, *AGAIN)
    labour, pads = items_of(desk, number)
    assert [(one.payer, one.waits_for_leave) for one in (labour, pads)] == [("internal", False)] * 2
    assert (first.head.number in pads.payer_reason, "质保期内" in pads.payer_reason) == (True, True)
    sign_order(desk, number, at=LATER)


@pytest.mark.rule("R-RO16")
def test_no_more_is_owed_than_was_done_the_first_time(desk: FrontDesk) -> None:
    first = first_visit(desk)
    ten = NewItem("part", "PAD-1", quantity=Decimal(10))
    twice = items_of(desk, back(desk, first, NewItem("part", "PAD-1"), NewItem("part", "PAD-1"), ten))
    assert [one.payer for one in twice] == ["internal", "customer", "customer"]
    number = back(desk, first, NewItem("part", "PAD-1"))
    commands.propose_items(
        actor=desk.actor,
        number=number,
        job_id=view_of(desk, number).jobs[0].id,
        items=[NewItem("part", "PAD-1"), NewItem("labour", "OP-1")],
        at=LATER,
    )
    assert [one.payer for one in items_of(desk, number)] == ["internal", "customer", "internal"]
    (pads, *_rest) = items_of(desk, number)
    assert not pads.waits_for_leave
    commands.change_item(actor=desk.actor, number=number, item_id=pads.id, quantity=Decimal(20), at=LATER)
    assert items_of(desk, number)[0].waits_for_leave


def test_what_was_not_done_before_stays_the_customers_also_when_it_is_added_later(desk: FrontDesk) -> None:
    first = first_visit(desk)
    make_article("DISC-1", name="刹车盘")
    number = back(desk, first, NewItem("part", "DISC-1"))
    job_id = view_of(desk, number).jobs[0].id
    commands.propose_items(actor=desk.actor, number=number, job_id=job_id, items=[NewItem("part", "PAD-1")], at=LATER)
    assert [(one.name, one.payer) for one in items_of(desk, number)] == [("刹车盘", "customer"), ("刹车片", "internal")]


@pytest.mark.parametrize("over", [{"odometer_km": 30_001}, {"at": AT + timedelta(days=400)}], ids=["by mileage", "by day"])
def test_once_the_term_is_over_the_customer_pays(desk: FrontDesk, over: dict[str, Any]) -> None:
    (item,) = items_of(desk, back(desk, first_visit(desk), NewItem("part", "PAD-1"), **over))
    assert (item.payer, item.payer_reason) == ("customer", "")


LABOUR_TERM = [({}, "internal"), ({"at": AT + timedelta(days=11)}, "customer"), ({"odometer_km": 12_001}, "customer")]


@pytest.mark.rule("R-QC10")
@pytest.mark.parametrize(("later", "payer"), LABOUR_TERM, ids=["in its term", "days over", "kilometres over"])
def test_work_of_labour_only_is_the_houses_while_the_term_that_was_promised_of_labour_runs(
    desk: FrontDesk, later: dict[str, Any], payer: str
) -> None:
    make_operation("OP-2", name="四轮定位")
    first = first_visit(desk, items=[NewItem("labour", "OP-2")])
    number = back(desk, first, NewItem("labour", "OP-2"), **({"at": AT + timedelta(days=1)} | later))
    (item,) = items_of(desk, number)
    assert (item.payer, item.quality_days, item.quality_km) == (payer, 10, 2_000)
    assert (item.payer_reason == "") == (payer == "customer")


def test_each_item_is_judged_by_its_own_term_labour_not_by_that_of_the_part_of_its_job(desk: FrontDesk) -> None:
    number = back(desk, first_visit(desk), *AGAIN, at=MONTH)
    assert [(one.kind, one.payer) for one in items_of(desk, number)] == [("labour", "customer"), ("part", "internal")]


def test_many_jobs_of_a_short_term_hide_no_older_one_whose_term_still_runs(desk: FrontDesk) -> None:
    first = first_visit(desk)
    make_operation("OP-2", name="四轮定位")
    many = [NewItem("labour", "OP-2")] * 51
    first_visit(desk, items=many, at=AT + timedelta(days=1), vehicle_id=first.head.vehicle_id)
    with reading(desk.actor):
        on = (AT + timedelta(days=60)).date()
        (row,) = queries.list_in_quality_period(desk.actor, first.head.vehicle_id, on, 12_000)
    assert (row.name, row.number) == ("刹车片", first.head.number)


def test_what_the_maker_paid_the_first_time_the_maker_pays_again(desk: FrontDesk) -> None:
    (item,) = items_of(desk, back(desk, first_visit(desk, payer="warranty"), NewItem("part", "PAD-1")))
    assert item.payer == "warranty"


def test_another_payer_needs_a_reason_and_back_to_the_rule_needs_none(desk: FrontDesk) -> None:
    number = back(desk, first_visit(desk), *AGAIN)
    (item, _pads) = items_of(desk, number)
    change: dict[str, Any] = {"actor": desk.actor, "number": number, "item_id": item.id, "at": LATER}
    with pytest.raises(PayerNotByTheRule):
        commands.change_item(payer="customer", **change)
    assert items_of(desk, number)[0].payer == "internal"
    for part in ({"item_id": item.id}, {"of_payer": "internal"}):
        new = commands.NewShare("customer", share=Decimal(1), **part)
        with pytest.raises(PayerNotByTheRule):
            commands.share_payers(actor=desk.actor, number=number, new=new, at=LATER)
    commands.change_item(payer="customer", words="客户自己改装弄坏的", **change)
    assert (items_of(desk, number)[0].payer, items_of(desk, number)[0].payer_reason) == ("customer", "客户自己改装弄坏的")
    commands.change_item(payer="internal", **change)
    assert items_of(desk, number)[0].payer_reason == "返修，质保期内"


@pytest.mark.rule("R-QC03", "R-RO16")
def test_a_quantity_that_goes_up_and_down_again_does_not_make_it_the_customers_without_a_reason(desk: FrontDesk) -> None:
    number = back(desk, first_visit(desk), *AGAIN)
    (_labour, pads) = items_of(desk, number)
    change: dict[str, Any] = {"actor": desk.actor, "number": number, "item_id": pads.id, "at": LATER}
    share = partial(commands.share_payers, actor=desk.actor, number=number, at=LATER)
    for quantity in (Decimal(2), Decimal(1)):
        commands.change_item(quantity=quantity, **change)
        with pytest.raises(PayerNotByTheRule):
            commands.change_item(payer="customer", **change)
        with pytest.raises(PayerNotByTheRule, match="检验退回"):
            share(new=commands.NewShare("customer", item_id=pads.id, share=Decimal(1)))
    assert items_of(desk, number)[1].waits_for_leave
    # What was made more once is a gift: it is not counted a second time as what the rule covers.
    job_id = view_of(desk, number).jobs[0].id
    commands.propose_items(actor=desk.actor, number=number, job_id=job_id, items=[NewItem("part", "PAD-1")], at=LATER)
    assert items_of(desk, number)[2].payer == "internal"
    assert commands.follow_rework_cause(actor=desk.actor, number=number, job_id=job_id, by_maker=True, at=LATER) == 2
    assert items_of(desk, number)[1].payer == "internal"


def test_what_the_maker_was_named_for_with_a_reason_is_not_shared_to_the_customer(desk: FrontDesk) -> None:
    number = back(desk, first_visit(desk), *AGAIN)
    (labour, _pads) = items_of(desk, number)
    change: dict[str, Any] = {"actor": desk.actor, "number": number, "item_id": labour.id, "at": LATER}
    share = partial(commands.share_payers, actor=desk.actor, number=number, at=LATER)
    commands.change_item(payer="warranty", words="厂家活动", **change)
    with pytest.raises(PayerNotByTheRule):
        share(new=commands.NewShare("customer", item_id=labour.id, share=Decimal(1)))
    commands.change_item(payer="customer", words="客户自己改装弄坏的", **change)
    assert share(new=commands.NewShare("insurer", item_id=labour.id, share=Decimal(1))).totals["insurer"] > Money(0)


def test_a_part_of_all_that_the_maker_pays_does_not_reach_rework_that_comes_to_him_later(desk: FrontDesk) -> None:
    first = first_visit(desk)
    make_article("DISC-1", name="刹车盘")
    number = back(desk, first, NewItem("part", "DISC-1", payer="warranty"))
    whole = commands.NewShare("customer", of_payer="warranty", share=Decimal(1))
    commands.share_payers(actor=desk.actor, number=number, new=whole, at=LATER)
    job_id = view_of(desk, number).jobs[0].id
    work: dict[str, Any] = {"actor": desk.actor, "number": number, "job_id": job_id, "at": LATER}
    commands.propose_items(items=[NewItem("part", "PAD-1")], **work)
    commands.follow_rework_cause(by_maker=True, **work)
    disc, pads = items_of(desk, number)
    assert {line.item_id: line.payer for line in view_of(desk, number).owed} == {disc.id: "customer", pads.id: "warranty"}


def test_a_judged_cause_moves_it_to_the_maker_of_a_genuine_part_and_back_unless_somebody_chose(desk: FrontDesk) -> None:
    number = back(desk, first_visit(desk), *AGAIN)
    job_id = view_of(desk, number).jobs[0].id
    (labour, _pads) = items_of(desk, number)
    judge: dict[str, Any] = {"actor": desk.actor, "number": number, "job_id": job_id, "at": LATER}
    assert commands.follow_rework_cause(by_maker=True, **judge) == 2
    assert [one.payer for one in items_of(desk, number)] == ["warranty", "warranty"]
    commands.change_item(
        actor=desk.actor, number=number, item_id=labour.id, payer="customer", words="客户同意付工时", at=LATER
    )
    assert commands.follow_rework_cause(by_maker=False, **judge) == 1
    assert [one.payer for one in items_of(desk, number)] == ["customer", "internal"]
    with pytest.raises(NotFound):
        commands.follow_rework_cause(by_maker=True, **{**judge, "number": "W0"})


@pytest.mark.rule("R-QC03")
def test_what_repeats_a_job_that_an_inspection_sent_back_is_the_houses_and_what_is_new_the_customers(
    desk: FrontDesk,
) -> None:
    stock_up(desk.store, make_article("PAD-1", name="刹车片"))
    make_article("DISC-1", name="刹车盘")
    opened = signed_order(desk, jobs=[NewJob("刹车异响", items=[NewItem("part", "PAD-1")])], odometer_km=10_000)
    work: dict[str, Any] = {"actor": desk.actor, "number": opened.number, "job_id": opened.job_ids[0]}
    wish = commands.OwnWish("再换一副")
    commands.issue_order_parts(actor=make_actor(desk.store, "parts_clerk", "service_advisor"), number=opened.number, at=AT)
    commands.start_job(**work, at=AT + timedelta(minutes=10))
    commands.propose_items(**work, items=[NewItem("part", "PAD-1")], why=wish, at=AT + timedelta(minutes=20))
    assert [one.payer for one in items_of(desk, opened.number)] == ["customer", "customer"]
    commands.finish_job(**work, at=AT + timedelta(hours=1), **DONE)
    failed = AT + timedelta(hours=2)
    commands.fail_inspection(actor=desk.actor, number=opened.number, job_ids=[work["job_id"]], at=failed)
    added = [NewItem("part", "PAD-1"), NewItem("part", "DISC-1")]
    commands.propose_items(**work, items=added, why=wish, at=AT + timedelta(hours=3))
    *_before, pads, disc = items_of(desk, opened.number)
    assert [(one.payer, one.payer_reason, one.waits_for_leave) for one in (pads, disc)] == [
        ("internal", "返修，检验退回", False),
        ("customer", "", False),
    ]
    change: dict[str, Any] = {
        "actor": desk.actor,
        "number": opened.number,
        "item_id": pads.id,
        "at": AT + timedelta(hours=3),
    }
    with pytest.raises(PayerNotByTheRule):
        commands.change_item(payer="customer", **change)


@pytest.mark.rule("R-QC03", "R-RO16")
def test_each_time_it_is_sent_back_no_more_is_owed_than_was_done_the_first_time(desk: FrontDesk) -> None:
    stock_up(desk.store, make_article("PAD-1", name="刹车片"))
    opened = signed_order(desk, jobs=[NewJob("刹车异响", items=[NewItem("part", "PAD-1")])], odometer_km=10_000)
    number = opened.number
    work: dict[str, Any] = {"actor": desk.actor, "number": number, "job_id": opened.job_ids[0]}
    clerk = make_actor(desk.store, "parts_clerk", "service_advisor")
    pads = NewItem("part", "PAD-1")

    def propose(at: datetime, wish: str, *items: NewItem) -> list[str]:
        """Who pays for what is proposed; agreed to, or not, at once."""
        commands.propose_items(**work, items=items, why=commands.OwnWish("再换一副"), at=at)
        added = items_of(desk, number)[-len(items) :]
        wishes = {one.id: (wish, "价格") for one in added}
        commands.decide_items(actor=desk.actor, number=number, decisions=wishes, channel="phone", at=at)
        return [one.payer for one in added]

    def send_back(hours: int) -> datetime:
        at = AT + timedelta(hours=hours)
        commands.finish_job(**work, at=at, **DONE)
        commands.fail_inspection(actor=desk.actor, number=number, job_ids=[work["job_id"]], at=at + timedelta(hours=1))
        return at + timedelta(hours=2)

    commands.issue_order_parts(actor=clerk, number=number, at=AT)
    commands.start_job(**work, at=AT)
    at = send_back(1)
    assert propose(at, "DECLINED", pads) == ["internal"]
    assert propose(at, "APPROVED", pads) == ["internal"]
    assert propose(at, "DECLINED", pads, NewItem("part", "PAD-1", quantity=Decimal(2))) == ["customer", "customer"]
    commands.issue_order_parts(actor=clerk, number=number, at=at)
    assert propose(send_back(5), "APPROVED", pads, pads) == ["internal", "customer"]


def test_the_page_shows_why_and_refuses_a_change_without_words(
    client: Client, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    client.force_login(User.objects.get(pk=desk.actor.id))
    number = back(desk, first_visit(desk), NewItem("part", "PAD-1"))
    (item,) = items_of(desk, number)
    assert "质保期内" in client.get(f"/repair-orders/{number}/").content.decode()
    address = f"/repair-orders/{number}/items/{item.id}/change/"
    said = {"quantity": "1", "unit_price": str(item.unit_price), "payer": "customer", "version": str(item.version)}
    refused = client.post(address, said)
    assert (refused.status_code, "请在“原因”里写明" in refused.content.decode()) == (409, True)
    assert client.post(address, {**said, "words": "外力损坏"}).status_code == 303
