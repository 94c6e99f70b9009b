"""The call page and the API: the same acts through both skins."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.customers.commands import record_consent_answer
from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import actor_for, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.idempotency.models import IdempotentAnswer
from anxin.platform.scope import reading
from anxin.platform.ui.formats import format_money
from anxin.relationship.followup.commands import plan_follow_up, reveal_number
from anxin.relationship.followup.tests.factories import BAD, GOOD, CallDesk, card_of, make_call_desk, planned_follow_up
from anxin.visit.billing.commands import Tender, take_payment
from anxin.visit.billing.queries import get_cashier_order
from anxin.visit.reception.commands import RatingWish, deliver_vehicle, rate_service
from anxin.visit.reception.tests.factories import NOTE, PNG, settled_visit
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop.tests.factories import check_before_delivery

pytestmark = pytest.mark.django_db


def signed_in(desk: CallDesk, *roles: str) -> tuple[Client, User]:
    user = make_user(desk.store, *(roles or ("follow_up_clerk",)))
    client = Client()
    client.force_login(user)
    return client, user


def due_now(desk: CallDesk, **more: object) -> int:
    """A follow-up whose time has come by the real clock, which pages use."""
    planned = planned_follow_up(desk, at=days_ago(4), **more)  # type: ignore[arg-type]
    assert planned.id is not None
    return planned.id


def days_ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def form(result: str, answers: dict[str, str] | None = None, **more: str) -> dict[str, str]:
    return {"result": result, **{f"answer_{code}": said for code, said in (answers or {}).items()}, **more}


@pytest.mark.rule("R-AP02")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_queue_opens_with_the_customer_who_is_due_first(language: str) -> None:
    desk = make_call_desk()
    client, _user = signed_in(desk)
    client.cookies["django_language"] = language
    assert client.get("/follow-up/").status_code == 200
    followup_id = due_now(desk)
    page = client.get("/follow-up/").content.decode()
    assert f"/follow-up/{followup_id}/record-call/" in page
    assert card_of(desk, followup_id).row.customer_name in page
    assert "/appointments/?plate=" in page, "the next visit is booked from the call"


def test_a_good_call_is_one_form_and_leads_to_the_next_customer() -> None:
    desk = make_call_desk()
    client, _user = signed_in(desk)
    followup_id = due_now(desk)
    answer = client.post(f"/follow-up/{followup_id}/record-call/", form("reached", GOOD, version="1", post_key="k"))
    assert (answer.status_code, answer["Location"]) == (303, "/follow-up/")
    again = client.post(f"/follow-up/{followup_id}/record-call/", form("reached", GOOD, version="1", post_key="k"))
    assert again.status_code == 303
    card = card_of(desk, followup_id)
    assert (card.row.state, len(card.calls), card.calls[0].score) == ("DONE", 1, 9)
    assert client.get(f"/follow-up/{followup_id}/").status_code == 200


def test_not_reached_needs_no_answers() -> None:
    desk = make_call_desk()
    client, _user = signed_in(desk)
    followup_id = due_now(desk)
    assert client.post(f"/follow-up/{followup_id}/record-call/", form("not_reached")).status_code == 303
    assert card_of(desk, followup_id).row.attempts == 1


def test_unanswered_questions_come_back_with_the_words_kept() -> None:
    desk = make_call_desk()
    client, _user = signed_in(desk)
    followup_id = due_now(desk)
    answer = client.post(
        f"/follow-up/{followup_id}/record-call/", form("reached", {"satisfaction": "8"}, words="等了很久", post_key="k")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "等了很久" in page
    assert 'value="8" checked' in page
    assert card_of(desk, followup_id).calls == ()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"result": "shouted"}, 422),
        ({"result": "call_back", "call_back_at": "soon"}, 422),
        ({"result": "call_back", "call_back_at": "2001-01-01T10:00"}, 422),
        ({"result": "call_back", "call_back_at": "2099-01-01T10:00"}, 303),
        ({"result": "not_reached", "version": "7"}, 409),
    ],
)
def test_odd_results_times_and_versions_are_refused(said: dict[str, str], status: int) -> None:
    desk = make_call_desk()
    client, _user = signed_in(desk)
    followup_id = due_now(desk)
    assert client.post(f"/follow-up/{followup_id}/record-call/", {**said, "post_key": "k"}).status_code == status


def test_the_number_is_shown_on_request_and_not_without_consent() -> None:
    desk = make_call_desk()
    client, _user = signed_in(desk)
    agreed, silent = due_now(desk), due_now(desk, consent=False)
    assert "显示号码" in client.get(f"/follow-up/{agreed}/").content.decode()
    assert "138" in client.post(f"/follow-up/{agreed}/reveal-number/").content.decode()
    page = client.get(f"/follow-up/{silent}/").content.decode()
    assert "显示号码" not in page
    assert "不要拨打" in page
    assert client.post(f"/follow-up/{silent}/reveal-number/").status_code == 409


def test_cancelling_needs_a_reason_and_the_right() -> None:
    desk = make_call_desk()
    client, _user = signed_in(desk)
    advisor, _user = signed_in(desk, "service_advisor")
    followup_id = due_now(desk)
    url = f"/follow-up/{followup_id}/cancel/"
    assert advisor.post(url, {"reason": "客户已当面评价"}).status_code == 403
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "客户已当面评价"}).status_code == 303
    assert card_of(desk, followup_id).row.state == "CANCELLED"


def test_another_stores_clerk_and_a_technician_are_kept_out() -> None:
    desk, elsewhere = make_call_desk("LG"), make_call_desk("NS")
    stranger, _user = signed_in(elsewhere)
    technician, _user = signed_in(desk, "technician")
    followup_id = due_now(desk)
    base = f"/follow-up/{followup_id}"
    for client, status in ((stranger, 404), (technician, 403)):
        assert client.get(f"{base}/").status_code == status
        for act, said in (("record-call", form("not_reached")), ("reveal-number", {}), ("cancel", {"reason": "x"})):
            assert client.post(f"{base}/{act}/", said).status_code == status, act
    assert card_of(desk, followup_id).row.version == 1


def api(user: User) -> dict[str, Any]:
    issued = issue_api_token(actor=actor_for(user), name="test", scopes=["*"], days=30, at=clock.now())
    return {"HTTP_AUTHORIZATION": f"Bearer {issued.token}", "content_type": "application/json"}


def test_the_api_lists_shows_records_and_reveals() -> None:
    desk = make_call_desk()
    _client, user = signed_in(desk, "follow_up_clerk", "network_clerk")
    followup_id, second = due_now(desk), due_now(desk)
    bearer, client, base = api(user), Client(), "/api/v1/follow-ups"
    wanted = {"store_id": desk.store.pk, "callable_now": True, "limit": 1}
    first_page = client.get(base, wanted, **bearer).json()
    rest = client.get(base, {**wanted, "cursor": first_page["next"]}, **bearer).json()
    assert [row["id"] for page in (first_page, rest) for row in page["items"]] == [followup_id, second]
    assert client.get(base, {**wanted, "cursor": "WzFd"}, **bearer).status_code == 422
    card = client.get(f"{base}/{followup_id}", **bearer).json()
    assert (card["follow_up"]["id"], card["may_call"], len(card["questions"])) == (followup_id, True, 3)
    assert client.post(f"{base}/{followup_id}/reveal-number", {}, **bearer).json()["phone"].startswith("138")
    assert client.post(f"{base}/{followup_id}/reveal-number", {}, HTTP_IDEMPOTENCY_KEY="k", **bearer).status_code == 200
    assert not IdempotentAnswer.objects.exists()
    assert client.post(f"{base}/{followup_id}/calls", {"result": "reached"}, **bearer).status_code == 422
    done = client.post(f"{base}/{followup_id}/calls", {"result": "reached", "answers": BAD}, **bearer)
    assert (done.status_code, done.json()["state"], bool(done.json()["report_task_id"])) == (201, "DONE", True)
    assert client.post(f"{base}/{followup_id}/calls", {"result": "not_reached"}, **bearer).status_code == 409
    cancelled = client.post(f"{base}/{second}/cancel", {"reason": "x"}, **{**bearer, "HTTP_IF_MATCH": '"9"'})
    assert cancelled.status_code == 409
    assert client.post(f"{base}/{second}/cancel", {"reason": "已当面评价"}, **bearer).status_code == 200


def test_a_follow_up_is_found_by_name_plate_phone_or_order_whatever_its_state() -> None:
    desk = make_call_desk()
    client, _user = signed_in(desk)
    wanted, other = due_now(desk), due_now(desk)
    phone = reveal_number(actor=desk.clerk, followup_id=wanted, at=clock.now()).phone
    client.post(f"/follow-up/{wanted}/record-call/", form("reached", GOOD, version="1"))
    head = card_of(desk, wanted).visit.head
    assert f"/follow-up/{wanted}/?" in client.get("/follow-up/", {"text": head.customer_name[:2]}).content.decode()
    for text in (head.plate[-4:], phone[-6:], head.number):
        page = client.get("/follow-up/", {"text": text}).content.decode()
        assert f"/follow-up/{wanted}/?" in page, text
        assert f"/follow-up/{other}/?" not in page, text
        assert "已回访" in page
    assert "没有找到" in client.get("/follow-up/", {"text": phone[-3:] + "x\x00"}).content.decode()


def test_the_order_says_when_the_customer_was_called_and_by_whom() -> None:
    desk = make_call_desk()
    client, _user = signed_in(desk, "service_manager")
    followup_id = due_now(desk)
    order = f"/repair-orders/{card_of(desk, followup_id).row.repair_order}/"
    step = f'<li class="is-%s"%s><b>回访</b><a href="/follow-up/{followup_id}/">'
    assert step % ("now", ' aria-current="step"') in client.get(order).content.decode()
    make_employee(desk.store, name="林小满", user=_user)
    client.post(f"/follow-up/{followup_id}/record-call/", form("reached", GOOD, version="1"))
    page = client.get(order).content.decode()
    assert step % ("done", "") in page
    assert "林小满</a></li>" in page


@pytest.mark.parametrize(
    ("answer", "words"), [("", "没有问过营销，勿推销"), ("given", "同意营销"), ("refused", "不同意营销，勿推销")]
)
def test_a_customer_who_was_not_asked_is_not_called_one_who_refused(answer: str, words: str) -> None:
    desk = make_call_desk()
    client, _user = signed_in(desk)
    followup_id = due_now(desk)
    customer_id = card_of(desk, followup_id).customer_id
    if answer:
        said = {"customer_id": customer_id, "purpose": "marketing", "answer": answer, "channel": "screen"}
        record_consent_answer(actor=desk.front.actor, store_id=desk.store.pk, at=clock.now(), **said)
    assert f">{words}<" in client.get(f"/follow-up/{followup_id}/").content.decode().replace("\n", "")


@pytest.mark.rule("R-DL04")
def test_the_caller_sees_when_a_call_suits_the_customer() -> None:
    desk = make_call_desk()
    at = days_ago(4)
    number = settled_visit(desk.front, at=at)
    check_before_delivery(desk.front.actor, number, at + timedelta(hours=2))
    note = replace(NOTE, call_time="evening")
    deliver_vehicle(actor=desk.front.actor, number=number, note=note, signature=PNG, at=at + timedelta(hours=3))
    head = view_of(desk.front, number).head
    planned = plan_follow_up(
        actor=system_actor("followup"),
        store_id=desk.store.pk,
        repair_order_id=head.id,
        vehicle_id=head.vehicle_id,
        customer_id=head.customer_id,
        at=at + timedelta(hours=3),
    )
    client, _user = signed_in(desk)
    assert "方便接电话：<b>晚上</b>" in client.get(f"/follow-up/{planned.id}/").content.decode()


def test_whoever_calls_reads_what_the_customer_paid_and_how_he_rated() -> None:
    desk = make_call_desk()
    client, _user = signed_in(desk)
    followup_id = due_now(desk)
    number = card_of(desk, followup_id).row.repair_order
    where = f"/follow-up/{followup_id}/"
    first = client.get(where).content.decode()
    assert "客户付" in first
    assert "还欠" in first
    with reading(desk.front.actor):
        bills = get_cashier_order(desk.front.actor, number).bills
    paid = [Tender("cash", bills[0].due)]
    take_payment(actor=desk.front.actor, bill_id=bills[0].bill_id or 0, tenders=paid, at=clock.now())
    rate_service(actor=desk.front.actor, number=number, wish=RatingWish(4, "等得久", "device"), at=clock.now())
    shown = client.get(where).content.decode()
    assert (f"¥ {format_money(bills[0].amount)}" in shown, "还欠" in shown) == (True, False)
    assert "4 分（满分 5）" in shown
    assert "等得久" in shown
