"""What becomes of plans besides a choice: taken back, wanted by nobody, with a discount, after a link, before the work."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.tests.factories import AT
from anxin.parties.work.commands import decide_approval
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import (
    DiscountNotGranted,
    JobNotAuthorised,
    NewJob,
    NewPlan,
    QuotationNotSignedOff,
)
from anxin.visit.repair_orders.tests.factories import (
    LABOUR,
    PART,
    FrontDesk,
    make_front_desk,
    sign_order,
    signed_order,
    view_of,
)
from anxin.visit.repair_orders.tests.links import BRAKES, Sent, propose
from anxin.visit.repair_orders.tests.test_leave import (
    desk_of_advisor,
    give,
    held,
    order_of_articles,
    pending,
    person,
    sign_off_from,
)
from anxin.visit.repair_orders.tests.test_plans import CHEAP, offered
from anxin.visit.repair_orders.tests.test_supply import browser_of

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=20)


def found_and_offered(desk: FrontDesk, *, has_own_job: bool = False) -> tuple[str, int, int]:
    """A signed order at work, on which what was found is put before the customer as plans: number, job, offer."""
    number = signed_order(desk).number
    (first,) = view_of(desk, number).jobs
    commands.start_job(actor=desk.actor, number=number, job_id=first.id, at=AT)
    if has_own_job:
        commands.add_job(actor=desk.actor, number=number, job=NewJob("刹车盘"), at=AT)
    job = view_of(desk, number).jobs[-1].id
    by: Any = {"actor": desk.actor, "number": number, "job_id": job, "at": AT}
    labour, dear, cheap = commands.propose_repair(facts=BRAKES, items=[LABOUR, PART, CHEAP], **by).item_ids
    commands.offer_plans(plans=[NewPlan("经济", [labour, cheap]), NewPlan("推荐", [labour, dear])], **by)
    (offer,) = (one.id for row in view_of(desk, number).jobs for one in row.plans)
    return number, job, offer


@pytest.mark.rule("R-RO13")
def test_plans_that_are_taken_back_leave_each_line_once_as_it_was_priced_and_undecided() -> None:
    desk = make_front_desk()
    number, offer = offered(desk)
    commands.choose_plan(actor=desk.actor, number=number, offer_id=offer, plan=0, at=LATER)
    view = view_of(desk, number)
    lines = [(item.name, str(item.amount), item.decision) for item in view.jobs[0].items]
    assert lines == [
        ("检查制动", "90.00", "PRESENTED"), ("前刹车片", "680.00", "PRESENTED"), ("副厂刹车片", "320.00", "PRESENTED"),
    ]  # fmt: skip
    sign_order(desk, number)


@pytest.mark.rule("R-RO13")
def test_a_no_to_all_plans_keeps_the_dearest_with_the_reason_and_it_is_offered_again() -> None:
    desk = make_front_desk()
    number, offer = offered(desk)
    by: Any = {"number": number, "offer_id": offer, "at": LATER}
    for words in ("", " \u200b ", "字" * 201):
        with pytest.raises(Invalid):
            commands.decline_plans(actor=desk.actor, reason=words, **by)
    with pytest.raises((NotFound, Denied)):
        commands.decline_plans(actor=make_front_desk("FT").actor, reason="太贵", **by)
    commands.decline_plans(actor=desk.actor, reason="太贵", **by)
    view = view_of(desk, number)
    kept = [(item.name, item.decision, item.decline_reason) for item in view.jobs[0].items]
    assert kept == [("检查制动", "DECLINED", "太贵"), ("前刹车片", "DECLINED", "太贵")]
    assert (view.total, view.waiting_plans) == (Money(0), ())
    with reading(desk.actor):
        unsold = queries.list_unsold_items(desk.actor, view.head.vehicle_id, AT.date())
    assert {row.name for row in unsold} == {"检查制动", "前刹车片"}
    with pytest.raises(Conflict):
        commands.decline_plans(actor=desk.actor, reason="太贵", **by)


@pytest.mark.rule("R-RO13")
def test_a_fault_found_at_work_and_refused_stays_with_its_facts_and_the_answer_and_the_work_ends() -> None:
    desk = make_front_desk()
    number, job, offer = found_and_offered(desk, has_own_job=True)
    commands.decline_plans(actor=desk.actor, number=number, offer_id=offer, reason="下次再说", channel="paper", at=LATER)
    view = view_of(desk, number)
    (_first, own) = view.jobs
    assert [(item.decision, item.decline_reason) for item in own.items] == [("DECLINED", "下次再说")] * 2
    assert [found.cause for found in own.proposals] == [BRAKES.cause]
    with reading(desk.actor):
        (answer,) = queries.list_answers(desk.actor, number)
        assert (answer.channel, answer.declined) == ("paper", 2)
        assert queries.list_waiting_items(desk.actor, desk.store.pk, LATER) == []
    assert (own.id, own.state) == (job, "DROPPED")


@pytest.mark.rule("R-RO07")
def test_a_job_whose_lines_all_lie_in_plans_is_not_begun_before_the_customer_chose() -> None:
    desk = make_front_desk()
    number, job, offer = found_and_offered(desk, has_own_job=True)
    by: Any = {"actor": desk.actor, "number": number, "job_id": job}
    for act in (commands.start_job, commands.dispatch_repair_order):
        with pytest.raises(JobNotAuthorised) as refused:
            act(at=LATER, **by)
        assert refused.value.rule == "R-RO07"
    commands.choose_plan(actor=desk.actor, number=number, offer_id=offer, plan=1, at=LATER)
    with pytest.raises(JobNotAuthorised):
        commands.start_job(at=LATER, **by)
    said = {item.id: ("APPROVED", "") for item in view_of(desk, number).waiting}
    commands.decide_items(actor=desk.actor, number=number, decisions=said, channel="paper", at=LATER)
    commands.start_job(at=LATER, **by)


@pytest.mark.rule("R-RO16")
def test_plans_show_no_discount_that_is_not_granted_and_the_chosen_one_keeps_it() -> None:
    desk = desk_of_advisor()
    front = person(desk.store, "front_desk_supervisor")
    number = order_of_articles(desk)
    (job,) = view_of(desk, number).jobs
    first, second = (item.id for item in job.items)
    plans = [NewPlan("经济", [first]), NewPlan("推荐", [first, second])]
    by: Any = {"actor": desk.actor, "number": number, "at": AT}
    give(desk.actor, desk, number, 400)
    with pytest.raises(DiscountNotGranted):
        commands.offer_plans(job_id=job.id, plans=plans, **by)
    (asked,) = pending(desk)
    decide_approval(actor=front, approval_id=asked.id, approve=True, at=AT)
    for plan, left in ((0, 2), (1, 1)):
        (job,) = view_of(desk, number).jobs
        first, second = (item.id for item in job.items)
        commands.offer_plans(job_id=job.id, plans=[NewPlan("经济", [first]), NewPlan("推荐", [first, second])], **by)
        (offer,) = (one.id for one in view_of(desk, number).jobs[0].plans)
        commands.choose_plan(offer_id=offer, plan=plan, **by)
        assert (held(desk, number), pending(desk)) == ([False] * left, [])
    sign_order(desk, number)
    assert view_of(desk, number).total == Money.yuan(1600)


@pytest.mark.rule("R-RO17")
def test_a_plan_so_dear_that_it_needs_a_sign_off_is_not_shown_before_it() -> None:
    desk = desk_of_advisor()
    front = person(desk.store, "front_desk_supervisor")
    number = order_of_articles(desk)
    (job,) = view_of(desk, number).jobs
    first, second = (item.id for item in job.items)
    by: Any = {"actor": desk.actor, "number": number, "job_id": job.id, "at": AT}
    sign_off_from(desk, 3000)
    plans = [NewPlan("经济", [first]), NewPlan("推荐", [first, second])]
    with pytest.raises(QuotationNotSignedOff):
        commands.offer_plans(plans=plans, **by)
    commands.sign_off_quotation(actor=front, number=number, at=AT)
    commands.offer_plans(plans=plans, **by)


@pytest.mark.rule("R-RO13")
def test_a_link_to_what_became_plans_ends_and_thanks_nobody_for_an_answer_he_never_gave(sent: Sent) -> None:
    (job,) = view_of(sent.desk, sent.number).jobs
    waiting = [item.id for item in view_of(sent.desk, sent.number).waiting]
    plans = [NewPlan("经济", waiting[:1]), NewPlan("推荐", waiting)]
    commands.offer_plans(actor=sent.desk.actor, number=sent.number, job_id=job.id, plans=plans, at=AT)
    page = sent.page(Client())
    assert ("谢谢，已经记下" in page, "链接已失效" in page) == (False, True)
    with reading(sent.desk.actor):
        link = queries.find_approval_link(sent.desk.actor, sent.number, AT)
    assert link is not None
    assert link.state == "revoked"
    propose(sent.desk, sent.number, BRAKES, LABOUR)
    made = commands.send_approval_link(actor=sent.desk.actor, number=sent.number, by_message=False, at=AT)
    assert "谢谢，已经记下" not in Client().get(made.path).content.decode()


@pytest.mark.rule("R-RO13")
def test_the_page_has_a_tap_to_take_back_and_a_no_with_its_reason() -> None:
    desk = make_front_desk()
    browser = browser_of(desk.actor)
    number, _job, offer = found_and_offered(desk)
    page = browser.get(f"/repair-orders/{number}/decide-items/").content.decode()
    assert f'name="reason-{offer}"' in page
    assert "收回方案，改报价" in page
    typed = {f"reason-{offer}": "太贵", "channel": "phone", "version": str(view_of(desk, number).head.version)}
    assert browser.post(f"/repair-orders/{number}/plans/{offer}/decline/", typed).status_code == 303
    declined = [item.decline_reason for item in view_of(desk, number).jobs[0].items if item.decision == "DECLINED"]
    assert declined == ["太贵", "太贵"]
