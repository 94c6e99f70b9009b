"""What happens when the reaction to a fact has failed in every try: the administrator is told, and it is tried again."""

import logging
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from anxin.parties.org.queries import all_stores
from anxin.parties.work import permissions
from anxin.parties.work.commands.tasks import create_task
from anxin.parties.work.parameters import FAILED_EVENTS
from anxin.parties.work.queries import find_open_task
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.events.keeping import list_failed_events
from anxin.platform.jobs import defer_event_handling
from anxin.platform.references import DocumentRef

log = logging.getLogger(__name__)


@command(permissions.MANAGE)
def report_failed_events(*, actor: Actor, store_id: int, at: datetime) -> int:
    """Log the events of a store that no job tries any more, make one task of them and try them again; returns how many.

    Those of the group count for the oldest store.
    """
    actor.require(permissions.MANAGE, store_id)
    failed = list_failed_events([store_id], of_group=store_id == min(all_stores()))
    if not failed:
        return 0
    for number, _store, name in failed:
        log.error("event failed in every try", extra={"event": number, "name_of_event": name, "store_id": store_id})
    defer_event_handling([(number, of_store) for number, of_store, _name in failed])
    subject = DocumentRef("org.store", store_id)
    if find_open_task(actor, FAILED_EVENTS, subject) is None:
        create_task(
            actor=actor,
            store_id=store_id,
            kind=FAILED_EVENTS,
            subject=subject,
            title=_("%(count)d 件后台处理多次失败，仍在重试：请把日志交给系统维护人员") % {"count": len(failed)},
            due_at=at + timedelta(days=1),
            post="administrator",
            at=at,
        )
    return len(failed)
