"""What an item, a job and a signature must be, whoever calls the command."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import Confirmations, NewItem, NewJob
from anxin.visit.repair_orders.models import Item
from anxin.visit.repair_orders.tests.factories import ASKED, PART, PNG, make_front_desk, open_order, sign_order, view_of

pytestmark = pytest.mark.django_db

UNFIT: list[tuple[dict[str, Any], str]] = [
    ({"kind": "gift"}, "kind"),
    ({"payer": "nobody"}, "payer"),
    ({"quantity": Decimal(0)}, "quantity"),
    ({"quantity": Decimal(-1)}, "quantity"),
    ({"quantity": Decimal("NaN")}, "quantity"),
    ({"quantity": Decimal(10_000)}, "quantity"),
    ({"quantity": Decimal("0.0005")}, "quantity"),
    ({"unit_price": Money(-1)}, "unit_price"),
    ({"unit_price": Money(10**13)}, "unit_price"),
    ({"discount": Money(-1)}, "discount"),
    ({"discount": Money.yuan(681)}, "discount"),
    ({"name": "长" * 81}, "name"),
    ({"position_words": "左" * 41}, "position_words"),
]


@pytest.mark.parametrize(("unfit", "field"), UNFIT)
def test_an_item_that_cannot_be_is_refused_and_its_field_named(unfit: dict[str, Any], field: str) -> None:
    desk = make_front_desk()
    number = open_order(desk, jobs=[]).number
    job = NewJob("刹车", items=[replace(PART, **unfit)])
    with pytest.raises(Invalid) as refusal:
        commands.add_job(actor=desk.actor, number=number, job=job, at=AT)
    assert refusal.value.field == field
    assert view_of(desk, number).jobs == ()


@pytest.mark.parametrize(("unfit", "field"), UNFIT[1:-2])
def test_a_change_that_cannot_be_is_refused_and_its_field_named(unfit: dict[str, Any], field: str) -> None:
    desk = make_front_desk()
    number = open_order(desk, jobs=[NewJob("刹车", items=[PART])]).number
    item = view_of(desk, number).jobs[0].items[0]
    with pytest.raises(Invalid) as refusal:
        commands.change_item(actor=desk.actor, number=number, item_id=item.id, at=AT, **unfit)
    assert refusal.value.field == field
    assert view_of(desk, number).jobs[0].items[0].amount == Money.yuan(680)


@pytest.mark.parametrize(
    ("unfit", "field"),
    [({"title": ""}, "title"), ({"title": "长" * 81}, "title"), ({"complaint": "长" * 501}, "complaint")],
)
def test_a_job_says_what_it_is_about(unfit: dict[str, Any], field: str) -> None:
    desk = make_front_desk()
    with pytest.raises(Invalid) as refusal:
        open_order(desk, jobs=[replace(NewJob("刹车"), **unfit)])
    assert refusal.value.field == field


def test_an_unknown_kind_of_order_channel_or_choice_is_refused() -> None:
    desk = make_front_desk()
    with pytest.raises(Invalid) as refusal:
        open_order(desk, kind="picnic")
    assert refusal.value.field == "kind"
    number = open_order(desk).number
    with pytest.raises(Invalid) as refusal:
        commands.change_repair_order(actor=desk.actor, number=number, kind="picnic", at=AT)
    assert refusal.value.field == "kind"
    confirmed = commands.Confirmations(sign_order(desk, number).promised_at, "burn", True)
    signed = {"actor": desk.actor, "number": number, "at": AT, "signature": PNG}
    with pytest.raises(Invalid) as refusal:
        commands.authorise_repair_order(confirmations=confirmed, **signed)
    assert refusal.value.field == "old_parts"
    with pytest.raises(Invalid) as refusal:
        commands.authorise_repair_order(confirmations=replace(confirmed, old_parts="boot"), channel="smoke", **signed)
    assert refusal.value.field == "channel"


def test_the_database_knows_the_kinds_and_payers_too() -> None:
    desk = make_front_desk()
    open_order(desk, jobs=[NewJob("刹车", items=[NewItem("fee", name="检测", unit_price=Money(100))])])
    with reading(desk.actor):
        for wrong in ({"kind": "gift"}, {"payer": "nobody"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Item.objects.across_stores(reason="test").update(**wrong)


@pytest.mark.rule("R-RO08")
@pytest.mark.parametrize(("agreed", "channel", "is_refused"), [(3, "phone", False), (4, "phone", True), (4, "paper", False)])
def test_more_than_three_additional_items_are_not_agreed_on_the_phone(agreed: int, channel: str, is_refused: bool) -> None:
    desk = make_front_desk()
    number = open_order(desk).number
    sign_order(desk, number)
    jobs = [NewJob("检查", items=[NewItem("fee", name=f"检测{place}", unit_price=Money(100))]) for place in range(5)]
    asked = {"actor": desk.actor, "number": number, "why": ASKED, "at": AT}
    added = [commands.add_job(job=job, **asked).item_ids[0] for job in jobs]
    decisions = {item: ("APPROVED" if place < agreed else "DEFERRED", "") for place, item in enumerate(added)}
    said = {"actor": desk.actor, "number": number, "decisions": decisions, "channel": channel, "at": AT}
    if not is_refused:
        commands.decide_items(**said)
        return
    with pytest.raises(commands.SecondOrderNeeded) as refusal:
        commands.decide_items(**said)
    assert (refusal.value.field, refusal.value.rule) == ("channel", "R-RO08")


NO_PROMISES = [
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=12))),
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    AT.replace(tzinfo=None) + timedelta(hours=3),
    AT + timedelta(days=367),
    AT,
]


@pytest.mark.rule("R-RO18")
@pytest.mark.parametrize("promised_at", NO_PROMISES)
def test_a_promise_that_no_page_could_show_is_refused_wherever_it_is_made(promised_at: datetime) -> None:
    desk = make_front_desk()
    number = open_order(desk).number
    confirmed = Confirmations(promised_at, "boot", True)
    for make in (
        lambda: open_order(desk, promised_at=promised_at),
        lambda: commands.set_promise(actor=desk.actor, number=number, promised_at=promised_at, at=AT),
        lambda: commands.authorise_repair_order(
            actor=desk.actor, number=number, confirmations=confirmed, signature=PNG, at=AT
        ),
    ):
        with pytest.raises(Invalid) as refusal:
            make()
        assert refusal.value.field == "promised_at"
    furthest = (AT + timedelta(days=366)).astimezone(UTC)
    commands.set_promise(actor=desk.actor, number=number, promised_at=furthest, at=AT)
    assert view_of(desk, number).head.promised_at == furthest


def test_an_address_that_proposes_an_impossible_promise_still_opens() -> None:
    desk = make_front_desk()
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    page = f"/repair-orders/{open_order(desk).number}/set-promise/"
    assert client.get(page, {"at": "9999-12-31T23:59:59-12:00"}).status_code == 200


def test_no_order_has_a_number_that_the_database_cannot_hold() -> None:
    desk = make_front_desk()
    for number in ("\x00", "W\ud800"):
        with reading(desk.actor), pytest.raises(NotFound):
            queries.get_order_head(desk.actor, number)
