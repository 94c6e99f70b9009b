"""Roster, absences, the shift clock, and what a month adds up to."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_store, make_user
from anxin.parties.people import rules
from anxin.parties.people.commands import (
    AbsenceOverlap,
    AlreadyClockedIn,
    EmployeeHasLeft,
    NotClockedIn,
    PlannedDuty,
    ShiftOverlap,
    StaffListRow,
    SubstitutionOverlap,
    assign_substitute,
    cancel_absence,
    clock_in,
    clock_out,
    correct_shift,
    import_employees,
    leave_employee,
    plan_roster,
    record_absence,
)
from anxin.parties.people.queries import (
    attendance_of,
    deputy_of,
    find_running_shift,
    list_duty,
    list_employees,
    list_roster,
    list_shifts,
    list_substitutions,
)
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.errors import Denied, Invalid, NotFound

TODAY = AT.date()
HOUR = timedelta(hours=1)
database = pytest.mark.django_db
SYSTEM = system_actor


@database
def test_clocking_in_and_out_keeps_the_minutes_on_the_business_day() -> None:
    store = make_store()
    user = make_user(store, "technician")
    one, own = make_employee(store, "technician", user=user), actor_for(user)
    clock_in(actor=own, employee_id=one.pk, at=AT)
    running = find_running_shift(own, one.pk)
    assert running is not None
    assert running.clocked_in_at == AT
    clock_out(actor=own, employee_id=one.pk, at=AT + 8 * HOUR)
    (shift,) = list_shifts(own, store.pk, TODAY, TODAY)
    assert (shift.worked_on, shift.clocked_out_at) == (TODAY, AT + 8 * HOUR)


@database
def test_a_second_clock_in_and_a_clock_out_without_one_are_refused() -> None:
    store = make_store()
    one, actor = make_employee(store, "technician"), make_actor(store, "workshop_supervisor")
    with pytest.raises(NotClockedIn):
        clock_out(actor=actor, employee_id=one.pk, at=AT)
    clock_in(actor=actor, employee_id=one.pk, at=AT)
    with pytest.raises(AlreadyClockedIn):
        clock_in(actor=actor, employee_id=one.pk, at=AT + HOUR)


@database
def test_one_clocks_for_oneself_only_leaders_for_others() -> None:
    store = make_store()
    one = make_employee(store, "technician")
    with pytest.raises(Denied):
        clock_in(actor=make_actor(store, "technician"), employee_id=one.pk, at=AT)
    with pytest.raises(NotFound):
        clock_in(actor=make_actor(make_store("NS"), "workshop_supervisor"), employee_id=one.pk, at=AT)


@database
def test_a_correction_needs_a_reason_and_may_not_overlap() -> None:
    store = make_store()
    one, actor = make_employee(store, "technician"), make_actor(store, "workshop_supervisor")
    clock_in(actor=actor, employee_id=one.pk, at=AT - 4 * HOUR)
    clock_out(actor=actor, employee_id=one.pk, at=AT - 2 * HOUR)
    forgotten = {"actor": actor, "employee_id": one.pk, "at": AT, "clocked_out_at": AT}
    with pytest.raises(Invalid):
        correct_shift(clocked_in_at=AT - HOUR, reason=" ", **forgotten)  # type: ignore[arg-type]
    with pytest.raises(ShiftOverlap):
        correct_shift(clocked_in_at=AT - 3 * HOUR, reason="忘打卡", **forgotten)  # type: ignore[arg-type]
    correct_shift(clocked_in_at=AT - 2 * HOUR, reason="忘打卡", **forgotten)  # type: ignore[arg-type]
    assert [one.corrected_reason for one in list_shifts(actor, store.pk, TODAY, TODAY)] == ["", "忘打卡"]


@database
@pytest.mark.parametrize(
    ("clocked_in_at", "clocked_out_at", "field"),
    [
        (datetime(1, 1, 1, tzinfo=timezone(14 * HOUR)), AT, "clocked_in_at"),
        (AT - HOUR, datetime(9999, 12, 31, 23, 59, tzinfo=timezone(-12 * HOUR)), "clocked_out_at"),
        (AT.replace(tzinfo=None) - HOUR, AT, "clocked_in_at"),
        (AT - 37 * HOUR, AT, "clocked_in_at"),
    ],
)
def test_a_shift_is_not_set_to_a_time_that_cannot_be(clocked_in_at: datetime, clocked_out_at: datetime, field: str) -> None:
    store = make_store()
    one, actor = make_employee(store, "technician"), make_actor(store, "workshop_supervisor")
    with pytest.raises(Invalid) as refusal:
        correct_shift(
            actor=actor,
            employee_id=one.pk,
            clocked_in_at=clocked_in_at,
            clocked_out_at=clocked_out_at,
            reason="忘打卡",
            at=AT,
        )
    assert refusal.value.field == field


@database
def test_a_month_counts_scheduled_rest_absent_and_unclocked_days() -> None:
    store = make_store()
    one, actor = make_employee(store, "technician"), make_actor(store, "service_manager")
    hours = (time(8, 30), time(17, 30))
    days = [date(2026, 11, number) for number in range(16, 22)]
    duties = [PlannedDuty(one.pk, day, *hours) for day in days[:5]] + [PlannedDuty(one.pk, days[5])]
    assert plan_roster(actor=actor, store_id=store.pk, duties=duties, at=AT).days == 6
    record_absence(actor=actor, employee_id=one.pk, kind="sick", starts_on=days[0], ends_on=days[0], at=AT)
    record_absence(actor=actor, employee_id=one.pk, kind="annual", starts_on=days[1], ends_on=days[1], at=AT)
    clock_in(actor=actor, employee_id=one.pk, at=AT - timedelta(days=2))
    clock_out(actor=actor, employee_id=one.pk, at=AT - timedelta(days=2) + HOUR)
    (row,) = attendance_of(actor, store.pk, TODAY, AT)
    assert (row.scheduled_days, row.rest_days, row.absent_days, row.unclocked_days) == (4, 2, 1, 1)
    assert (row.clocked_minutes, row.absenteeism, row.effective_days) == (60, Decimal("0.25"), Decimal("28.00"))


@database
def test_the_roster_is_replaced_cell_by_cell_and_hours_must_be_in_order() -> None:
    store = make_store()
    one, actor = make_employee(store, "technician"), make_actor(store, "service_manager")
    plan_roster(actor=actor, store_id=store.pk, duties=[PlannedDuty(one.pk, TODAY, time(8), time(12))], at=AT)
    plan_roster(actor=actor, store_id=store.pk, duties=[PlannedDuty(one.pk, TODAY)], at=AT)
    assert [cell.is_working for cell in list_roster(actor, store.pk, TODAY, TODAY)] == [False]
    for wrong in ([PlannedDuty(one.pk, TODAY, time(12), time(8))], [PlannedDuty(one.pk, TODAY)] * 2):
        with pytest.raises(Invalid):
            plan_roster(actor=actor, store_id=store.pk, duties=wrong, at=AT)
    with pytest.raises(NotFound):
        plan_roster(actor=actor, store_id=store.pk, duties=[PlannedDuty(make_employee(make_store("NS")).pk, TODAY)], at=AT)


@database
def test_on_duty_are_those_who_neither_rest_nor_are_away() -> None:
    store = make_store()
    actor = make_actor(store, "service_manager")
    resting, sick, unplanned = (make_employee(store, "technician") for _ in range(3))
    plan_roster(actor=actor, store_id=store.pk, duties=[PlannedDuty(resting.pk, TODAY)], at=AT)
    away = record_absence(actor=actor, employee_id=sick.pk, kind="sick", starts_on=TODAY, ends_on=TODAY, at=AT)
    assert [one.employee_id for one in list_duty(actor, store.pk, TODAY)] == [unplanned.pk]
    cancel_absence(actor=actor, absence_id=away.id, at=AT)
    assert {one.employee_id for one in list_duty(actor, store.pk, TODAY)} == {unplanned.pk, sick.pk}


@database
def test_absences_and_substitutions_of_one_person_do_not_overlap() -> None:
    store = make_store()
    actor = make_actor(store, "service_manager")
    one, two, three = (make_employee(store, "technician") for _ in range(3))
    days = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=3)}
    record_absence(actor=actor, employee_id=one.pk, kind="sick", at=AT, **days)
    with pytest.raises(AbsenceOverlap):
        record_absence(actor=actor, employee_id=one.pk, kind="annual", at=AT, **days)
    assign_substitute(actor=actor, employee_id=one.pk, substitute_id=two.pk, at=AT, **days)
    with pytest.raises(SubstitutionOverlap):
        assign_substitute(actor=actor, employee_id=one.pk, substitute_id=three.pk, at=AT, **days)
    with pytest.raises(Invalid):
        assign_substitute(actor=actor, employee_id=two.pk, substitute_id=two.pk, at=AT, **days)
    assert deputy_of(actor, one.pk, TODAY) == two.pk
    assert len(list_substitutions(actor, store.pk, TODAY)) == 1


@database
def test_leaving_ends_access_plans_and_substitutions() -> None:
    store = make_store()
    user = make_user(store, "technician")
    leaver, other = make_employee(store, "technician", user=user), make_employee(store, "technician")
    actor = make_actor(store, "hr_manager")
    assign_substitute(
        actor=SYSTEM("test"), employee_id=other.pk, substitute_id=leaver.pk, starts_on=TODAY, ends_on=TODAY, at=AT
    )
    clock_in(actor=SYSTEM("test"), employee_id=leaver.pk, at=AT - HOUR)
    tomorrow = TODAY + timedelta(days=1)
    plan_roster(actor=SYSTEM("test"), store_id=store.pk, duties=[PlannedDuty(leaver.pk, tomorrow)], at=AT)
    leave_employee(actor=actor, employee_id=leaver.pk, left_on=TODAY, at=AT)
    user.refresh_from_db()
    assert not user.is_active
    assert find_running_shift(actor, leaver.pk) is None
    assert list_roster(actor, store.pk, tomorrow, tomorrow) == []
    assert deputy_of(actor, other.pk, TODAY) == other.pk
    with pytest.raises(EmployeeHasLeft):
        leave_employee(actor=actor, employee_id=leaver.pk, left_on=TODAY, at=AT)
    with pytest.raises(EmployeeHasLeft):
        clock_in(actor=SYSTEM("test"), employee_id=leaver.pk, at=AT + HOUR)


@database
def test_nobody_leaves_in_the_future_or_before_joining() -> None:
    store = make_store()
    one = make_employee(store)
    for day in (TODAY + timedelta(days=1), date(2019, 1, 1)):
        with pytest.raises(Invalid):
            leave_employee(actor=make_actor(store, "hr_manager"), employee_id=one.pk, left_on=day, at=AT)


@database
def test_a_staff_list_is_taken_over_once_and_bad_rows_come_back() -> None:
    store, actor = make_store(), make_actor(make_store(), "hr_manager")
    joined = date(2021, 3, 1)
    rows = [
        StaffListRow(number="1", name="张三", post="warranty_clerk", joined_on=joined, deputy_number="2"),
        StaffListRow(number="2", name="李四", post="technical_supervisor", joined_on=joined),
        StaffListRow(number="3", name="王五", post="wizard", joined_on=joined),
        StaffListRow(number="4", name="赵六", post="technician", joined_on=joined, username="nobody"),
        StaffListRow(number="5", name="", post="technician", joined_on=joined),
    ]
    first = import_employees(actor=actor, store_id=store.pk, rows=rows, at=AT)
    again = import_employees(actor=actor, store_id=store.pk, rows=rows, at=AT)
    assert (first.created, first.changed, [(one.index, one.field) for one in first.refused]) == (
        2,
        0,
        [(2, "post"), (3, "username"), (4, "name")],
    )
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)
    by_number = {one.number: one for one in list_employees(actor, store.pk)}
    assert by_number["1"].deputy_id == by_number["2"].id


shifts = st.tuples(st.integers(0, 40), st.integers(1, 8)).map(lambda pair: (AT + pair[0] * HOUR, AT + sum(pair) * HOUR))


@given(st.lists(shifts, max_size=6), shifts)
def test_two_shifts_overlap_exactly_when_they_share_an_instant(known: list, asked: tuple) -> None:  # type: ignore[type-arg]
    start, end = asked
    shared = any(max(start, one) < min(end, other) for one, other in known)
    assert rules.is_overlapping(known, start, end) is shared


@given(st.dictionaries(st.integers(1, 6), st.integers(1, 6)), st.sets(st.integers(1, 6)), st.integers(1, 6))
def test_a_chain_of_stand_ins_always_ends_with_somebody_named(
    substitutes: dict[int, int], absent: set[int], asked: int
) -> None:
    assert rules.stand_in(asked, substitutes, absent, {}) in {asked, *substitutes.values()}


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["", "sick", "annual"]), st.booleans()), max_size=31))
def test_every_planned_day_is_scheduled_or_rest_and_absences_are_scheduled(days: list) -> None:  # type: ignore[type-arg]
    planned = [rules.PlannedDay(date(2026, 1, 1) + timedelta(days=n), *one) for n, one in enumerate(days)]
    sums = rules.attendance(planned, 0, today=date(2026, 1, 16))
    assert sums.scheduled_days + sums.rest_days == len(days)
    assert sums.absent_days + sums.unclocked_days <= sums.scheduled_days
    assert sums.absenteeism is None or 0 <= sums.absenteeism <= 1
