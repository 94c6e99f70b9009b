"""Spans as tables of cases and properties."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from anxin.resources.capacity.rules import Span, first_free, taken_minutes

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def span(start: int, minutes: int) -> Span:
    return Span(NOON + timedelta(minutes=start), NOON + timedelta(minutes=start + minutes))


spans = st.builds(span, st.integers(-500, 500), st.integers(1, 300))


def test_a_span_that_ends_when_the_other_starts_does_not_overlap() -> None:
    assert not span(0, 30).overlaps(span(30, 30))
    assert span(0, 31).overlaps(span(30, 30))


def test_a_span_without_length_backwards_endless_or_without_zone_is_unsound() -> None:
    naive, far = NOON.replace(tzinfo=None), NOON.replace(year=9999)
    unsound = [
        Span(far, far + timedelta(hours=1)),
        span(0, 0),
        span(0, -5),
        Span(NOON, NOON + timedelta(days=93)),
        Span(naive, naive + timedelta(hours=1)),
    ]
    assert not any(each.is_sound for each in unsound)
    assert span(0, 1).is_sound


@given(st.lists(spans, max_size=8), spans)
def test_the_first_free_start_fits_and_nothing_earlier_does(taken: list[Span], wanted: Span) -> None:
    start = first_free(taken, wanted)
    length = wanted.ends_at - wanted.starts_at
    assert start >= wanted.starts_at
    assert not any(Span(start, start + length).overlaps(each) for each in taken)
    minute = wanted.starts_at
    while minute < start:
        assert any(Span(minute, minute + length).overlaps(each) for each in taken)
        minute += timedelta(minutes=1)


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), max_size=8), spans)
def test_taken_minutes_never_exceed_the_window(gaps: list[tuple[int, int]], window: Span) -> None:
    taken, at = [], -200
    for gap, length in gaps:
        taken.append(span(at + gap, length))
        at += gap + length
    minutes = taken_minutes(taken, window)
    assert 0 <= minutes <= (window.ends_at - window.starts_at).total_seconds() // 60
    assert minutes == sum(int(each.within(window).total_seconds() // 60) for each in taken)
