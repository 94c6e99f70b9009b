"""Proposed targets: sent, accepted, countered, agreed to, replaced and withdrawn; refused, denied and raced."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from anxin.management.budgets import queries
from anxin.management.budgets.commands import (
    NewProposal,
    accept_target_proposal,
    agree_to_counter,
    counter_target_proposal,
    propose_targets,
    withdraw_target_proposal,
)
from anxin.management.budgets.models import TargetProposal
from anxin.management.budgets.queries import ProposalFilter, ProposalRow
from anxin.management.kpi.commands import Cell, NewTarget, TargetsDisagree, set_targets
from anxin.management.kpi.queries import list_target_changes, list_targets
from anxin.management.market.commands import NewNote, note_market
from anxin.parties.org.models import ApiToken, Store, User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, actor_for, make_region, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.models import Task
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Order, Window
from anxin.resources.figures.tests.factories import enter

YEAR, PROFIT, MARGIN = AT.year, "repair_gross_profit", "gross_margin"


@dataclass
class Region:
    """A store with its manager, and the manager of the region."""

    store: Store
    region_user: User
    manager_user: User

    @property
    def region(self) -> Actor:
        return actor_for(self.region_user)

    @property
    def manager(self) -> Actor:
        return actor_for(self.manager_user)

    def send(self, value: int | str = 1_200_000, code: str = PROFIT, words: str = "") -> ProposalRow:
        asked = [NewProposal(self.store.pk, code, Decimal(value))]
        propose_targets(actor=self.region, year=YEAR, proposals=asked, words=words, at=AT)
        return self.rows()[0]

    def rows(self, asked: ProposalFilter | None = None) -> list[ProposalRow]:
        with reading(self.region):
            return [*queries.page_target_proposals(self.region, asked or ProposalFilter(), Order(), Window()).rows]

    def targets(self, code: str = PROFIT) -> dict[int, Decimal | None]:
        with reading(self.manager):
            return {
                one.cell.month: one.value for one in list_targets(self.manager, self.store.pk, YEAR) if one.cell.code == code
            }


def grow_region() -> Region:
    store = make_store("LG", region=make_region())
    manager = make_user(store, "after_sales_manager")
    make_employee(store, "after_sales_manager", user=manager)
    return Region(store, make_user(store, "regional_manager", level="region"), manager)


@pytest.fixture
def at_work(db: None, monkeypatch: pytest.MonkeyPatch) -> Region:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return grow_region()


def tasks(states: Iterable[str] = ("OPEN", "DONE", "CANCELLED")) -> list[str]:
    with reading(system_actor("test")):
        found = Task.objects.across_stores(reason="test").filter(kind="budgets.answer_proposal").order_by("pk")
        return [one.state for one in found if one.state in states]


@pytest.mark.rule("R-KP11")
def test_what_a_store_accepts_is_its_target_by_the_months_of_last_year(at_work: Region) -> None:
    for month in range(1, 13):
        enter(at_work.store, "repair_revenue", {f"{YEAR - 1}-{month:02d}": (200_000 if month == 1 else 100_000) * 100})
        enter(at_work.store, "repair_cost", {f"{YEAR - 1}-{month:02d}": (100_000 if month == 1 else 50_000) * 100})
    row = at_work.send(1_300_000, words="主推双保")
    assert (row.before, round(row.change or 0, 3), row.words, row.state) == (650_000, 1, "主推双保", "SENT")
    assert tasks() == ["OPEN"]
    assert accept_target_proposal(actor=at_work.manager, proposal_id=row.id, at=AT).state == "ACCEPTED"
    assert at_work.targets() == {1: Decimal(200_000), **{month: Decimal(100_000) for month in range(2, 13)}}
    with reading(at_work.manager):
        changes = list_target_changes(at_work.manager, at_work.store.pk, YEAR).rows
    assert {(one.origin, one.actor_key) for one in changes} == {("agreed", at_work.manager.key)}
    assert tasks() == ["DONE"]
    assert at_work.rows(ProposalFilter(is_open=True)) == []


def test_what_was_agreed_stays_as_it_is(at_work: Region) -> None:
    row = at_work.send()
    accept_target_proposal(actor=at_work.manager, proposal_id=row.id, at=AT)
    for change in ("answered_by = 'x'", "closed_by = 'y'", "counter = 5, reason = '别的'"):
        with (
            pytest.raises(DatabaseError, match="closed_proposal_stays"),
            unit_of_work(system_actor("test"), "test", writable=True),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE budgets_targetproposal SET {change}")


@pytest.mark.rule("R-KP11")
def test_a_year_of_which_not_all_months_are_known_is_no_basis(at_work: Region) -> None:
    known = [f"{YEAR - 1}-{month:02d}" for month in range(1, 13) if month not in (3, 4)]
    for kind, fen in (("repair_revenue", 200_000_00), ("repair_cost", 100_000_00)):
        enter(at_work.store, kind, dict.fromkeys(known, fen))
    browser = Client()
    browser.force_login(at_work.region_user)

    def page() -> str:
        return browser.get("/budgets/proposals/new/", {"year": YEAR, "code": PROFIT}).content.decode()

    assert f"12 个月里只有 10 个月是全的，缺 {YEAR - 1}-03 – {YEAR - 1}-04" in page()
    assert 'value="1000000"' not in page()
    # His own number goes all the same; beside it stands none of ten months.
    assert at_work.send(1_500_000).before is None
    for kind, fen in (("repair_revenue", 200_000_00), ("repair_cost", 100_000_00)):
        enter(at_work.store, kind, dict.fromkeys((f"{YEAR - 1}-03", f"{YEAR - 1}-04"), fen))
    assert "只有" not in page()
    assert 'value="1200000"' in page()
    enter(at_work.store, "repair_revenue", {f"{YEAR - 1}-06": 2_000_000_00})
    assert f"{YEAR - 1}-06 的数异常，仍然计入" in page()


def test_without_a_last_year_the_months_are_alike_and_a_rate_holds_all_year(at_work: Region) -> None:
    accept_target_proposal(actor=at_work.manager, proposal_id=at_work.send(1_200_000).id, at=AT)
    assert set(at_work.targets().values()) == {Decimal(100_000)}
    own = [NewTarget(Cell(MARGIN, 3), "ge", Decimal(30))]
    set_targets(actor=at_work.manager, store_id=at_work.store.pk, year=YEAR, targets=own, is_sure=True, at=AT)
    accept_target_proposal(actor=at_work.manager, proposal_id=at_work.send("42.5", MARGIN).id, is_sure=True, at=AT)
    assert at_work.targets(MARGIN) == {0: Decimal("42.5")}


def test_another_number_needs_a_reason_and_becomes_the_target_when_agreed_to(at_work: Region) -> None:
    row = at_work.send()
    for value, reason in ((Decimal(1_200_000), "一样"), (Decimal(1_000_000), " "), (Decimal(10) ** 15, "太大")):
        with pytest.raises(Invalid):
            counter_target_proposal(actor=at_work.manager, proposal_id=row.id, value=value, reason=reason, at=AT)
    given = {"value": Decimal(960_000), "reason": "隔壁开了新店"}
    with pytest.raises(IllegalTransition):
        agree_to_counter(actor=at_work.region, proposal_id=row.id, at=AT)
    assert counter_target_proposal(actor=at_work.manager, proposal_id=row.id, at=AT, **given).state == "COUNTERED"
    assert at_work.targets() == {}
    with pytest.raises(IllegalTransition):
        accept_target_proposal(actor=at_work.manager, proposal_id=row.id, at=AT)
    assert agree_to_counter(actor=at_work.region, proposal_id=row.id, at=AT).state == "ACCEPTED"
    assert set(at_work.targets().values()) == {Decimal(80_000)}
    (row,) = at_work.rows()
    assert (row.counter, row.reason, bool(row.answered_by), bool(row.closed_by)) == (960_000, "隔壁开了新店", True, True)


def test_a_new_number_replaces_an_open_one_and_the_same_is_not_sent_twice(at_work: Region) -> None:
    at_work.send(1_200_000)
    at_work.send(1_200_000)
    assert [one.state for one in at_work.rows()] == ["SENT"]
    at_work.send(1_500_000)
    assert [(one.value, one.state) for one in at_work.rows()] == [(1_500_000, "SENT"), (1_200_000, "REPLACED")]
    assert tasks() == ["CANCELLED", "OPEN"]
    assert withdraw_target_proposal(actor=at_work.region, proposal_id=at_work.rows()[0].id, at=AT).state == "WITHDRAWN"
    assert tasks() == ["CANCELLED", "CANCELLED"]
    with pytest.raises(IllegalTransition):
        accept_target_proposal(actor=at_work.manager, proposal_id=at_work.rows()[0].id, at=AT)
    assert at_work.targets() == {}


def test_what_does_not_fit_waits_until_the_store_is_sure(at_work: Region) -> None:
    for code, value in (("mechanical_gross_profit", 500_000), ("accident_gross_profit", 400_000)):
        accept_target_proposal(actor=at_work.manager, proposal_id=at_work.send(value, code).id, at=AT)
    row = at_work.send(1_200_000)
    with pytest.raises(TargetsDisagree):
        accept_target_proposal(actor=at_work.manager, proposal_id=row.id, at=AT)
    assert at_work.rows()[0].state == "SENT"
    assert accept_target_proposal(actor=at_work.manager, proposal_id=row.id, is_sure=True, at=AT).state == "ACCEPTED"


@pytest.mark.parametrize(
    ("code", "value"), [("no_such_figure", 5), (PROFIT, "NaN"), (PROFIT, 10**15), ("vehicle_entries", -3)]
)
def test_what_no_target_can_be_is_not_sent(at_work: Region, code: str, value: int | str) -> None:
    with pytest.raises(Invalid):
        at_work.send(value, code)
    one = NewProposal(at_work.store.pk, PROFIT, Decimal(5))
    for asked in ([], [one, one]):
        with pytest.raises(Invalid):
            propose_targets(actor=at_work.region, year=YEAR, proposals=asked, at=AT)
    assert at_work.rows() == []


def test_each_side_does_its_own_part_in_its_own_stores(at_work: Region) -> None:
    row = at_work.send()
    stranger = actor_for(make_user(make_store("NS"), "after_sales_manager"))
    with pytest.raises(NotFound):
        accept_target_proposal(actor=stranger, proposal_id=row.id, at=AT)
    with pytest.raises(NotFound), reading(stranger):
        queries.get_target_proposal(stranger, row.id)
    with pytest.raises(Denied):
        propose_targets(
            actor=at_work.manager, year=YEAR, proposals=[NewProposal(at_work.store.pk, PROFIT, Decimal(1))], at=AT
        )
    for command in (agree_to_counter, withdraw_target_proposal):
        with pytest.raises(Denied):
            command(actor=at_work.manager, proposal_id=row.id, at=AT)
    with pytest.raises(Denied):
        accept_target_proposal(actor=at_work.region, proposal_id=row.id, at=AT)
    elsewhere = make_store("FT")
    with pytest.raises(Denied):
        propose_targets(actor=at_work.region, year=YEAR, proposals=[NewProposal(elsewhere.pk, PROFIT, Decimal(1))], at=AT)
    assert at_work.rows()[0].state == "SENT"


def test_what_was_proposed_stands(at_work: Region) -> None:
    at_work.send()
    with pytest.raises(DatabaseError), unit_of_work(system_actor("test"), "test", writable=True):
        TargetProposal.objects.across_stores(reason="test").update(value=1)


def test_of_two_who_answer_at_once_one_does(race: Callable[..., list[Any]]) -> None:
    found = grow_region()
    row = found.send()
    second = actor_for(make_user(found.store, "general_manager"))
    results = race(
        lambda: accept_target_proposal(actor=found.manager, proposal_id=row.id, at=AT),
        lambda: counter_target_proposal(actor=second, proposal_id=row.id, value=Decimal(7), reason="少些", at=AT),
    )
    assert sorted(type(one).__name__ for one in results) == ["IllegalTransition", "ProposalStep"]


def test_of_two_who_propose_at_once_one_replaces_the_other(race: Callable[..., list[Any]]) -> None:
    found = grow_region()
    region = found.region
    race(
        *(
            lambda value=value: propose_targets(
                actor=region, year=YEAR, proposals=[NewProposal(found.store.pk, PROFIT, Decimal(value))], at=AT
            )
            for value in (5, 6)
        )
    )
    assert sorted(one.state for one in found.rows()) == ["REPLACED", "SENT"]


def test_a_draft_has_history_market_and_the_target_that_stands(at_work: Region) -> None:
    note = NewNote("competitor", "御景店", "小保养降价", AT.date(), "")
    note_market(actor=at_work.manager, store_id=at_work.store.pk, note=note, at=AT)
    for month in range(1, 13):
        enter(at_work.store, "repair_revenue", {f"{YEAR - 1}-{month:02d}": 10_000_000})
        enter(at_work.store, "repair_cost", {f"{YEAR - 1}-{month:02d}": 5_000_000})
    with reading(at_work.region):
        (basis,) = queries.read_proposal_basis(
            at_work.region, [at_work.store.pk], YEAR, [PROFIT, MARGIN], Decimal("7.5"), AT.date()
        )
    profit, margin = basis.lines
    assert (profit.before, profit.suggested, profit.standing) == (600_000, 645_000, None)
    assert (margin.before, margin.suggested) == (50, 50)
    assert (profit.first.isoformat(), profit.last.isoformat()) == (f"{YEAR - 1}-01-01", f"{YEAR - 1}-12-31")
    assert [one.about for one in basis.notes] == ["御景店"]
    with reading(at_work.region):
        (basis,) = queries.read_proposal_basis(at_work.region, [at_work.store.pk], YEAR + 1, [PROFIT], Decimal(0), AT.date())
    assert (basis.lines[0].first.isoformat(), basis.lines[0].last.isoformat()) == (f"{YEAR - 1}-11-01", f"{YEAR}-10-31")


def test_the_pages_send_and_answer(at_work: Region) -> None:
    region, manager = Client(), Client()
    region.force_login(at_work.region_user)
    manager.force_login(at_work.manager_user)
    assert "没有建议目标" in manager.get("/budgets/proposals/").content.decode()
    assert region.get(f"/budgets/proposals/new/?year={YEAR}&growth=5&code={PROFIT}").status_code == 200
    assert region.get("/budgets/proposals/new/?growth=五").status_code == 200
    field = f"v-{at_work.store.pk}-{PROFIT}"
    given = {"year": YEAR, "code": PROFIT, "words": "双保"}
    for wrong in ("", "很多", "-5x"):
        assert region.post("/budgets/proposals/propose/", {**given, field: wrong}).status_code == 422
    assert region.post("/budgets/proposals/propose/", {**given, field: "1,200,000"}).status_code == 303
    (row,) = at_work.rows()
    page = f"/budgets/proposals/{row.id}/"
    assert "双保" in manager.get(page).content.decode()
    assert manager.post(f"{page}counter/", {"value": "900000", "reason": ""}).status_code == 422
    assert manager.post(f"{page}counter/", {"value": "900000", "reason": "少"}).status_code == 303
    assert manager.post(f"{page}accept/").status_code == 409
    assert region.post(f"{page}agree/").status_code == 303
    assert "<dt>已定为目标</dt><dd><b>900,000" in region.get(page).content.decode()
    assert region.post(f"{page}withdraw/").status_code == 409
    assert region.get("/budgets/proposals/?format=xlsx").status_code == 200


def test_the_endpoints_propose_and_accept(at_work: Region) -> None:
    def caller(user: User, token: str) -> Client:
        ApiToken.objects.create(user=user, name="test", digest=digest(token), scopes=["*"], created_at=AT)
        return Client(headers={"Authorization": f"Bearer {token}"})

    region, manager = caller(at_work.region_user, "r"), caller(at_work.manager_user, "m")
    root, body = "/api/v1/budgets/proposals", {"store_id": at_work.store.pk, "code": PROFIT, "value": "1200000"}
    sent = region.post(f"{root}/{YEAR}/propose", {"proposals": [body]}, content_type="application/json")
    assert (sent.status_code, sent.json()) == (201, {"sent": 1, "replaced": 0})
    (row,) = manager.get(root, {"is_open": True}).json()
    assert manager.get(f"{root}/{row['id']}").json()["state"] == "SENT"
    assert manager.post(f"{root}/{row['id']}/accept", {}, content_type="application/json").json()["state"] == "ACCEPTED"
    assert region.post(f"{root}/{row['id']}/withdraw", {}, content_type="application/json").status_code == 409
