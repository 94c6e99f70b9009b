"""Two or three ways to do a job: the customer sees them side by side and chooses one."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT, actor_for, make_user
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound, VersionConflict
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import Facts, NewItem, NewJob, NewPlan, PlanNotChosen
from anxin.visit.repair_orders.models import PlanChoice, PlanOffer
from anxin.visit.repair_orders.tests.factories import (
    LABOUR,
    PART,
    FrontDesk,
    make_front_desk,
    open_order,
    sign_order,
    signed_order,
    view_of,
)
from anxin.visit.repair_orders.web.papers import document_of

pytestmark = pytest.mark.django_db
CHEAP = NewItem("part", name="副厂刹车片", quantity=Decimal(1), unit_price=Money.yuan(320))


def brakes(desk: FrontDesk) -> tuple[str, int, list[int]]:
    """An order with one job: labour, dear pads, cheap pads."""
    number = open_order(desk, jobs=[NewJob("制动异响", items=[LABOUR, PART, CHEAP])]).number
    (job,) = view_of(desk, number).jobs
    return number, job.id, [item.id for item in job.items]


def offered(desk: FrontDesk) -> tuple[str, int]:
    """Plans that wait: the number of the order and the offer's id."""
    number, job, (labour, dear, cheap) = brakes(desk)
    plans = [NewPlan("经济", [labour, cheap], "能用两年"), NewPlan("推荐", [labour, dear], "原厂件")]
    commands.offer_plans(actor=desk.actor, number=number, job_id=job, plans=plans, at=AT)
    return number, view_of(desk, number).jobs[0].plans[0].id


@pytest.mark.rule("R-RO13")
def test_only_the_chosen_plan_is_on_the_order_and_all_of_them_are_kept() -> None:
    desk = make_front_desk()
    number, offer = offered(desk)
    before = view_of(desk, number)
    assert before.total == Money(0)
    assert [(plan.name, str(plan.amount), plan.hours) for plan in before.jobs[0].plans[0].plans] == [
        ("经济", "410.00", Decimal("0.500")),
        ("推荐", "770.00", Decimal("0.500")),
    ]
    with pytest.raises(PlanNotChosen) as refused:
        sign_order(desk, number)
    assert refused.value.rule == "R-RO13"
    commands.choose_plan(actor=desk.actor, number=number, offer_id=offer, plan=1, at=AT)
    after = view_of(desk, number)
    assert [item.name for item in after.jobs[0].items] == ["检查制动", "副厂刹车片"]
    assert str(after.total) == "410.00"
    sign_order(desk, number)
    signed = view_of(desk, number).authorisation
    assert signed is not None
    assert str(signed.customer_total) == "410.00"
    (kept,) = view_of(desk, number).jobs[0].plans
    assert kept.choice is not None
    assert (kept.choice.name, [str(plan.amount) for plan in kept.others]) == ("经济", ["770.00"])


@pytest.mark.rule("R-RO13")
@pytest.mark.parametrize("model", [PlanOffer, PlanChoice])
def test_nobody_changes_afterwards_what_was_shown_and_chosen(model: Any) -> None:
    desk = make_front_desk()
    number, offer = offered(desk)
    commands.choose_plan(actor=desk.actor, number=number, offer_id=offer, plan=2, at=AT)
    table = model._meta.db_table
    for statement in (f"UPDATE {table} SET actor_key = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match=r"permission denied|Cannot update or delete"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.rule("R-RO13")
def test_the_price_that_was_shown_holds_when_the_catalogue_is_dearer_by_then() -> None:
    desk = make_front_desk()
    article = make_article(price="100")
    number = open_order(desk, jobs=[NewJob("保养", items=[NewItem("part", article.number), LABOUR])]).number
    (job,) = view_of(desk, number).jobs
    part, labour = (item.id for item in job.items)
    plans = [NewPlan("经济", [labour]), NewPlan("推荐", [labour, part])]
    commands.offer_plans(actor=desk.actor, number=number, job_id=job.id, plans=plans, at=AT)
    PartArticle.objects.filter(pk=article.pk).update(price=Money.yuan(900))
    offer = view_of(desk, number).jobs[0].plans[0].id
    commands.choose_plan(actor=desk.actor, number=number, offer_id=offer, plan=2, at=AT + timedelta(days=1))
    chosen = next(item for item in view_of(desk, number).jobs[0].items if item.article_id == article.pk)
    assert (str(chosen.amount), str(chosen.list_amount)) == ("100.00", "100.00")


@pytest.mark.rule("R-RO13")
def test_a_plan_is_chosen_once_and_what_is_in_none_stays() -> None:
    desk = make_front_desk()
    number, job, (labour, dear, cheap) = brakes(desk)
    by = {"actor": desk.actor, "number": number, "at": AT}
    commands.offer_plans(job_id=job, plans=[NewPlan("经济", [cheap]), NewPlan("推荐", [dear])], **by)
    assert [item.id for item in view_of(desk, number).jobs[0].items] == [labour]
    offer = view_of(desk, number).jobs[0].plans[0].id
    commands.choose_plan(offer_id=offer, plan=2, **by)
    for plan in (1, 2, 0):
        with pytest.raises(Conflict) as refused:
            commands.choose_plan(offer_id=offer, plan=plan, **by)
        assert refused.value.rule == "R-RO13"
    assert [item.name for item in view_of(desk, number).jobs[0].items] == ["检查制动", "前刹车片"]


def test_new_plans_replace_those_that_wait_and_are_taken_back_to_be_mended() -> None:
    desk = make_front_desk()
    number, first = offered(desk)
    by = {"actor": desk.actor, "number": number, "at": AT}
    job = view_of(desk, number).jobs[0].id
    made = commands.propose_items(job_id=job, items=[PART, CHEAP], **by).item_ids
    commands.offer_plans(job_id=job, plans=[NewPlan("甲", made[:1]), NewPlan("乙", made[1:])], **by)
    with pytest.raises(Conflict):
        commands.choose_plan(offer_id=first, plan=1, **by)
    (waiting,) = view_of(desk, number).jobs[0].plans
    commands.choose_plan(offer_id=waiting.id, plan=0, **by)
    view = view_of(desk, number)
    assert (view.jobs[0].plans, view.waiting_plans) == ((), ())
    back = [(item.name, item.decision) for item in view.jobs[0].items]
    assert back == [("前刹车片", "PRESENTED"), ("副厂刹车片", "PRESENTED")]


@pytest.mark.parametrize(
    ("plans", "field"),
    [
        (lambda a, b: [NewPlan("经济", [a])], "plans"),
        (lambda a, b: [NewPlan(f"{n}", [a, b]) for n in range(4)], "plans"),
        (lambda a, b: [NewPlan("经济", [a]), NewPlan(" ", [b])], "name"),
        (lambda a, b: [NewPlan("经济", [a]), NewPlan("经济", [b])], "name"),
        (lambda a, b: [NewPlan("经济", [a]), NewPlan("推荐", [])], "items"),
        (lambda a, b: [NewPlan("经济", [a, b]), NewPlan("推荐", [b, a])], "items"),
        (lambda a, b: [NewPlan("经济", [a]), NewPlan("推荐", [b], "字" * 201)], "words"),
    ],
)
def test_plans_that_are_no_choice_are_refused(plans: Callable[..., list[NewPlan]], field: str) -> None:
    desk = make_front_desk()
    number, job, (_labour, dear, cheap) = brakes(desk)
    with pytest.raises(Invalid) as refused:
        commands.offer_plans(actor=desk.actor, number=number, job_id=job, plans=plans(dear, cheap), at=AT)
    assert refused.value.field == field


def test_what_was_signed_is_no_longer_a_plan_and_strangers_see_none() -> None:
    desk = make_front_desk()
    number, job, (labour, dear, cheap) = brakes(desk)
    plans = [NewPlan("经济", [labour, cheap]), NewPlan("推荐", [labour, dear])]
    by = {"number": number, "job_id": job, "at": AT}
    for who, refusal in ((actor_for(make_user(desk.store, "technician")), Denied), (make_front_desk("FT").actor, NotFound)):
        with pytest.raises((refusal, NotFound)):
            commands.offer_plans(actor=who, plans=plans, **by)
    with pytest.raises(VersionConflict):
        commands.offer_plans(actor=desk.actor, plans=plans, version=99, **by)
    with pytest.raises(NotFound):
        commands.offer_plans(actor=desk.actor, plans=[NewPlan("经济", [labour]), NewPlan("推荐", [10**9])], **by)
    sign_order(desk, number)
    with pytest.raises(Conflict) as refused:
        commands.offer_plans(actor=desk.actor, plans=plans, **by)
    assert refused.value.rule == "R-RO13"


@pytest.mark.rule("R-RO13")
def test_plans_for_what_was_found_wait_for_the_customer_with_the_facts_and_the_time_of_the_chosen_one() -> None:
    desk = make_front_desk()
    number = signed_order(desk).number
    job = view_of(desk, number).jobs[0].id
    by = {"actor": desk.actor, "number": number, "at": AT}
    long = NewItem("labour", name="更换", quantity=Decimal(2), unit_price=Money.yuan(180))
    facts = Facts("磨损", "刹车变长", "soon", found_at=AT)
    quick, slow = commands.propose_repair(job_id=job, facts=facts, items=[LABOUR, long], **by).item_ids
    commands.offer_plans(job_id=job, plans=[NewPlan("经济", [quick]), NewPlan("推荐", [slow])], **by)
    with reading(desk.actor):
        (row,) = queries.list_waiting_items(desk.actor, desk.store.pk, AT)
    assert (row.name, str(row.amount), row.found_at) == ("方案：经济 / 推荐", "90.00", AT)
    offer = view_of(desk, number).jobs[0].plans[0].id
    for desk_of_other in (make_front_desk("FT"),):
        with pytest.raises(NotFound):
            commands.choose_plan(actor=desk_of_other.actor, number=number, offer_id=offer, plan=1, at=AT)
    (chosen,) = commands.choose_plan(offer_id=offer, plan=1, **by).item_ids
    view = view_of(desk, number)
    (waiting,) = view.waiting
    found = next(one for one in view.jobs[0].proposals if one.id == waiting.proposal_id)
    assert (waiting.id, found.cause, found.harm, found.extra_minutes) == (chosen, "磨损", "刹车变长", 30)


@pytest.mark.rule("R-RO13")
def test_the_pages_make_show_and_choose_and_the_paper_says_it() -> None:
    desk = make_front_desk()
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    number, job, (labour, dear, cheap) = brakes(desk)
    address = f"/repair-orders/{number}/jobs/{job}/plans/"
    page = client.get(address).content.decode()
    assert page.count(" checked") == 6
    version = view_of(desk, number).head.version
    typed = {"name-1": "经济", "plan-1": [labour, cheap], "name-2": "推荐", "plan-2": [labour, dear], "version": version}
    assert client.post(address, typed | {"plan-2": [labour, cheap]}).status_code == 422
    assert client.post(address, typed).status_code == 303
    assert "等客户选方案" in client.get(f"/repair-orders/{number}/").content.decode()
    signing = client.get(f"/repair-orders/{number}/authorise/").content.decode()
    assert "客户选“经济”" in signing
    assert "authorise-form" not in signing
    shown = document_of(view_of(desk, number), store_info(desk.store.pk), "", "")["estimate"]["notes"]
    assert [note.startswith("□ 方案") for note in shown] == [True, True]
    offer, version = re.search(r"plans/(\d+)/choose/", signing), view_of(desk, number).head.version
    assert offer is not None
    choose = f"/repair-orders/{number}/plans/{offer[1]}/choose/"
    assert client.post(choose, {"plan": "2", "version": version}).status_code == 303
    detail = client.get(f"/repair-orders/{number}/").content.decode()
    assert "客户选了“推荐” ¥770.00" in detail
    assert "经济 ¥410.00" in detail
