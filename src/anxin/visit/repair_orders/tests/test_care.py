"""Care products: recommended when due, shown, agreed to by themselves, offered again after a no."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article, make_package
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import CareConsentNeeded, NewItem, NewJob
from anxin.visit.repair_orders.models import CustomerAnswer
from anxin.visit.repair_orders.queries import ItemView, ServiceDue
from anxin.visit.repair_orders.tests.factories import (
    ASKED,
    LABOUR,
    FrontDesk,
    make_front_desk,
    open_order,
    sign_order,
    signed_order,
    view_of,
)

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def care_order(desk: FrontDesk) -> tuple[str, ItemView]:
    cleaner = make_article(name="燃油添加剂", is_care=True).number
    wished = [NewJob("保养", items=[LABOUR]), NewJob("养护", items=[NewItem("part", cleaner)])]
    number = open_order(desk, jobs=wished).number
    return number, view_of(desk, number).jobs[1].items[0]


def offers_of(desk: FrontDesk, number: str) -> list[ServiceDue]:
    with reading(desk.actor):
        return queries.list_due_services(desk.actor, number)


@pytest.mark.rule("R-RO15")
def test_a_care_product_is_never_signed_along_with_the_rest() -> None:
    desk = make_front_desk()
    number, item = care_order(desk)
    with pytest.raises(CareConsentNeeded) as refused:
        sign_order(desk, number)
    assert refused.value.rule == "R-RO15"
    decide = {"actor": desk.actor, "number": number, "item_ids": [item.id], "at": AT}
    with pytest.raises(Invalid):
        commands.decide_care(agreed=True, **decide)
    commands.decide_care(agreed=True, shown="sample", **decide)
    sign_order(desk, number)
    row = view_of(desk, number).jobs[1].items[0]
    assert (row.decision, row.care_shown, row.care_consented_at) == ("APPROVED", "sample", AT)


@pytest.mark.rule("R-RO15")
def test_a_no_is_kept_leaves_the_rest_to_be_signed_and_is_offered_again() -> None:
    desk = make_front_desk()
    number, item = care_order(desk)
    decide = {"actor": desk.actor, "number": number, "item_ids": [item.id], "at": AT}
    commands.decide_care(agreed=False, reason="下次再说", **decide)
    with pytest.raises(Conflict):
        commands.decide_care(agreed=True, shown="sample", **decide)
    with pytest.raises(NotFound):
        commands.decide_care(**{**decide, "item_ids": [item.id + 10_000]}, agreed=False)
    sign_order(desk, number)
    view = view_of(desk, number)
    assert [one.decision for one in (view.jobs[0].items[0], view.jobs[1].items[0])] == ["APPROVED", "DECLINED"]
    with reading(desk.actor):
        (unsold,) = queries.list_unsold_items(desk.actor, view.head.vehicle_id, TODAY)
    assert (unsold.name, unsold.reason) == ("燃油添加剂", "下次再说")


@pytest.mark.rule("R-RO15")
def test_afterwards_too_a_care_product_is_agreed_to_only_after_a_sample_or_the_effect_was_shown() -> None:
    desk = make_front_desk()
    number = signed_order(desk).number
    job = view_of(desk, number).jobs[0].id
    cleaner = NewItem("part", make_article(name="燃油添加剂", is_care=True).number)
    (item,) = commands.propose_items(actor=desk.actor, number=number, job_id=job, items=[cleaner], why=ASKED, at=AT).item_ids
    with pytest.raises(CareConsentNeeded):
        sign_order(desk, number)
    by = {"actor": desk.actor, "number": number, "at": AT}
    said = {"decisions": {item: ("APPROVED", "")}, "channel": "phone", **by}
    with pytest.raises(CareConsentNeeded):
        commands.decide_items(**said)
    with pytest.raises(CareConsentNeeded):
        commands.send_approval_link(by_message=False, **by)
    commands.decide_care(item_ids=[item], agreed=True, shown="effect", **by)
    commands.send_approval_link(by_message=False, **by)
    commands.decide_items(**said)
    row = view_of(desk, number).jobs[0].items[-1]
    assert (row.decision, row.care_shown, row.care_consented_at) == ("APPROVED", "effect", AT)


@pytest.mark.rule("R-RO15")
def test_no_words_are_put_into_the_customers_mouth() -> None:
    desk = make_front_desk()
    number, item = care_order(desk)
    commands.decide_care(actor=desk.actor, number=number, item_ids=[item.id], agreed=False, at=AT)
    assert view_of(desk, number).jobs[1].items[0].decline_reason == "客户没有说原因"


@pytest.mark.rule("R-RO15")
def test_a_care_package_is_recommended_until_it_is_on_the_order_and_again_when_due() -> None:
    desk = make_front_desk()
    care = make_package(make_article(), name="进气养护", care_every_km=20_000)
    number = open_order(desk, odometer_km=19_000).number
    assert offers_of(desk, number) == []
    first = open_order(desk, odometer_km=25_000)
    view = view_of(desk, first.number)
    assert [one.code for one in offers_of(desk, first.number)] == [care.code]
    commands.add_job(actor=desk.actor, number=first.number, job=NewJob("养护", package_code=care.code), at=AT)
    assert offers_of(desk, first.number) == []
    ids = [item.id for item in view_of(desk, first.number).jobs[-1].items]
    commands.decide_care(actor=desk.actor, number=first.number, item_ids=ids, agreed=True, shown="effect", at=AT)
    sign_order(desk, first.number)
    later = {"vehicle_id": view.head.vehicle_id, "at": AT + timedelta(days=200)}
    soon = open_order(desk, odometer_km=44_000, **later).number
    assert offers_of(desk, soon) == []
    due = open_order(desk, odometer_km=45_000, **later).number
    (offer,) = offers_of(desk, due)
    assert (offer.last_km, offer.last_on) == (25_000, TODAY)


@pytest.mark.rule("R-RO15")
def test_the_order_asks_about_care_by_itself_and_the_signature_waits_for_the_answer() -> None:
    desk = make_front_desk()
    number, item = care_order(desk)
    client, page = Client(), f"/repair-orders/{number}/"
    client.force_login(User.objects.get(pk=desk.actor.id))
    assert "养护：单独问客户" in client.get(page).content.decode()
    assert "seen_total" not in client.get(f"{page}authorise/").content.decode()
    said = {"item": str(item.id), "said": "sample"}
    assert client.post(f"{page}decide-care/?back={page}authorise/", said).headers["Location"] == f"{page}authorise/"
    assert "seen_total" in client.get(f"{page}authorise/").content.decode()


@pytest.mark.rule("R-RO15")
def test_a_no_to_the_last_open_job_of_a_signed_order_is_an_answer_and_ends_the_work() -> None:
    desk = make_front_desk()
    order = signed_order(desk, jobs=[NewJob("保养", items=[LABOUR])])
    by = {"actor": desk.actor, "number": order.number, "at": AT}
    cleaner = NewItem("part", make_article(name="燃油添加剂", is_care=True).number)
    commands.add_job(job=NewJob("养护", items=[cleaner]), why=ASKED, **by)
    commands.start_job(job_id=order.job_ids[0], **by)
    commands.finish_job(job_id=order.job_ids[0], **by)
    before = view_of(desk, order.number).head
    assert before.state == "IN_PROGRESS"
    item = view_of(desk, order.number).jobs[1].items[0]
    said = commands.decide_care(item_ids=[item.id], agreed=False, shown="sample", reason="太贵", **by)
    view = view_of(desk, order.number)
    assert (view.head.state, said.state, said.version) == ("WORK_FINISHED", "WORK_FINISHED", view.head.version)
    assert view.head.version > before.version
    row = view.jobs[1].items[0]
    assert (row.decision, row.decline_reason, row.care_shown) == ("DECLINED", "太贵", "sample")
    with reading(desk.actor):
        (answer,) = CustomerAnswer.objects.across_stores(reason="test")
    assert (answer.channel, [line["item"] for line in answer.lines]) == ("phone", [item.id])
