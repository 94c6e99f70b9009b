"""How endangered a promise is, and in which order a desk shows it."""

from datetime import UTC, datetime, timedelta

from anxin.faces.desks import rules

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)


def test_the_late_stand_first_and_cars_without_a_promise_last() -> None:
    later, sooner = NOW + timedelta(hours=5), NOW + timedelta(minutes=10)
    rows = [("quiet", later), ("quiet", None), ("late", sooner), ("risk", sooner), ("quiet", sooner)]
    assert [rows.index(row) for row in sorted(rows, key=lambda row: rules.urgency(*row))] == [2, 3, 4, 0, 1]
