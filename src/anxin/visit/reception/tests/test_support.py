"""Questions to the workshop's expert: asked, answered, withdrawn, and what waits for it (R-RC10, M05.07)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.visit.reception import commands
from anxin.visit.reception.tests.factories import PNG, FrontDesk, make_cash_desk, receive, signed_visit, view, walked_around
from anxin.visit.repair_orders import commands as orders
from anxin.visit.repair_orders import queries
from anxin.visit.repair_orders.commands import Confirmations, NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, view_of

QUESTION = "机油乳化，能不能走保修？"


def expert(desk: FrontDesk) -> Actor:
    """Whoever inspects in the store."""
    user = make_user(desk.store, "quality_inspector")
    make_employee(desk.store, "quality_inspector", user=user, name="郑总检")
    return actor_for(user)


def ask(desk: FrontDesk, vehicle_id: int) -> orders.KeptQuestion:
    return orders.ask_technical_support(
        actor=desk.actor, store_id=desk.store.pk, vehicle_id=vehicle_id, question=QUESTION, at=AT
    )


def sign(desk: FrontDesk, number: str) -> object:
    confirmed = Confirmations(AT + timedelta(hours=3), "boot", True)
    return commands.sign_order(
        actor=desk.actor, number=number, confirmations=confirmed, signature=PNG, also_sheet=True, at=AT
    )


@pytest.mark.django_db
@pytest.mark.rule("R-RC10")
def test_nobody_decides_alone_while_the_expert_was_asked() -> None:
    desk = make_cash_desk()
    inspector = expert(desk)
    kept = walked_around(desk, concerns="机油乳化")
    asked = ask(desk, kept.vehicle_id)
    (task,) = list_tasks(inspector, TaskFilter(whose="store"), desk.store.pk, AT)
    assert (task.kind, task.post) == ("repair_orders.support", "quality_inspector")
    by = {"actor": desk.actor, "number": kept.number, "at": AT}
    for word in ("covered", "not_covered"):
        with pytest.raises(orders.QuestionOpen) as refused:
            commands.record_interview(concerns="机油乳化", warranty=word, **by)
        assert refused.value.rule == "R-RC10"
    commands.record_interview(concerns="机油乳化", warranty="unclear", **by)
    commands.open_order_from_reception(jobs=[NewJob("检查", items=[LABOUR])], **by)
    with pytest.raises(orders.QuestionOpen) as refused:
        sign(desk, kept.number)
    assert QUESTION in str(refused.value.message)
    both = make_actor(desk.store, "service_advisor", "technical_director")
    own = orders.ask_technical_support(
        actor=both, store_id=desk.store.pk, vehicle_id=kept.vehicle_id, question="再问一句", at=AT
    )
    with pytest.raises(Conflict) as refused_own:
        orders.answer_technical_question(actor=both, question_id=own.id, answer="我说行", at=AT)
    assert refused_own.value.rule == "R-RC10"
    orders.withdraw_technical_question(actor=both, question_id=own.id, reason="问重了", at=AT)
    orders.answer_technical_question(actor=inspector, question_id=asked.id, answer="水泵漏，属于保修", at=AT)
    row = queries.list_technical_questions(desk.actor, kept.vehicle_id)[-1]
    assert (row.outcome, row.words, row.closed_by_name, row.closed_at) == ("answered", "水泵漏，属于保修", "郑总检", AT)
    assert list_tasks(inspector, TaskFilter(whose="store"), desk.store.pk, AT) == []
    sign(desk, kept.number)
    assert view(desk, kept.number).row.order_state == "AUTHORISED"


@pytest.mark.django_db
def test_a_question_is_withdrawn_with_words_only_and_answered_by_experts_only() -> None:
    desk = make_cash_desk()
    kept = receive(desk)
    asked = ask(desk, kept.vehicle_id)
    with pytest.raises((Denied, NotFound)):
        orders.answer_technical_question(actor=desk.actor, question_id=asked.id, answer="我看行", at=AT)
    elsewhere = make_actor(make_store("NB"), "quality_inspector")
    with pytest.raises(NotFound):
        orders.answer_technical_question(actor=elsewhere, question_id=asked.id, answer="行", at=AT)
    for words in ("", "长" * 501):
        with pytest.raises(Invalid):
            orders.withdraw_technical_question(actor=desk.actor, question_id=asked.id, reason=words, at=AT)
    orders.withdraw_technical_question(actor=desk.actor, question_id=asked.id, reason="客户不修了", at=AT)
    with pytest.raises(Conflict):
        orders.answer_technical_question(actor=expert(desk), question_id=asked.id, answer="晚了", at=AT)
    (row,) = queries.list_technical_questions(desk.actor, kept.vehicle_id)
    assert (row.outcome, row.words) == ("withdrawn", "客户不修了")


def test_two_experts_answer_once(race: Callable[..., list[Any]]) -> None:
    desk = make_cash_desk()
    first, second = expert(desk), make_actor(desk.store, "technical_director")
    asked = ask(desk, receive(desk).vehicle_id)
    answer = partial(orders.answer_technical_question, question_id=asked.id, at=AT)
    done = race(partial(answer, actor=first, answer="换"), partial(answer, actor=second, answer="不换"))
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "KeptQuestion"]


@pytest.mark.django_db
@pytest.mark.usefixtures("friday_afternoon")
def test_question_and_answer_stand_at_reception_and_order(browser: Client, desk: FrontDesk) -> None:
    number = signed_visit(desk)
    vehicle = view_of(desk, number).head.vehicle_id
    browser.post(
        "/repair-orders/support/ask/",
        {"vehicle_id": vehicle, "question": QUESTION, "back": f"/repair-orders/{number}/"},
    )
    shown = browser.get(f"/repair-orders/{number}/").content.decode()
    assert QUESTION in shown
    assert "等技术支持答复" in shown
    (row,) = queries.list_technical_questions(desk.actor, vehicle)
    inspector = Client()
    inspector.force_login(User.objects.get(pk=expert(desk).id))
    assert QUESTION in inspector.get(f"/repair-orders/support/{row.id}/").content.decode()
    inspector.post(f"/repair-orders/support/{row.id}/answer/", {"words": "先拆检", "back": "//evil.example/"})
    assert "先拆检" in browser.get(f"/repair-orders/{number}/").content.decode()
