"""Statements whose text is kept write what Django's own write."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Upper

from anxin.platform.idempotency.models import IdempotentAnswer
from anxin.platform.numbering.models import NumberSeries

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def answer(key: Any, **more: Any) -> IdempotentAnswer:
    return IdempotentAnswer(
        caller="user:1", key=key, fingerprint="f", status=0, at=AT, **{"body": "正文 100%", "headers": {"a": [1]}, **more}
    )


def test_what_was_written_first_and_later_is_the_same() -> None:
    # Only inserts write: no other test may have kept the text before the first of these.
    for key in ("one", "two", "three"):
        answer(key).save(force_insert=True)
    IdempotentAnswer.objects.bulk_create([answer("four"), answer("five")])
    IdempotentAnswer.objects.bulk_create([answer("six"), answer("seven")])
    kept = IdempotentAnswer.objects.order_by("pk").values_list("key", "status", "body", "headers", "at")
    names = ["one", "two", "three", "four", "five", "six", "seven"]
    assert list(kept) == [(name, 0, "正文 100%", {"a": [1]}, AT) for name in names]


def test_the_numbers_of_the_rows_come_back_in_their_order() -> None:
    for _ in range(3):
        rows = NumberSeries.objects.bulk_create(
            [NumberSeries(store_id=1, series=f"S{n}", year=2026, last=n) for n in range(3)]
        )
        assert [NumberSeries.objects.get(pk=row.pk).last for row in rows] == [0, 1, 2]
        NumberSeries.objects.all().delete()


def test_a_later_insert_is_prepared() -> None:
    for name in range(4):
        answer(str(name)).save()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO \"platform_idempotent%'"
        )
        assert cursor.fetchone() == (1,)


def test_an_expression_is_computed_by_the_database() -> None:
    answer("plain").save()
    answer("plain again").save()
    answer(Upper(Value("key"))).save()
    assert IdempotentAnswer.objects.filter(key="KEY").count() == 1


def test_conflicts_and_bad_values_are_the_databases_errors() -> None:
    for key in ("once", "twice"):
        answer(key).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        answer("once").save()
    with pytest.raises((DatabaseError, ValueError)), transaction.atomic():
        answer("nul", body="a\x00b").save()
    series = [NumberSeries(store_id=1, series="S", year=2026, last=1)]
    for last in (1, 2, 3):
        series[0].last = last
        NumberSeries.objects.bulk_create(
            series, update_conflicts=True, unique_fields=["store_id", "series", "year"], update_fields=["last"]
        )
        assert NumberSeries.objects.get(series="S").last == last
        NumberSeries.objects.bulk_create([NumberSeries(store_id=1, series="S", year=2026, last=9)], ignore_conflicts=True)
    assert NumberSeries.objects.get(series="S").last == 3


def test_a_saved_row_is_updated_by_its_key_alone() -> None:
    first, second = answer("first"), answer("second")
    first.save()
    second.save()
    for status in (200, 201, 202):
        first.status, first.body, first.headers = status, "", {"n": status}
        first.save(update_fields=["status", "body", "headers"])
    assert list(IdempotentAnswer.objects.order_by("pk").values_list("status", "headers")) == [
        (202, {"n": 202}),
        (0, {"a": [1]}),
    ]
    assert IdempotentAnswer.objects.filter(pk=first.pk).update(status=F("status") + 1, body="x") == 1
    assert IdempotentAnswer.objects.filter(pk=second.pk).update(status=7) == 1
    assert IdempotentAnswer.objects.exclude(pk=second.pk).update(body="y") == 1
    assert (
        IdempotentAnswer.objects.filter(pk=0).update(status=8)
        == IdempotentAnswer.objects.filter(pk=2**70).update(status=8)
        == 0
    )
    kept = IdempotentAnswer.objects.order_by("pk").values_list("status", "body")
    assert list(kept) == [(203, "y"), (7, "正文 100%")]
    with pytest.raises(DatabaseError):
        answer("gone", pk=10**6).save(force_update=True)
