"""How endangered a promise is, and in which order a desk shows it."""

from datetime import UTC, datetime, timedelta

from anxin.faces.desks import rules

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)


def test_the_late_stand_first_and_cars_without_a_promise_last() -> None:
    later, sooner = NOW + timedelta(hours=5), NOW + timedelta(minutes=10)
    rows = [("quiet", later), ("quiet", None), ("late", sooner), ("risk", sooner), ("quiet", sooner)]
    assert [rows.index(row) for row in sorted(rows, key=lambda row: rules.urgency(*row))] == [2, 3, 4, 0, 1]


def test_a_new_promise_leaves_time_for_check_and_bill_and_falls_on_full_five_minutes() -> None:
    assert rules.new_promise(NOW.replace(minute=1, second=30)) == NOW.replace(minute=20)
    assert rules.new_promise(NOW.replace(minute=5)) == NOW.replace(minute=20)
    assert rules.new_promise(NOW.replace(minute=5), NOW.replace(minute=30)) is None, "earlier is no news"
