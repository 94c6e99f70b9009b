"""Who and what the dispatch page calls free: by roster, running clock and the car that stands in a bay."""

from datetime import UTC, datetime, time, timedelta

import pytest

from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT, make_actor, make_bay
from anxin.parties.people.commands import PlannedDuty, plan_roster
from anxin.platform import clock
from anxin.visit.workshop import queries, rules
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    Technician,
    dispatched,
    make_floor,
    make_technician,
    order_for,
    plan,
    start,
)
from anxin.visit.workshop.tests.test_web import browser_of

db = pytest.mark.django_db
NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def floor(db: None, monkeypatch: pytest.MonkeyPatch) -> Floor:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_floor()


def works(floor: Floor, technician: Technician, since: str = "", until: str = "") -> None:
    hours = (time.fromisoformat(since), time.fromisoformat(until)) if since else (None, None)
    day = store_info(floor.store_id).clock.day(AT)
    leader = make_actor(floor.desk.store, "after_sales_manager")
    plan_roster(actor=leader, store_id=floor.store_id, duties=[PlannedDuty(technician.id, day, *hours)], at=AT)


def offers(floor: Floor, order: OrderAtWork, field: str = "technicians") -> tuple[list[str], list[str], datetime]:
    """Labels in their order, what is preselected, and the start that the form proposes."""
    form = browser_of(floor.dispatcher).get(f"/workshop/dispatch/?job={order.job_id}").context["form"]
    chosen = form.initial[field]
    return (
        [str(label) for key, label in form.fields[field].choices if key],
        chosen if isinstance(chosen, list) else [chosen],
        form.initial["planned_from"],
    )


@pytest.mark.parametrize(
    ("busy", "shift", "expected"),
    [
        ([], None, 9),
        ([(9, 10)], None, 10),
        ([], (13, 17), 13),
        ([(13, 14)], (13, 17), 14),
        ([], (6, 9), None),
        ([(9, 12)], (6, 12), None),
    ],
)
def test_the_first_free_instant_lies_in_the_shift(
    busy: list[tuple[int, int]], shift: tuple[int, int] | None, expected: int | None
) -> None:
    def at(hour: int) -> datetime:
        return NINE.replace(hour=hour)

    spans = [(at(since), at(until)) for since, until in busy]
    found = rules.free_on_shift(spans, (at(shift[0]), at(shift[1])) if shift else None, NINE, HOUR)
    assert found == (at(expected) if expected is not None else None)


def test_who_is_off_late_or_gone_is_said_so_and_not_chosen(floor: Floor) -> None:
    order, zhao = order_for(floor), make_technician(floor.desk, "赵六")
    works(floor, floor.wang)
    works(floor, floor.li, "08:00", "13:00")
    works(floor, zhao, "18:00", "22:00")
    labels, chosen, begins = offers(floor, order)
    assert labels[0].partition(" ")[0] == "赵六"
    assert "18:00 上班" in labels[0]
    assert (chosen, begins) == ([str(zhao.id)], store_info(floor.store_id).clock.at(AT.date(), time(18)))
    said = {label.partition(" ")[0]: label for label in labels}
    assert said["王强"].endswith("当天不当班")
    assert said["李明"].endswith("已下班")
    works(floor, zhao)
    assert offers(floor, order)[1] == []


def test_of_the_free_the_one_with_least_work_is_proposed_and_who_is_at_the_car_goes_on(floor: Floor) -> None:
    order, other = order_for(floor, jobs=2), order_for(floor)
    first = offers(floor, order)[1]
    busier, freer = (floor.wang, floor.li) if first == [str(floor.wang.id)] else (floor.li, floor.wang)
    dispatched(floor, other, plan(floor, busier, start=AT + 4 * HOUR))
    assert offers(floor, order)[1] == [str(freer.id)]
    start(order, busier, AT - HOUR, job=1)
    assert offers(floor, order)[1] == [str(busier.id)]


def test_who_is_on_a_clock_is_busy_whatever_was_planned(floor: Floor) -> None:
    running, order = order_for(floor), order_for(floor)
    start(running, floor.li, AT - HOUR)
    labels, chosen, _begins = offers(floor, order)
    assert (chosen, labels[0].partition(" ")[0], "现在有空" in labels[0]) == ([str(floor.wang.id)], "王强", True)
    assert "正在施工" in labels[1]
    assert "有空" not in labels[1]
    start(order_for(floor), floor.wang, AT - HOUR)
    page = browser_of(floor.dispatcher).get(f"/workshop/dispatch/?job={order.job_id}")
    assert page.context["form"].initial["technicians"] == []
    assert "都在施工" in page.content.decode()
    tomorrow = f"/workshop/dispatch/?job={order.job_id}&day={AT.date() + timedelta(days=1)}"
    assert len(browser_of(floor.dispatcher).get(tomorrow).context["form"].initial["technicians"]) == 1


def test_a_bay_in_which_a_car_overran_its_plan_is_not_free(floor: Floor) -> None:
    standing, order = order_for(floor), order_for(floor)
    dispatched(floor, standing, plan(floor, floor.wang, start=AT - 3 * HOUR), at=AT - 3 * HOUR)
    start(standing, floor.wang, AT - 3 * HOUR)
    labels, chosen, _begins = offers(floor, order, "bay")
    assert (chosen, [("在上面" in label, "有空" in label) for label in labels[-1:]]) == ([""], [(True, False)])
    free = make_bay(floor.desk.store, "空位")
    assert offers(floor, order, "bay")[1] == [str(free.pk)]


def test_the_open_page_hears_of_the_roster_and_of_the_hour(floor: Floor) -> None:
    seen = [queries.floor_version(floor.dispatcher, floor.store_id, AT)]
    works(floor, floor.wang, "18:00", "22:00")
    for at in (AT, AT + timedelta(hours=5)):
        seen.append(queries.floor_version(floor.dispatcher, floor.store_id, at))
    assert len(set(seen)) == len(seen)
