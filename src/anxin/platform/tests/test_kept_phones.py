"""Answers that were kept for a key when they still held phones."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

from anxin.platform.idempotency.models import IdempotentAnswer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 15, 2, tzinfo=UTC)


def test_the_upgrade_forgets_kept_answers_that_hold_a_phone_and_no_other() -> None:
    (operation,) = MigrationLoader(None).disk_migrations["platform", "0003_forget_answers_with_phones"].operations
    assert isinstance(operation, RunSQL)
    bodies = ['{"phone": "13812345678"}', "<b>138 1234 5678</b>", '{"phone": "0755-23456789"}']
    harmless = ['{"masked_phone": "138 **** 5678"}', '{"number": "LG-RO-20261122-0001", "at": "2026-11-22T08:00:00Z"}', ""]
    for key, body in enumerate([*bodies, *harmless]):
        IdempotentAnswer.objects.create(caller="user:1", key=str(key), fingerprint="", status=200, body=body, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(str(operation.sql))
    assert list(IdempotentAnswer.objects.order_by("pk").values_list("body", flat=True)) == harmless
