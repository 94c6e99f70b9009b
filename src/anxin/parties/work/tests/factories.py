"""Makes tasks and approval requests for the tests of this and higher modules."""

from datetime import timedelta

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import SavedApproval, SavedTask, create_task, request_approval
from anxin.parties.work.parameters import PLAIN
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef

SUBJECT = DocumentRef("test.document", 1)
CHAIN = ("service_manager", "general_manager")


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


def staff(store: Store, post: str) -> Actor:
    """Somebody who signs in and holds a post on the staff list."""
    user = make_user(store, post)
    make_employee(store, post, user=user)
    return actor_for(user)


def ask(actor: Actor, store: Store, *chain: str) -> SavedApproval:
    """A request for leave to the posts of the chain."""
    return request_approval(
        actor=actor,
        store_id=store.pk,
        kind="test.discount",
        subject=SUBJECT,
        reason="老客户，优惠 300 元",
        chain=chain or CHAIN,
        amount=Money.yuan(300),
        at=AT,
    )
