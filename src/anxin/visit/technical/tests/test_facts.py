"""Difficult cases as figures see them."""

from datetime import timedelta

from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.visit.technical.tests.factories import Experts, called, closed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_case_has_its_day_its_people_and_its_end(experts: Experts) -> None:
    late = AT + 9 * HOUR + 30 * timedelta(minutes=1)
    case = called(experts, kind="unfinished", at=late)
    reader = experts.director.actor
    names = ("day", "kind", "state", "is_closed", "is_solved", "minutes_to_close", "is_major", "is_agreed")
    (row,) = fact_rows(reader, "technical.case")
    # Half past eleven in the evening in Shanghai is still the same day.
    assert of(row, *names) == (AT.date(), "unfinished", "OPEN", False, None, None, False, False)
    closed(experts, case, late + 2 * HOUR)
    (row,) = fact_rows(reader, "technical.case", AT.date(), AT.date())
    assert of(row, *names[2:6], "system") == ("CLOSED", True, True, 120, "electrical")
    people = (experts.floor.wang.id, experts.director.id)
    assert of(row, "technician_id", "owner_id") == people
    assert row["members"] >= 1
    assert fact_rows(reader, "technical.case", AT.date() + DAY) == []
    assert fact_rows(make_actor(make_store("SZ"), "general_manager"), "technical.case") == []
