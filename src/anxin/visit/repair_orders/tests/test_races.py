"""Two people at one order."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from anxin.parties.customers.queries import find_consent_answer
from anxin.parties.org.tests.factories import AT
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.access import locked_open_order
from anxin.visit.repair_orders.commands import Confirmations, NewItem, authorise
from anxin.visit.repair_orders.link_tokens import link_actor
from anxin.visit.repair_orders.tests.factories import ASKED, PNG, inspected_order, make_front_desk, open_order, view_of
from anxin.visit.repair_orders.tests.links import send
from anxin.visit.repair_orders.tests.test_plans import offered
from anxin.visit.repair_orders.tests.test_supply import make_counter


def test_two_keepers_issue_an_item_once(race: Callable[..., list[Any]]) -> None:
    counter = make_counter()
    issue = partial(commands.issue_order_parts, actor=counter.keeper, number=counter.number, at=AT)
    assert sorted(type(each).__name__ for each in race(issue, issue)) == ["NothingToIssue", "SuppliedOrder"]
    assert counter.on_hand == 8


def test_the_customer_never_signs_a_price_that_changed_meanwhile(race: Callable[..., list[Any]]) -> None:
    desk = make_front_desk()
    number = open_order(desk).number
    view = view_of(desk, number)
    item, by = view.jobs[0].items[1], {"actor": desk.actor, "number": number, "at": AT}
    confirmed = Confirmations(AT + timedelta(hours=3), "boot", True, total=view.total)
    sign = partial(commands.authorise_repair_order, confirmations=confirmed, signature=PNG, version=view.head.version, **by)
    change = partial(commands.change_item, item_id=item.id, unit_price=Money.yuan(700), **by)
    signed, _changed = race(sign, change)
    after = view_of(desk, number)
    if after.authorisation is None:
        assert type(signed).__name__ == "VersionConflict"
    else:
        assert after.authorisation.customer_total == view.total
        assert [each.name for each in after.waiting] == [item.name]


def test_the_answer_on_being_called_is_kept_before_order_and_book_are_locked(
    race: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_front_desk()
    number, known = open_order(desk).number, []
    customer = view_of(desk, number).head.customer_id

    def locked_now(*given: Any) -> Any:
        known.append(find_consent_answer(desk.actor, customer, "service"))
        return locked_open_order(*given)

    monkeypatch.setattr(authorise, "locked_open_order", locked_now)
    confirmed = Confirmations(AT + timedelta(hours=3), "boot", True, service_contact="given")
    sign = partial(commands.authorise_repair_order, actor=desk.actor, number=number, signature=PNG, at=AT)
    (signed,) = race(partial(sign, confirmations=confirmed))
    assert (type(signed).__name__, known) == ("AuthorisedRepairOrder", ["given"])


def test_an_order_is_settled_only_with_what_the_customer_decided(race: Callable[..., list[Any]]) -> None:
    desk = make_front_desk()
    number = inspected_order(desk).number
    job, by = view_of(desk, number).jobs[0].id, {"actor": desk.actor, "number": number}
    road_test = NewItem("fee", name="路试", unit_price=Money.yuan(50))
    (item,) = commands.propose_items(job_id=job, items=[road_test], why=ASKED, at=AT, **by).item_ids
    settle = partial(commands.settle_repair_order, at=AT + timedelta(hours=2), **by)
    decide = partial(commands.decide_items, decisions={item: ("DECLINED", "价格")}, channel="phone", at=AT, **by)
    settled, decided = race(settle, decide)
    assert type(decided).__name__ == "AuthorisedRepairOrder"
    state = "INSPECTED" if type(settled).__name__ == "AdditionalItemsUndecided" else "SETTLED"
    assert view_of(desk, number).head.state == state
    assert state == "INSPECTED" or sum(line.amount.fen for line in settled.lines) == 77000


def test_two_devices_at_once_leave_one_answer(race: Callable[..., list[Any]]) -> None:
    desk = make_front_desk()
    number, path = send(desk)
    token = path.split("/")[2]
    actor = link_actor(token)
    with reading(actor):
        offer = queries.get_offer(actor, token, AT)
    given = {"actor": actor, "token": token, "seen": offer.seen, "signature": PNG, "at": AT}
    yes, no = ({group.key: (wish, "") for group in offer.groups} for wish in ("APPROVED", "DECLINED"))
    answers = race(partial(commands.answer_link, answers=yes, **given), partial(commands.answer_link, answers=no, **given))
    assert sorted(one.is_new for one in answers) == [False, True]
    items = [item for job in view_of(desk, number).jobs for item in job.items if item.is_additional]
    assert len({item.decision for item in items}) == 1


@pytest.mark.rule("R-RO13")
def test_of_a_choice_and_a_no_to_all_plans_one_stands(race: Callable[..., list[Any]]) -> None:
    desk = make_front_desk()
    number, offer = offered(desk)
    by = {"actor": desk.actor, "number": number, "offer_id": offer, "at": AT}
    acts = (partial(commands.choose_plan, plan=1, **by), partial(commands.decline_plans, reason="太贵", **by))
    assert sorted(type(one).__name__ for one in race(*acts)) == ["ChangedRepairOrder", "Conflict"]
    assert len({item.decision for item in view_of(desk, number).jobs[0].items}) == 1


@pytest.mark.rule("R-RO13")
def test_of_two_who_choose_one_is_told_that_it_is_chosen(race: Callable[..., list[Any]]) -> None:
    desk = make_front_desk()
    number, offer = offered(desk)
    choose = partial(commands.choose_plan, actor=desk.actor, number=number, offer_id=offer, at=AT)
    ended = [type(one).__name__ for one in race(partial(choose, plan=1), partial(choose, plan=2))]
    assert sorted(ended) == ["ChangedRepairOrder", "Conflict"]
    assert len(view_of(desk, number).jobs[0].items) == 2
