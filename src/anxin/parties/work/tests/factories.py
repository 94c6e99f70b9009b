"""Makes tasks and approval requests for the tests of this and higher modules."""

from datetime import timedelta

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.work.commands import SavedTask, create_task
from anxin.parties.work.parameters import PLAIN
from anxin.platform.references import DocumentRef

SUBJECT = DocumentRef("test.document", 1)


def make_task(store: Store, owner_id: int | None = None, **more: object) -> SavedTask:
    """An open task, due in two hours, of an owner or else of the service managers."""
    given = {
        "kind": PLAIN,
        "subject": SUBJECT,
        "title": "回电客户",
        "due_at": AT + timedelta(hours=2),
        "post": "" if owner_id else "service_manager",
        "at": AT,
        **more,
    }
    return create_task(actor=system_actor("test"), store_id=store.pk, owner_id=owner_id, **given)  # type: ignore[arg-type]
