"""Setting targets: done, refused, denied and raced; what stood before is kept; shared out to months and people."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from threading import Event
from time import sleep
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from anxin.management.kpi import commands, queries
from anxin.management.kpi.commands import (
    Cell,
    MonthsStand,
    NewTarget,
    NoPastFigures,
    NotShared,
    SetTargets,
    TargetsDisagree,
    sharing,
)
from anxin.management.kpi.commands.sharing import Basis
from anxin.management.kpi.models import Target
from anxin.management.kpi.queries import Level, compute_figures, list_contributions, read_figure, read_trend
from anxin.management.kpi.rules.definitions import Target as Aim
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.rules.standing import Standing
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.errors import Denied, Invalid, VersionConflict
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

ENTRIES, RATE = "vehicle_entries", "appointment_rate"
YEAR, MONTH = AT.year, AT.month
TODAY = AT.date()


LONG_AGO = AT.replace(year=YEAR - 2)
"""Since when a store keeps records whose month is no part of one."""


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_front_desk("LG", "service_manager")


def asked(value: float | None, month: int = MONTH, code: str = ENTRIES, operator: str = "ge", **who: int) -> NewTarget:
    return NewTarget(Cell(code, month, **who), operator, None if value is None else Decimal(str(value)))


def put(desk: FrontDesk, *targets: NewTarget, **more: Any) -> SetTargets:
    about = {"actor": desk.actor, "store_id": desk.store.pk, "year": YEAR, "at": AT, **more}
    return commands.set_targets(targets=targets, **about)


def standing(desk: FrontDesk, year: int = YEAR) -> dict[Cell, Decimal | None]:
    with reading(desk.actor):
        return {one.cell: one.value for one in queries.list_targets(desk.actor, desk.store.pk, year)}


def test_a_target_is_set_changed_and_taken_back_and_what_stood_is_kept(desk: FrontDesk) -> None:
    assert put(desk, asked(600), asked(30, code=RATE, month=0)).changed == 2
    later = AT + timedelta(hours=1)
    assert put(desk, asked(650), asked(30, code=RATE, month=0), at=later).changed == 1
    assert standing(desk) == {Cell(ENTRIES, MONTH): 650, Cell(RATE, 0): 30}
    put(desk, asked(None), at=later)
    assert standing(desk) == {Cell(RATE, 0): 30}
    with reading(desk.actor):
        found = queries.list_target_changes(desk.actor, desk.store.pk, YEAR, code=ENTRIES)
        page = queries.list_target_changes(desk.actor, desk.store.pk, YEAR, most=1)
    assert [(one.value, one.replaced_at) for one in found.rows] == [(None, None), (650, later), (600, later)]
    assert found.rows[0].by
    assert (len(page.rows), page.has_more) == (1, True)


def test_the_database_keeps_targets_and_has_one_for_each_place(desk: FrontDesk) -> None:
    put(desk, asked(600))
    with unit_of_work(desk.actor, "test", writable=True):
        (row,) = Target.plain.all()
        for change in ({"value": 1}, {"actor_key": "x"}, {"month": 1}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Target.plain.filter(pk=row.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM kpi_target")
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
        Target.plain.filter(replaced_at=None).update(replaced_at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            Target.plain.update(replaced_at=None)
    other = make_front_desk("NS", "service_manager")
    with reading(other.actor):
        assert not Target.plain.exists()


@pytest.mark.parametrize(
    ("target", "field"),
    [
        (asked(1, code="no_such"), "code"),
        (asked(1, month=0), "month"),
        (asked(1, month=13, code=RATE), "month"),
        (asked(1, month=3, code="owner_lecture_count"), "month"),
        (asked(1, operator="about"), "operator"),
        (asked(1.2345), "value"),
        (NewTarget(Cell(ENTRIES, 1), "ge", Decimal("NaN")), "value"),
        (NewTarget(Cell(ENTRIES, 1), "ge", Decimal("1e15")), "value"),
        (asked(1, operator="range"), "until"),
        (NewTarget(Cell(RATE, 1), "range", Decimal(5), Decimal(5)), "until"),
        (NewTarget(Cell(RATE, 1), "range", None, Decimal(5)), "value"),
        (asked(1, employee_id=987_654_321), "employee_id"),
        (asked(1, team_id=987_654_321), "team_id"),
        (asked(1, team_id=1, employee_id=1), "employee_id"),
    ],
)
def test_what_cannot_be_a_target_is_refused_with_all_that_came_along(desk: FrontDesk, target: NewTarget, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        put(desk, asked(600, code="monthly_entries"), target)
    assert refused.value.field == field
    assert standing(desk) == {}
    with pytest.raises(Invalid):
        put(desk, asked(1), asked(2))
    with pytest.raises(Invalid):
        put(desk, asked(1), year=1999)


def test_who_may_not_set_targets_changes_nothing(desk: FrontDesk) -> None:
    advisor = make_actor(desk.store, "service_advisor")
    other = make_front_desk("NS", "service_manager")
    for stranger in (advisor, other.actor):
        with pytest.raises(Denied):
            put(desk, asked(1), actor=stranger)
    assert standing(desk) == {}


def test_what_another_changed_meanwhile_is_not_overwritten_unseen(desk: FrontDesk) -> None:
    seen = put(desk, asked(600), asked(500, month=1)).newest
    put(desk, asked(650))
    with pytest.raises(VersionConflict) as refused:
        put(desk, asked(700), seen=seen)
    assert refused.value.differences == {f"{ENTRIES} {MONTH}": (Decimal(650), Decimal(700))}
    assert put(desk, asked(510, month=1), seen=seen).changed == 1


def test_of_two_who_set_the_same_target_at_once_one_must_look_again(race: Callable[..., list[Any]]) -> None:
    desk = make_front_desk("LG", "service_manager")
    seen = put(desk, asked(600)).newest
    outcomes = race(partial(put, desk, asked(650), seen=seen), partial(put, desk, asked(700), seen=seen))
    assert sorted(type(one).__name__ for one in outcomes) == ["SetTargets", "VersionConflict"]
    assert len(standing(desk)) == 1


def test_two_who_set_a_first_target_at_once_make_one(race: Callable[..., list[Any]]) -> None:
    desk = make_front_desk("LG", "service_manager")
    outcomes = race(*[partial(put, desk, asked(600))] * 3)
    assert sorted(one.changed for one in outcomes) == [0, 0, 1]


def test_targets_that_do_not_fit_are_named_and_set_only_by_who_is_sure(desk: FrontDesk) -> None:
    pair = (asked(650, code="monthly_entries"), asked(20, code="daily_entries"))
    with pytest.raises(TargetsDisagree) as refused:
        put(desk, *pair)
    (found,) = refused.value.found
    assert (found.code, found.month, found.value, found.source) == ("monthly_entries", MONTH, 650, "X-A01")
    assert standing(desk) == {}
    with reading(desk.actor):
        assert queries.check_targets(desk.actor, desk.store.pk, YEAR, pair) == [found]
    assert put(desk, *pair, is_sure=True).changed == 2
    # Whoever sets something else is not held up by what does not fit already.
    assert put(desk, asked(30, code=RATE)).changed == 1


def test_the_stores_own_target_comes_before_the_sources_and_a_running_month_is_judged_by_its_share(desk: FrontDesk) -> None:
    open_order(desk, at=LONG_AGO)
    for _each in range(3):
        open_order(desk)
    place = (Level.STORE, desk.store.pk, Period.MONTH)
    with reading(desk.actor):
        rate = read_figure(desk.actor, RATE, *place, TODAY)
    assert (rate.target, rate.is_own, rate.standing) == (Aim("ge", Decimal(30)), False, Standing.MISSED)
    # None of three orders that were recorded is a number.
    assert not rate.is_unrecorded
    put(desk, asked(0, code=RATE), asked(4), asked(1, month=MONTH % 12 + 1))
    with reading(desk.actor):
        rate = read_figure(desk.actor, RATE, *place, TODAY)
        cars = read_figure(desk.actor, ENTRIES, *place, TODAY)
        whole = read_figure(desk.actor, ENTRIES, *place, span_of(Period.MONTH, TODAY).last)
        trend = read_trend(desk.actor, ENTRIES, Level.STORE, desk.store.pk, TODAY)
    assert (rate.is_own, rate.standing, rate.done) == (True, Standing.MET, None)
    assert (cars.done, cars.standing, cars.held) == (75, Standing.MET, Aim("ge", Decimal(4) * 19 / 30))
    assert 0 < (cars.passed or 0) < 100
    assert (whole.standing, whole.passed) == (Standing.MISSED, None)
    assert trend[-1].target == Aim("ge", Decimal(4))


def test_achievement_is_a_figure_and_unknown_where_nothing_is_asked(desk: FrontDesk) -> None:
    open_order(desk)

    def reached() -> Decimal | None:
        with reading(desk.actor):
            (found,) = compute_figures(
                desk.actor, ["entries_achievement"], Level.STORE, Period.MONTH, [span_of(Period.MONTH, TODAY)]
            )
        return found.value

    assert reached() is None
    put(desk, asked(4))
    assert reached() == Decimal("0.25")


def test_a_year_is_shared_out_equally_or_by_last_year(desk: FrontDesk) -> None:
    about = {"actor": desk.actor, "store_id": desk.store.pk, "year": YEAR, "code": ENTRIES, "at": AT}
    done = commands.break_down_year(total=Decimal(6001), basis=Basis.EQUALLY, **about)
    found = standing(desk)
    assert done.changed == 12
    assert sum(value or 0 for value in found.values()) == 6001
    assert sorted(value or 0 for value in found.values()) == [500] * 11 + [501]
    with pytest.raises(NoPastFigures):
        commands.break_down_year(total=Decimal(6001), **about)
    for month in range(1, 13):
        day = AT.replace(year=YEAR - 1, month=month, day=2)
        for _each in range(2 if month == 3 else 1):
            open_order(desk, at=day)
    before = standing(desk)
    with pytest.raises(MonthsStand) as asked_about:
        commands.break_down_year(total=Decimal(1300), **about)
    # Nothing that would be replaced was, and each month is named with what stands and what would.
    now, then = asked_about.value.replaced[3]
    assert (standing(desk), now.value, then.value) == (before, before[Cell(ENTRIES, 3)], 200)
    assert asked_about.value.differences["3"] == (now.value, then.value)
    commands.break_down_year(total=Decimal(1300), is_sure=True, **about)
    assert commands.break_down_year(total=Decimal(1300), **about).changed == 0
    found = standing(desk)
    assert found[Cell(ENTRIES, 3)] == 200
    assert {value for cell, value in found.items() if cell.month != 3} == {100}


def test_what_is_no_total_or_no_sum_is_not_shared_out(desk: FrontDesk) -> None:
    about = {"actor": desk.actor, "store_id": desk.store.pk, "year": YEAR, "at": AT}
    with pytest.raises(NotShared):
        commands.break_down_year(code=RATE, total=Decimal(1), **about)
    with pytest.raises(Invalid):
        commands.break_down_year(code="no_such", total=Decimal(1), **about)
    for total in (Decimal(-1), Decimal("1e20"), Decimal("NaN"), Decimal("0.0001")):
        with pytest.raises(Invalid):
            commands.break_down_year(code=ENTRIES, total=total, **about)
    with pytest.raises(NotShared):
        commands.break_down_to_people(code=ENTRIES, column="advisor_id", **about)
    with pytest.raises(NotShared):
        commands.break_down_to_people(code=ENTRIES, column="team_id", **about)


def test_a_month_is_shared_out_to_people_and_each_is_held_against_his_own(desk: FrontDesk) -> None:
    open_order(desk, at=LONG_AGO)
    user = make_user(desk.store, "service_manager")
    other = FrontDesk(desk.store, actor_for(user), make_employee(desk.store, user=user).pk)
    for one, times in ((desk, 3), (other, 1)):
        for _each in range(times):
            open_order(one)
    put(desk, asked(101))
    about: dict[str, Any] = {
        "actor": desk.actor, "store_id": desk.store.pk, "year": YEAR, "code": ENTRIES, "column": "advisor_id", "at": AT,
    }  # fmt: skip
    assert commands.break_down_to_people(**about).changed == 2
    mine, his = Cell(ENTRIES, MONTH, desk.employee_id), Cell(ENTRIES, MONTH, other.employee_id)
    assert {cell: value for cell, value in standing(desk).items() if cell.is_personal} == {mine: 76, his: 25}
    with reading(desk.actor):
        found = list_contributions(
            desk.actor, ENTRIES, "advisor_id", Level.STORE, desk.store.pk, Period.MONTH, span_of(Period.MONTH, TODAY).last
        )
    assert {one.id: (one.target and one.target.value, one.standing) for one in found.members} == {
        desk.employee_id: (76, Standing.MISSED),
        other.employee_id: (25, Standing.MISSED),
    }
    # Who is left out loses his part, so that the parts are still the whole.
    commands.break_down_to_people(basis=Basis.EQUALLY, members=[other.employee_id], **about)
    assert {cell: value for cell, value in standing(desk).items() if cell.is_personal} == {his: 101}
    with pytest.raises(Invalid):
        commands.break_down_to_people(members=[987_654_321], **about)


def test_a_year_is_filled_from_the_year_before(desk: FrontDesk) -> None:
    about = {"actor": desk.actor, "store_id": desk.store.pk, "year": YEAR, "at": AT}
    with pytest.raises(NoPastFigures):
        commands.copy_targets(growth_percent=Decimal(10), **about)
    put(desk, asked(333, month=1), asked(333, month=2), asked(30, month=0, code=RATE), year=YEAR - 1)
    assert commands.copy_targets(growth_percent=Decimal("8.4"), **about).changed == 3
    assert standing(desk) == {Cell(ENTRIES, 1): 361, Cell(ENTRIES, 2): 361, Cell(RATE, 0): 30}
    assert commands.copy_targets(growth_percent=Decimal(50), **about).changed == 0
    with pytest.raises(Invalid):
        commands.copy_targets(growth_percent=Decimal(-101), **about)
    with pytest.raises(NoPastFigures):
        commands.copy_targets(growth_percent=Decimal(0), codes=["labour_efficiency"], **about)
    for month in range(1, 13):
        open_order(desk, at=AT.replace(year=YEAR - 1, month=month, day=2))
    commands.copy_targets(growth_percent=Decimal(100), codes=["monthly_entries"], is_sure=True, **about)
    assert standing(desk)[Cell("monthly_entries", 12)] == 2


def test_the_same_targets_are_set_for_several_stores_and_what_a_store_set_itself_stays(desk: FrontDesk) -> None:
    other, third = make_front_desk("NS", "service_manager"), make_front_desk("HT", "service_manager")
    user = make_user(desk.store, "group_after_sales", level="group")
    boss = actor_for(user)
    stores = [desk.store.pk, other.store.pk, third.store.pk]
    put(other, asked(45, code=RATE, month=0))

    def spread(value: float | None, **more: Any) -> commands.SetOfStores:
        about = {"actor": boss, "store_ids": stores, "year": YEAR, "at": AT, **more}
        return commands.set_targets_of_stores(targets=[asked(value, code=RATE, month=0)], **about)

    assert spread(30) == commands.SetOfStores(3, 2, 1)
    assert [standing(one)[Cell(RATE, 0)] for one in (desk, other, third)] == [30, 45, 30]
    put(third, asked(40, code=RATE, month=0))
    assert spread(35).changed == 1
    assert [standing(one)[Cell(RATE, 0)] for one in (desk, other, third)] == [35, 45, 40]
    assert spread(None).changed == 1
    assert standing(desk) == {}
    with pytest.raises(Denied):
        spread(30, actor=desk.actor)
    with pytest.raises(Invalid):
        spread(30, store_ids=[])
    with pytest.raises(Invalid):
        commands.set_targets_of_stores(
            actor=boss, store_ids=stores, year=YEAR, targets=[asked(1, employee_id=desk.employee_id)], at=AT
        )
    assert standing(desk) == {}


def test_a_stranger_breaks_nothing_down(desk: FrontDesk) -> None:
    stranger = make_front_desk("NS", "service_manager").actor
    about: dict[str, Any] = {"actor": stranger, "store_id": desk.store.pk, "year": YEAR, "at": AT}
    with pytest.raises(Denied):
        commands.break_down_year(code=ENTRIES, total=Decimal(1), **about)
    with pytest.raises(Denied):
        commands.break_down_to_people(code=ENTRIES, column="advisor_id", **about)
    with pytest.raises(Denied):
        commands.copy_targets(growth_percent=Decimal(1), **about)
    assert standing(desk) == {}


def test_a_stranger_is_not_told_that_all_fits(desk: FrontDesk) -> None:
    stranger = make_front_desk("NS", "service_manager").actor
    for ask in (queries.list_targets, queries.list_target_changes, queries.check_targets):
        with reading(stranger), pytest.raises(Denied):
            ask(stranger, desk.store.pk, YEAR)


def test_a_range_is_not_shared_out_and_copying_names_the_month_that_lacks(desk: FrontDesk) -> None:
    open_order(desk)
    put(desk, NewTarget(Cell(ENTRIES, MONTH), "range", Decimal(90), Decimal(110)))
    about: dict[str, Any] = {"actor": desk.actor, "store_id": desk.store.pk, "year": YEAR, "at": AT}
    with pytest.raises(NotShared):
        commands.break_down_to_people(code=ENTRIES, column="advisor_id", **about)
    with pytest.raises(NoPastFigures, match=f"{YEAR - 1}-01"):
        commands.copy_targets(growth_percent=Decimal(1), codes=["monthly_entries"], **about)


def test_what_copying_cannot_make_is_refused_by_name(desk: FrontDesk) -> None:
    about: dict[str, Any] = {"actor": desk.actor, "store_id": desk.store.pk, "year": YEAR, "at": AT, "is_sure": True}
    put(desk, NewTarget(Cell(ENTRIES, 3), "range", Decimal("10.2"), Decimal("10.4")), year=YEAR - 1)
    with pytest.raises(Invalid, match="进厂台次"):
        commands.copy_targets(growth_percent=Decimal(-100), **about)
    assert commands.copy_targets(growth_percent=Decimal(0), **about).changed == 1
    put(desk, asked(99_999_999_999_999, month=3, code="monthly_entries"), year=YEAR - 1)
    with pytest.raises(Invalid):
        commands.copy_targets(growth_percent=Decimal(1000), **about)


def test_a_copy_and_another_who_sets_come_one_after_the_other(
    race: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    put(desk, *(asked(100, month=month) for month in range(1, 13)), year=YEAR - 1)
    begun = Event()
    write = sharing.write_targets

    def slowly(*args: Any, **more: Any) -> SetTargets:
        begun.set()
        sleep(0.3)
        return write(*args, **more)

    monkeypatch.setattr(sharing, "write_targets", slowly)
    copy = partial(commands.copy_targets, actor=desk.actor, store_id=desk.store.pk, year=YEAR, growth_percent=Decimal(0))
    race(lambda: copy(at=AT), lambda: begun.wait(10) and put(desk, asked(177, month=3)))
    assert standing(desk)[Cell(ENTRIES, 3)] == 177


def test_a_score_is_asked_on_its_scale_of_a_hundred(desk: FrontDesk) -> None:
    for code in ("csi_score", "csi_top_two"):
        with pytest.raises(Invalid) as refusal:
            put(desk, asked(894, code=code))
        assert "百分制" in str(refusal.value.shown)
        put(desk, asked(93, code=code))


def test_the_same_number_asked_otherwise_is_asked_what_the_store_set_for_it(desk: FrontDesk) -> None:
    open_order(desk, at=LONG_AGO)
    open_order(desk)

    def target(code: str) -> Aim | None:
        with reading(desk.actor):
            return read_figure(desk.actor, code, Level.STORE, desk.store.pk, Period.MONTH, TODAY).target

    assert target("monthly_entries") == Aim("ge", Decimal(650))
    put(desk, asked(720))
    assert target("monthly_entries") == target(ENTRIES) == Aim("ge", Decimal(720))
    put(desk, asked(700, code="monthly_entries"), is_sure=True)
    assert target("monthly_entries") == Aim("ge", Decimal(700))
