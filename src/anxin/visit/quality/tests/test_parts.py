"""Genuine parts: what is none says so and is signed, or is refused; what was fitted is traced and guaranteed."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.purchasing.tests.factories import came, ordered, received
from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import parameters
from anxin.platform.documents.pdf import render_pdf
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.errors import Denied, NotFound
from anxin.platform.money import Money
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import reading
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.queries import PartOrigin
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.quality import queries
from anxin.visit.quality.commands import Judgement, judge_rework
from anxin.visit.quality.tests.factories import LATER, handle_events, returned, rework, settled, work_done
from anxin.visit.quality.web.papers import parts_of
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.pricing import NotGenuine
from anxin.visit.repair_orders.tests.factories import LABOUR, open_order, sign_order, view_of
from anxin.visit.workshop.tests.factories import Floor, make_floor


@pytest.fixture
def floor(db: None) -> Floor:
    return make_floor()


def make_part(number: str, origin: str, days: int = 365) -> NewItem:
    article = make_article(number, "刹车片", "300.00")
    PartArticle.objects.filter(pk=article.pk).update(origin=origin, quality_days=days)
    return NewItem("part", article.number)


def refuse() -> None:
    ParameterValue.objects.create(
        code="repair_orders.parts_not_genuine", level="group", value="refuse", valid_from=AT.date(), actor_key="t", at=AT
    )
    parameters.forget()


@pytest.mark.rule("R-QC10")
def test_only_genuine_parts_without_a_word_each_traced_and_guaranteed_on_a_later_visit(floor: Floor) -> None:
    genuine, branded, own = make_part("G-1", "genuine"), make_part("B-1", "brand"), make_part("C-1", "customer", 0)
    for number in ("G-1", "B-1"):
        stock_up(floor.desk.store, PartArticle.objects.get(number=number), "4")
    order = work_done(floor, items=[LABOUR, genuine, branded, own])
    clerk = make_actor(floor.desk.store, "parts_clerk", "service_advisor")
    hub.issue_order_parts(actor=clerk, number=order.number, at=AT)
    traced = queries.trace_parts(clerk, order.number)
    assert [(part.code, part.name, part.is_genuine, part.is_signed) for part in traced.parts] == [
        ("G-1", "刹车片", True, True),
        ("B-1", "刹车片 [品牌件]", False, True),
        ("C-1", "刹车片 [客户自带]", False, True),
    ]
    assert traced.parts[0].issued_on == AT.date()
    assert [(one.came_on, one.supplier) for one in traced.parts[0].arrivals] == [(AT.date(), "")]
    assert traced.earlier == ()
    signed = view_of(floor.desk, order.number).authorisation
    assert signed is not None
    assert "刹车片 [品牌件]" in [line.description for line in signed.lines]
    settled(floor, order)
    again = returned(floor, order, LATER)
    earlier = queries.trace_parts(clerk, again.number).earlier
    year, labour = AT.date() + timedelta(days=365), AT.date() + timedelta(days=10)
    assert {(row.name, row.ends_on) for row in earlier} == {
        ("刹车片", year),
        ("刹车片 [品牌件]", year),
        ("检查制动", labour),
    }
    assert {row.number for row in earlier} == {order.number}


@pytest.mark.rule("R-QC10")
def test_a_genuine_part_that_failed_is_its_makers_once_the_cause_is_judged(floor: Floor) -> None:
    part = make_part("G-1", "genuine")
    stock_up(floor.desk.store, PartArticle.objects.get(number="G-1"), "4")
    order = work_done(floor, items=[LABOUR, part])
    hub.issue_order_parts(actor=make_actor(floor.desk.store, "parts_clerk", "service_advisor"), number=order.number, at=AT)
    head = view_of(floor.desk, settled(floor, order).number).head
    again = open_order(
        floor.desk,
        vehicle_id=head.vehicle_id,
        customer_id=head.customer_id,
        jobs=[NewJob("还是响", items=[part], rework_of=order.job_id)],
        at=LATER,
    )
    sign_order(floor.desk, again.number, at=LATER)
    handle_events()
    (case,) = rework(floor)
    payers = []
    for cause in ("part", "workmanship"):
        said = Judgement(cause, "supplier", supplier="原厂", measure="换件", reason="厂家认可")
        judge_rework(actor=floor.inspector, case_id=case.id, judgement=said, version=None, at=LATER)
        payers.append(view_of(floor.desk, again.number).jobs[0].items[0].payer)
    assert payers == ["warranty", "internal"]


def test_a_store_that_fits_no_other_refuses_parts_that_are_not_genuine(floor: Floor) -> None:
    branded, own = make_part("B-1", "brand"), make_part("C-1", "customer")
    refuse()
    with pytest.raises(NotGenuine):
        open_order(floor.desk, jobs=[NewJob("换片", items=[branded])])
    assert open_order(floor.desk, jobs=[NewJob("换片", items=[own])]).number


@pytest.mark.rule("R-QC10")
@pytest.mark.parametrize(("written_in", "read_in"), [("en", "zh-hans"), ("zh-hans", "en")])
def test_what_the_customer_brought_is_known_in_every_language_and_a_typed_word_makes_nothing_of_a_part(
    floor: Floor, written_in: str, read_in: str
) -> None:
    own = make_part("C-1", "customer", 0)
    typed = [NewItem("part", name=f"机油 [{words}]", unit_price=Money.yuan(90)) for words in ("客户自带", "Customer's own")]
    with override(written_in):
        order = work_done(floor, items=[LABOUR, own, *typed])
    with override(read_in):
        traced = queries.trace_parts(make_actor(floor.desk.store, "parts_clerk", "service_advisor"), order.number)
        label = str(PartOrigin.CUSTOMER.label)
    assert [(part.origin, part.origin_label) for part in traced.parts] == [("customer", label), ("", ""), ("", "")]


def test_the_trace_stays_as_it_was_when_the_catalogue_says_something_else_later(floor: Floor) -> None:
    order = work_done(floor, items=[LABOUR, make_part("G-1", "brand")])
    PartArticle.objects.filter(number="G-1").update(origin="genuine")
    traced = queries.trace_parts(make_actor(floor.desk.store, "parts_clerk", "service_advisor"), order.number)
    assert [part.is_genuine for part in traced.parts] == [False]


def test_the_trace_of_another_store_is_not_found_and_needs_the_permission(floor: Floor) -> None:
    order = work_done(floor)
    with pytest.raises(NotFound):
        queries.trace_parts(make_floor("NS").desk.actor, order.number)
    with pytest.raises(Denied):
        queries.trace_parts(floor.wang.actor, order.number)


@pytest.mark.rule("R-PT05")
def test_the_paper_for_the_customer_says_batch_arrival_and_guarantee(floor: Floor) -> None:
    store, part = floor.desk.store, make_part("G-1", "genuine")
    article = PartArticle.objects.get(number="G-1")
    received(store, ordered(store, article).id, came(article, "10", "LOT-2026-11"))
    order = work_done(floor, items=[LABOUR, part])
    clerk = make_actor(store, "parts_clerk", "service_advisor")
    hub.issue_order_parts(actor=clerk, number=order.number, at=AT)
    traced = queries.trace_parts(make_actor(store, "service_advisor"), order.number)
    assert [(one.batch, one.supplier) for one in traced.parts[0].arrivals] == [("LOT-2026-11", "广汽配件供应中心")]
    with reading(clerk):
        text = text_of(render_pdf("quality/parts", dict(parts_of(traced, store_info(store.pk)))))
    for words in (order.number, "G-1", "LOT-2026-11", "原厂件", f"{AT.date():%Y-%m-%d}"):
        assert words in text, words
    assert "广汽配件供应中心" not in text, "from whom the house buys is its own affair"
