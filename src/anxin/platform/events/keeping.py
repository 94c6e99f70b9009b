"""How long events are kept once they are handled, and which ones nobody handles any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.parameters import declare, value
from anxin.platform.scope import unit_of_work

BATCH = 5000
KEPT_DAYS = declare("events.kept_days", "integer", 90, _("已处理的事件保留天数"), "I.4", unit="d", minimum=7, maximum=3650)

FORGET = f"""
WITH old AS (SELECT id FROM platform_storedevent WHERE handled_at < %s ORDER BY id LIMIT {BATCH}),
marks AS (DELETE FROM platform_eventhandling USING old WHERE event_id = old.id)
DELETE FROM platform_storedevent USING old WHERE platform_storedevent.id = old.id
"""
FAILED = """
SELECT id, store_id, name FROM platform_storedevent AS event
WHERE handled_at IS NULL AND (store_id = ANY(%s) OR store_id IS NULL AND %s) AND NOT EXISTS (
    SELECT 1 FROM procrastinate_jobs AS job WHERE job.task_name = 'platform.handle_event'
    AND job.status IN ('todo', 'doing') AND (job.args ->> 'event_id')::bigint = event.id)
ORDER BY id
"""


def forget_handled_events(actor: Actor, *, at: datetime) -> int:
    """Delete the oldest handled events, up to a batch, with their marks; returns how many."""
    before = at - timedelta(days=value(KEPT_DAYS, None, at))
    with unit_of_work(actor, "events.forget_handled_events", writable=True), connection.cursor() as cursor:
        cursor.execute(FORGET, [before])
        return int(cursor.rowcount)


def list_failed_events(store_ids: Sequence[int], *, of_group: bool) -> list[tuple[int, int | None, str]]:
    """Id, store and name of each event, inside a unit of work, that is not handled and that no job tries any more."""
    with connection.cursor() as cursor:
        cursor.execute(FAILED, [list(store_ids), of_group])
        return list(cursor.fetchall())
