"""The commands of the hub on real PostgreSQL: done, refused, denied."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.documents.pdf import render_pdf
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.errors import Conflict, Denied, IllegalTransition, Invalid, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.repair_orders import commands, queries, rules
from anxin.visit.repair_orders.commands import Confirmations, NewItem, NewJob
from anxin.visit.repair_orders.models import EstimateVersion, RepairOrder
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    DONE,
    LABOUR,
    PART,
    PNG,
    inspected_order,
    make_front_desk,
    open_order,
    sign_order,
    signed_order,
    view_of,
)
from anxin.visit.repair_orders.web.papers import document_of

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R-RO05")
def test_an_opened_order_carries_the_customers_words_and_its_priced_items() -> None:
    desk = make_front_desk()
    opened = open_order(desk, odometer_km=41_286)
    view = view_of(desk, opened.number)
    assert opened.number == "LG-W26-000001"
    assert view.head.state == "OPEN"
    assert view.jobs[0].complaint == "早上头几脚刹车有沙沙声"
    assert [(item.kind, item.amount) for item in view.jobs[0].items] == [("labour", Money(9000)), ("part", Money(68000))]
    assert view.total == Money(77000)


@pytest.mark.rule("R-RO05")
def test_every_concern_stays_word_for_word_into_the_print() -> None:
    desk = make_front_desk()
    said = [
        "早上头几脚刹车有沙沙声",
        "天窗 右后角渗水\n第 2 次了！",
        "<b>空调</b>有异味，“很臭”",
        "顺便看看 4 个轮胎",
        "字" * 500,
    ]
    number = open_order(desk, jobs=[NewJob(f"要求 {place}", words) for place, words in enumerate(said)]).number
    assert [job.complaint for job in view_of(desk, number).jobs] == said
    added = ["雨刮刮不干净", "还要洗一下内饰"]
    for words in added:
        commands.add_job(actor=desk.actor, number=number, job=NewJob(words, words), at=AT)
    printed = document_of(view_of(desk, number), store_info(desk.store.pk), "", "")
    assert printed["requests"] == said + added
    paper = "".join(text_of(render_pdf("documents/repair_order", dict(printed))).split())
    assert [words for words in printed["requests"] if "".join(words.split()) not in paper] == []


def test_fewer_kilometres_than_last_time_are_refused_until_the_reset_is_declared() -> None:
    desk = make_front_desk()
    view = view_of(desk, open_order(desk, odometer_km=50_000).number)
    with pytest.raises(commands.OdometerWentBack):
        open_order(desk, vehicle_id=view.head.vehicle_id, odometer_km=49_999)
    assert open_order(desk, vehicle_id=view.head.vehicle_id, odometer_km=12, odometer_was_reset=True).number


@pytest.mark.rule("R-RO01")
def test_a_signature_issues_the_estimate_and_approves_what_was_shown() -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    sign_order(desk, opened.number)
    view = view_of(desk, opened.number)
    assert view.head.state == "AUTHORISED"
    assert view.authorisation is not None
    assert (view.authorisation.estimate_number, view.authorisation.customer_total) == (1, Money(77000))
    assert {item.decision for item in view.jobs[0].items} == {"APPROVED"}
    with reading(desk.actor):
        image, kind = queries.get_signature(desk.actor, opened.number, view.authorisation.signature_id or 0)
    assert (image, kind) == (PNG, "image/png")


@pytest.mark.parametrize("signature", [None, b"", b"GIF89a", PNG[:8] + b"x" * 300_001])
def test_a_signature_on_the_screen_must_be_a_picture(signature: bytes | None) -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    confirmed = Confirmations(AT + timedelta(hours=1), "leave", False)
    with pytest.raises(commands.SignatureNeeded):
        commands.authorise_repair_order(
            actor=desk.actor, number=opened.number, confirmations=confirmed, signature=signature, at=AT
        )


@pytest.mark.rule("R-RO07")
def test_the_customer_signs_the_sum_that_was_shown_or_not_at_all() -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    shown = Confirmations(AT + timedelta(hours=1), "leave", False, total=Money(76999))
    with pytest.raises(Conflict):
        commands.authorise_repair_order(actor=desk.actor, number=opened.number, confirmations=shown, signature=PNG, at=AT)


def test_an_issued_estimate_never_changes() -> None:
    desk = make_front_desk()
    signed_order(desk)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        unit_of_work(desk.actor, "test", writable=True),
    ):
        EstimateVersion.objects.across_stores(reason="test").update(number=9)


def test_a_row_may_neither_be_born_settled_nor_jump() -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    with pytest.raises(DatabaseError), transaction.atomic(), unit_of_work(desk.actor, "test", writable=True):
        RepairOrder.objects.across_stores(reason="test").filter(number=opened.number).update(state="SETTLED")


def test_items_found_later_wait_for_the_customer_and_stop_the_settlement() -> None:
    desk = make_front_desk()
    opened = signed_order(desk)
    job = view_of(desk, opened.number).jobs[0]
    found = commands.propose_items(
        actor=desk.actor,
        number=opened.number,
        job_id=job.id,
        items=[NewItem("fee", name="路试", unit_price=Money.yuan(50))],
        why=ASKED,
        at=AT,
    )
    _work_through(desk, opened.number)
    with pytest.raises(commands.AdditionalItemsUndecided):
        commands.settle_repair_order(actor=desk.actor, number=opened.number, at=AT + timedelta(hours=2))
    decision = {found.item_ids[0]: ("DECLINED", "价格")}
    commands.decide_items(actor=desk.actor, number=opened.number, decisions=decision, channel="phone", at=AT)
    settled = commands.settle_repair_order(actor=desk.actor, number=opened.number, at=AT + timedelta(hours=2))
    assert sum(line.amount.fen for line in settled.lines) == 77000
    with reading(desk.actor):
        unsold = queries.list_unsold_items(desk.actor, settled.vehicle_id, AT.date())
    assert [(row.name, row.decision, row.reason) for row in unsold] == [("路试", "DECLINED", "价格")]


def test_an_approved_additional_item_makes_the_next_estimate_and_reopens_its_job() -> None:
    desk = make_front_desk()
    opened = signed_order(desk)
    job = view_of(desk, opened.number).jobs[0]
    _work_through(desk, opened.number, inspect=False)
    found = commands.propose_items(actor=desk.actor, number=opened.number, job_id=job.id, items=[PART], why=ASKED, at=AT)
    decided = commands.decide_items(
        actor=desk.actor, number=opened.number, decisions={found.item_ids[0]: ("APPROVED", "")}, channel="phone", at=AT
    )
    view = view_of(desk, opened.number)
    assert (decided.estimate_number, decided.total) == (2, Money(77000 + 68000))
    assert (view.head.state, view.jobs[0].state) == ("IN_PROGRESS", "IN_PROGRESS")


def test_declining_needs_a_reason() -> None:
    desk = make_front_desk()
    opened = signed_order(desk)
    job = view_of(desk, opened.number).jobs[0]
    found = commands.propose_items(actor=desk.actor, number=opened.number, job_id=job.id, items=[PART], why=ASKED, at=AT)
    decide = partial(commands.decide_items, actor=desk.actor, number=opened.number, channel="phone", at=AT)
    for unseen in (" ", "\u200b", "\u3000"):
        with pytest.raises(commands.DecisionWithoutReason):
            decide(decisions={found.item_ids[0]: ("DECLINED", unseen)})
    with pytest.raises(Invalid):
        decide(decisions={found.item_ids[0]: ("DECLINED", "贵" * 201)})
    decide(decisions={found.item_ids[0]: ("DECLINED", " 太\u200b贵 ")})
    assert view_of(desk, opened.number).jobs[0].items[2].decline_reason == "太贵"


def test_a_job_that_nobody_signed_is_taken_off_with_its_items_but_not_the_last_one() -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    given: dict[str, Any] = {"actor": desk.actor, "number": opened.number, "at": AT}
    commands.add_job(job=NewJob("换雨刮", items=[LABOUR]), why=ASKED, **given)
    first, wrong = view_of(desk, opened.number).jobs
    commands.remove_job(job_id=wrong.id, **given)
    assert [job.id for job in view_of(desk, opened.number).jobs] == [first.id]
    for job_id, refusal in ((wrong.id, NotFound), (first.id, Conflict)):
        with pytest.raises(refusal):
            commands.remove_job(job_id=job_id, **given)
    commands.add_job(job=NewJob("换雨刮", items=[LABOUR]), why=ASKED, **given)
    sign_order(desk, opened.number)
    with pytest.raises(Conflict):
        commands.remove_job(job_id=first.id, **given)


def test_a_settled_order_is_locked() -> None:
    desk = make_front_desk()
    opened = inspected_order(desk)
    commands.settle_repair_order(actor=desk.actor, number=opened.number, at=AT + timedelta(hours=2))
    with pytest.raises(commands.OrderLocked):
        commands.add_job(actor=desk.actor, number=opened.number, job=NewJob("又一项"), at=AT)


def test_a_job_without_the_customers_yes_does_not_start() -> None:
    desk = make_front_desk()
    opened = signed_order(desk)
    added = commands.add_job(actor=desk.actor, number=opened.number, job=NewJob("换雨刮", items=[LABOUR]), why=ASKED, at=AT)
    job = view_of(desk, opened.number).jobs[1]
    assert added.item_ids
    with pytest.raises(commands.JobNotAuthorised):
        commands.start_job(actor=desk.actor, number=opened.number, job_id=job.id, at=AT)


def test_an_inspection_that_fails_sends_the_job_back() -> None:
    desk = make_front_desk()
    opened = inspected_order(desk)
    job = view_of(desk, opened.number).jobs[0]
    commands.fail_inspection(actor=desk.actor, number=opened.number, job_ids=[job.id], at=AT)
    view = view_of(desk, opened.number)
    assert (view.head.state, view.jobs[0].state, view.head.inspected_at) == ("IN_PROGRESS", "IN_PROGRESS", None)


def test_a_moved_promise_needs_a_reason_and_keeps_its_history() -> None:
    desk = make_front_desk()
    opened = signed_order(desk)
    later = AT + timedelta(hours=6)
    moved = {"actor": desk.actor, "number": opened.number, "promised_at": later, "customer_told": True, "at": AT}
    with pytest.raises(Invalid):
        commands.move_promise(reason=" ", **moved)
    commands.move_promise(reason="等配件", **moved)
    assert view_of(desk, opened.number).promise_changes == 2


def test_a_time_that_a_customer_signed_for_is_not_just_set_anew() -> None:
    desk = make_front_desk()
    number, later = signed_order(desk).number, AT + timedelta(hours=6)
    before = view_of(desk, number)
    with pytest.raises(commands.PromiseAgreed) as refusal:
        commands.set_promise(actor=desk.actor, number=number, promised_at=later, at=AT)
    assert (refusal.value.rule, view_of(desk, number)) == ("R-WS04", before)


def test_an_old_version_meets_a_conflict_that_says_what_changed() -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    commands.change_repair_order(actor=desk.actor, number=opened.number, parking_place="B12", version=1, at=AT)
    with pytest.raises(VersionConflict) as conflict:
        commands.change_repair_order(actor=desk.actor, number=opened.number, parking_place="C01", version=1, at=AT)
    assert conflict.value.differences == {"parking_place": ("B12", "C01")}


def test_only_an_order_without_work_can_be_cancelled_and_its_number_stays_taken() -> None:
    desk = make_front_desk()
    opened = signed_order(desk)
    commands.cancel_repair_order(actor=desk.actor, number=opened.number, reason="客户改期", at=AT)
    with pytest.raises(IllegalTransition):
        commands.cancel_repair_order(actor=desk.actor, number=opened.number, reason="再来", at=AT)
    assert open_order(desk).number == "LG-W26-000002"


COMMANDS: list[Callable[[Any, str], Any]] = [
    lambda actor, number: commands.change_repair_order(actor=actor, number=number, parking_place="X", at=AT),
    lambda actor, number: commands.add_job(actor=actor, number=number, job=NewJob("x"), at=AT),
    lambda actor, number: commands.set_promise(actor=actor, number=number, promised_at=AT + timedelta(days=1), at=AT),
    lambda actor, number: commands.cancel_repair_order(actor=actor, number=number, reason="x", at=AT),
    lambda actor, number: commands.dispatch_repair_order(actor=actor, number=number, at=AT),
    lambda actor, number: commands.settle_repair_order(actor=actor, number=number, at=AT),
    lambda actor, number: commands.authorise_repair_order(
        actor=actor,
        number=number,
        confirmations=Confirmations(AT + timedelta(hours=1), "leave", False),
        signature=PNG,
        at=AT,
    ),
]


@pytest.mark.parametrize("run", COMMANDS)
def test_the_right_role_in_another_store_finds_nothing(run: Callable[[Any, str], Any]) -> None:
    desk, elsewhere = make_front_desk("LG"), make_front_desk("NS")
    opened = open_order(desk)
    before = view_of(desk, opened.number)
    with pytest.raises(NotFound):
        run(elsewhere.actor, opened.number)
    assert view_of(desk, opened.number) == before


@pytest.mark.parametrize("run", COMMANDS)
def test_a_role_without_the_permission_is_denied(run: Callable[[Any, str], Any]) -> None:
    desk = make_front_desk()
    opened = open_order(desk)
    with pytest.raises(Denied):
        run(make_actor(desk.store, "cleaner"), opened.number)


def test_opening_takes_few_statements(django_assert_max_num_queries: Any) -> None:
    desk = make_front_desk()
    open_order(desk)
    vehicle_id = view_of(desk, "LG-W26-000001").head.vehicle_id
    customer_id = view_of(desk, "LG-W26-000001").head.customer_id
    jobs = [NewJob("保养", items=[LABOUR, LABOUR, PART, PART, PART])]
    with django_assert_max_num_queries(23):
        commands.open_repair_order(
            actor=desk.actor,
            store_id=desk.store.pk,
            vehicle_id=vehicle_id,
            customer_id=customer_id,
            jobs=jobs,
            advisor_id=desk.employee_id,
            at=AT,
        )


def _work_through(desk: Any, number: str, *, inspect: bool = True) -> None:
    for job in view_of(desk, number).jobs:
        commands.start_job(actor=desk.actor, number=number, job_id=job.id, at=AT)
        commands.finish_job(actor=desk.actor, number=number, job_id=job.id, at=AT + timedelta(hours=1), **DONE)
    if inspect:
        commands.pass_inspection(actor=desk.actor, number=number, at=AT + timedelta(hours=1))


def test_a_dispatched_order_may_be_recalled_and_an_order_at_work_stays_at_work() -> None:
    desk = make_front_desk()
    opened = signed_order(desk)
    job = view_of(desk, opened.number).jobs[0]
    placed = commands.dispatch_repair_order(actor=desk.actor, number=opened.number, job_id=job.id, at=AT)
    assert view_of(desk, opened.number).head.dispatched_at == AT
    assert (placed.state, placed.job_id, placed.needs and placed.needs.hours) == ("DISPATCHED", job.id, LABOUR.quantity)
    assert commands.recall_repair_order(actor=desk.actor, number=opened.number, at=AT).state == "AUTHORISED"
    assert view_of(desk, opened.number).head.dispatched_at is None
    commands.start_job(actor=desk.actor, number=opened.number, job_id=job.id, at=AT)
    assert commands.recall_repair_order(actor=desk.actor, number=opened.number, at=AT).state == "IN_PROGRESS"


def test_an_inspection_fails_for_named_jobs_of_the_order_only() -> None:
    desk = make_front_desk()
    opened, other = inspected_order(desk), inspected_order(desk)
    with pytest.raises(Invalid):
        commands.fail_inspection(actor=desk.actor, number=opened.number, job_ids=[], at=AT)
    with pytest.raises(NotFound):
        commands.fail_inspection(
            actor=desk.actor, number=opened.number, job_ids=[view_of(desk, other.number).jobs[0].id], at=AT
        )
    assert view_of(desk, opened.number).head.state == "INSPECTED"


def test_a_signature_that_no_printer_could_draw_is_refused_at_once() -> None:
    desk = make_front_desk()
    number = open_order(desk).number
    for broken in (PNG[:8] + b"x" * 400, PNG[:41]):
        with pytest.raises(commands.SignatureNeeded):
            commands.authorise_repair_order(
                actor=desk.actor,
                number=number,
                confirmations=Confirmations(AT + timedelta(hours=3), "boot", True),
                signature=broken,
                at=AT,
            )


@pytest.mark.parametrize("menu_price", ["50", "400"])
def test_a_package_with_thousandths_costs_its_price_and_every_line_adds_up(menu_price: str) -> None:
    desk = make_front_desk()
    make_rate()
    labour, oil = make_operation("LB-9001", "换机油", "0.3"), make_article("YG-9001", "机油", "88.00")
    package = make_package(labour, oil, code="TC-9001", price=menu_price, quantities=("1.5", "0.375"))
    opened = open_order(desk, jobs=[NewJob("保养", package_code=package.code)])
    view = view_of(desk, opened.number)
    items = view.jobs[0].items
    assert [item.quantity for item in items] == [Decimal("0.450"), Decimal("0.375")]
    for item in items:
        assert rules.line_amount_fen(item.unit_price.fen, item.quantity, 0) - item.discount.fen == item.amount.fen
    assert view.total == Money.yuan(menu_price)
