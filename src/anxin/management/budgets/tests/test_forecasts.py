"""The forecast of a budget by two: proposed, confirmed, objected to, replaced, taken; refused, denied and raced."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError
from django.test import Client

from anxin.management.budgets import queries
from anxin.management.budgets.commands import (
    KeptForecast,
    NoHandOfForecast,
    NoSideOfForecast,
    SameSideOfForecast,
    confirm_forecast,
    object_to_forecast,
    propose_forecast,
    take_forecast,
)
from anxin.management.budgets.models import BudgetForecast
from anxin.management.budgets.queries import ForecastRow
from anxin.management.budgets.rules.sides import FRONT_DESK, MANAGER, other_side, sides_of
from anxin.management.kpi.commands import TargetsDisagree, set_agreed_target
from anxin.management.kpi.queries import ForecastInput, list_targets
from anxin.parties.org.models import ApiToken, Store, User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, actor_for, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.models import Task
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.scope import reading, unit_of_work

YEAR, PROFIT = AT.year, "repair_gross_profit"
# 120 000 × 25 % + 100 000 × 1.1
GIVEN = ForecastInput(*(Decimal(one) for one in (100_000, 25_000, 100_000, 120_000, 10)))


@dataclass
class Two:
    """A store with the two who make its forecast."""

    store: Store
    manager_user: User
    desk_user: User

    @property
    def manager(self) -> Actor:
        return actor_for(self.manager_user)

    @property
    def desk(self) -> Actor:
        return actor_for(self.desk_user)

    def propose(self, actor: Actor | None = None, given: ForecastInput = GIVEN, words: str = "") -> KeptForecast:
        by = actor or self.manager
        return propose_forecast(actor=by, store_id=self.store.pk, year=YEAR, given=given, words=words, at=AT)

    def rows(self, actor: Actor | None = None) -> list[ForecastRow]:
        by = actor or self.manager
        with reading(by):
            return queries.list_forecasts(by, self.store.pk, YEAR)


def person(store: Store, post: str, **more: Any) -> User:
    user = make_user(store, post)
    make_employee(store, post, user=user, **more)
    return user


def grow_two() -> Two:
    store = make_store("LG")
    return Two(store, person(store, "after_sales_manager"), person(store, "front_desk_supervisor"))


@pytest.fixture
def two(db: None, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return grow_two()


def tasks() -> list[tuple[str, str]]:
    with reading(system_actor("test")):
        found = Task.objects.across_stores(reason="test").filter(kind="budgets.confirm_forecast").order_by("pk")
        return [(one.state, one.post) for one in found]


@pytest.mark.rule("R-KP09")
def test_what_the_other_side_confirms_becomes_the_target_with_both_names(two: Two) -> None:
    made = two.propose(words="双保增长")
    assert (made.number, made.state) == (1, "PROPOSED")
    assert tasks() == [("OPEN", "front_desk_supervisor")]
    with pytest.raises(IllegalTransition):
        take_forecast(actor=two.manager, forecast_id=made.id, at=AT)
    assert confirm_forecast(actor=two.desk, forecast_id=made.id, words="可以", at=AT).state == "CONFIRMED"
    assert [state for state, _post in tasks()] == ["DONE"]
    assert take_forecast(actor=two.manager, forecast_id=made.id, at=AT).state == "TAKEN"
    (row,) = two.rows()
    assert (row.made.total, row.budget, row.words, row.answer) == (140_000, 140_000, "双保增长", "可以")
    with reading(two.manager):
        targets = [one for one in list_targets(two.manager, two.store.pk, YEAR) if one.cell.code == PROFIT]
        agreed = queries.find_agreement(two.manager, two.store.pk, YEAR, PROFIT)
        assert queries.find_agreement(two.manager, two.store.pk, YEAR, "vehicle_entries") is None
    assert (sum(one.value or 0 for one in targets), {one.origin for one in targets}) == (140_000, {"agreed"})
    assert agreed is not None
    assert (agreed.is_forecast, agreed.value) == (True, 140_000)
    assert (agreed.proposed_by, agreed.confirmed_by) == (row.proposed_by, row.answered_by)
    assert row.proposed_by != row.answered_by


def test_an_objection_needs_words_and_the_desk_proposes_its_own_numbers(two: Two) -> None:
    made = two.propose()
    with pytest.raises(Invalid):
        object_to_forecast(actor=two.desk, forecast_id=made.id, words=" ", at=AT)
    object_to_forecast(actor=two.desk, forecast_id=made.id, words="保费太乐观", at=AT)
    with pytest.raises(IllegalTransition):
        confirm_forecast(actor=two.desk, forecast_id=made.id, at=AT)
    own = two.propose(two.desk, replace(GIVEN, budget=Decimal(130_000)))
    assert [post for _state, post in tasks()] == ["front_desk_supervisor", "after_sales_manager"]
    confirm_forecast(actor=two.manager, forecast_id=own.id, at=AT)
    rows = two.rows()
    assert [(one.number, one.state, one.side, one.budget) for one in rows] == [
        (2, "CONFIRMED", "front_desk", 130_000),
        (1, "OBJECTED", "manager", 140_000),
    ]
    assert rows[1].answer == "保费太乐观"


def test_a_new_version_replaces_what_still_waits(two: Two) -> None:
    first = two.propose()
    confirm_forecast(actor=two.desk, forecast_id=first.id, at=AT)
    two.propose(given=replace(GIVEN, mechanical_growth=Decimal(12)))
    third = two.propose(given=replace(GIVEN, mechanical_growth=Decimal(15)))
    assert [(one.number, one.state) for one in two.rows()] == [(3, "PROPOSED"), (2, "REPLACED"), (1, "REPLACED")]
    with pytest.raises(IllegalTransition):
        take_forecast(actor=two.manager, forecast_id=first.id, at=AT)
    assert [state for state, _post in tasks()] == ["DONE", "CANCELLED", "OPEN"]
    assert [one.may_answer for one in two.rows(two.desk)] == [True, False, False]
    assert two.rows()[0].may_answer is False
    assert third.number == 3


def test_nobody_confirms_what_his_own_side_proposed(two: Two) -> None:
    made = two.propose()
    colleague = actor_for(person(two.store, "service_manager"))
    both = person(two.store, "after_sales_manager", extra_posts=["front_desk_supervisor"])
    own = two.propose(actor_for(both))
    for actor, forecast in ((two.manager, own), (colleague, own), (actor_for(both), own)):
        with pytest.raises(SameSideOfForecast):
            confirm_forecast(actor=actor, forecast_id=forecast.id, at=AT)
    assert made.number == 1
    assert confirm_forecast(actor=two.desk, forecast_id=own.id, at=AT).state == "CONFIRMED"
    without = actor_for(make_user(two.store, "after_sales_manager"))
    with pytest.raises(NoSideOfForecast):
        two.propose(without)
    with pytest.raises(NoHandOfForecast):
        take_forecast(actor=without, forecast_id=own.id, at=AT)


@pytest.mark.parametrize(
    "change",
    [
        {"premium_planned": Decimal(-1)},
        {"mechanical_growth": Decimal(1_001)},
        {"accident_before": Decimal("NaN")},
        {"mechanical_before": Decimal("0.0001")},
        {"premium_before": Decimal(0)},
        {"budget": Decimal(10) ** 15},
        {"premium_before": Decimal("0.001"), "accident_before": Decimal(10) ** 11, "budget": Decimal(1)},
    ],
)
def test_numbers_that_cannot_be_are_refused(two: Two, change: dict[str, Decimal]) -> None:
    with pytest.raises(Invalid):
        two.propose(given=replace(GIVEN, **change))
    assert two.rows() == []


def test_who_may_not_is_denied(two: Two) -> None:
    made = two.propose()
    advisor, stranger = (
        actor_for(person(two.store, "service_advisor")),
        actor_for(person(make_store("NS"), "service_manager")),
    )
    for actor in (advisor, stranger):
        with pytest.raises(Denied):
            two.propose(actor)
        with pytest.raises((Denied, NotFound)):
            confirm_forecast(actor=actor, forecast_id=made.id, at=AT)
        with pytest.raises(Denied):
            two.rows(actor)
    with pytest.raises(Denied):
        take_forecast(actor=two.desk, forecast_id=made.id, at=AT)
    assert two.rows()[0].state == "PROPOSED"


def test_what_does_not_fit_waits_until_somebody_is_sure(two: Two) -> None:
    by = {"actor": two.manager, "store_id": two.store.pk, "year": YEAR, "at": AT}
    for code, value in (("mechanical_gross_profit", 50_000), ("accident_gross_profit", 40_000)):
        set_agreed_target(code=code, value=Decimal(value), **by)
    made = two.propose()
    confirm_forecast(actor=two.desk, forecast_id=made.id, at=AT)
    with pytest.raises(TargetsDisagree):
        take_forecast(actor=two.manager, forecast_id=made.id, at=AT)
    assert take_forecast(actor=two.manager, forecast_id=made.id, is_sure=True, at=AT).state == "TAKEN"


def test_a_version_stands_as_it_was_proposed(two: Two) -> None:
    two.propose()
    with pytest.raises(DatabaseError), unit_of_work(system_actor("test"), "test", writable=True):
        BudgetForecast.objects.across_stores(reason="test").update(budget=1)


def test_no_version_is_answered_by_who_proposed_it_or_confirmed_by_nobody(two: Two) -> None:
    made = two.propose()
    with reading(system_actor("test")):
        proposer = BudgetForecast.objects.across_stores(reason="test").get(pk=made.id).proposed_by_id
    for change in (
        {"state": "CONFIRMED"},
        {"state": "CONFIRMED", "answered_by_id": proposer, "answered_at": AT},
        {"answered_by_id": proposer, "answered_at": AT},
    ):
        with (
            pytest.raises(IntegrityError, match="budget_forecast_by_two"),
            unit_of_work(system_actor("test"), "test", writable=True),
        ):
            BudgetForecast.objects.across_stores(reason="test").update(**change)


def test_of_two_answers_at_once_one_stands(race: Callable[..., list[Any]]) -> None:
    two = grow_two()
    made, second = two.propose(), actor_for(person(two.store, "service_supervisor"))
    results = race(
        lambda: confirm_forecast(actor=two.desk, forecast_id=made.id, at=AT),
        lambda: object_to_forecast(actor=second, forecast_id=made.id, words="太高", at=AT),
    )
    assert sorted(type(one).__name__ for one in results) == ["IllegalTransition", "KeptForecast"]


def test_of_two_proposed_at_once_one_replaces_the_other(race: Callable[..., list[Any]]) -> None:
    two = grow_two()
    manager, desk = two.manager, two.desk
    race(lambda: two.propose(manager), lambda: two.propose(desk))
    assert [(one.number, one.state) for one in two.rows()] == [(2, "PROPOSED"), (1, "REPLACED")]


def test_sides_follow_from_posts() -> None:
    assert sides_of(lambda post: post == "service_director") == [MANAGER]
    assert sides_of(lambda post: post == "service_supervisor") == [FRONT_DESK]
    assert sides_of(lambda _post: True) == [MANAGER, FRONT_DESK]
    assert sides_of(lambda post: post == "cashier") == []
    assert (other_side(MANAGER), other_side(FRONT_DESK)) == (FRONT_DESK, MANAGER)


def test_the_pages_propose_answer_and_take(two: Two) -> None:
    manager, desk = Client(), Client()
    manager.force_login(two.manager_user)
    desk.force_login(two.desk_user)
    assert "还没有人提出预测" in desk.get("/budgets/forecasts/").content.decode()
    numbers = {name: str(getattr(GIVEN, name)) for name in ("premium_before", "accident_before", "mechanical_before")}
    numbers |= {"premium_planned": "120000", "mechanical_growth": "10", "budget": ""}
    offered = manager.get(f"/figures/forecast/?year={YEAR}", numbers).content.decode()
    assert "照这些数提给另一方确认" in offered
    given = {**numbers, "year": YEAR, "words": "双保"}
    assert manager.post("/budgets/forecasts/propose/", {**given, "premium_before": ""}).status_code == 422
    assert manager.post("/budgets/forecasts/propose/", given).status_code == 303
    page = f"/budgets/forecasts/{two.rows()[0].id}/"
    assert "有异议" in desk.get(page).content.decode()
    assert desk.post(f"{page}object/", {"words": ""}).status_code == 422
    assert manager.post(f"{page}confirm/", {"words": ""}).status_code == 409
    assert manager.post(f"{page}take/").status_code == 409
    assert desk.post(f"{page}confirm/", {"words": ""}).status_code == 303
    assert manager.post(f"{page}take/").status_code == 303
    assert "看商定的经过" in manager.get(f"/figures/targets/{PROFIT}/?year={YEAR}").content.decode()
    assert manager.get(f"/budgets/forecasts/?year={YEAR}&format=xlsx").status_code == 200


def test_the_endpoints_propose_confirm_and_take(two: Two) -> None:
    def caller(user: User, token: str) -> Client:
        ApiToken.objects.create(user=user, name="test", digest=digest(token), scopes=["*"], created_at=AT)
        return Client(headers={"Authorization": f"Bearer {token}"})

    manager, desk = caller(two.manager_user, "m"), caller(two.desk_user, "d")
    root, kind = "/api/v1/budgets", {"content_type": "application/json"}
    given = dict.fromkeys(("premium_before", "accident_before", "mechanical_before", "premium_planned"), "100")
    body = {"given": {**given, "mechanical_growth": "0"}}
    made = manager.post(f"{root}/stores/{two.store.pk}/forecasts/{YEAR}/propose", body, **kind)
    assert (made.status_code, made.json()["number"]) == (201, 1)
    path = f"{root}/forecasts/{made.json()['id']}"
    assert desk.get(path).json()["may_answer"] is True
    assert desk.post(f"{path}/object", {"words": ""}, **kind).status_code == 422
    assert desk.post(f"{path}/confirm", {}, **kind).json()["state"] == "CONFIRMED"
    assert manager.post(f"{path}/take", {}, **kind).json()["state"] == "TAKEN"
    assert len(desk.get(f"{root}/stores/{two.store.pk}/forecasts/{YEAR}").json()) == 1
    agreed = manager.get(f"{root}/stores/{two.store.pk}/agreements/{YEAR}/{PROFIT}").json()
    assert (agreed["is_forecast"], Decimal(agreed["value"])) == (True, 200)
