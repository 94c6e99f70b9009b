"""Makes messages, contacts and timeline lines for the tests of this and higher modules."""

from anxin.parties.contacts.commands import LoggedContact, QueuedMessage, log_contact, queue_message
from anxin.parties.contacts.parameters import FREE_SERVICE
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT


def make_message(store: Store, customer_id: int, **more: object) -> QueuedMessage:
    """A service message to a customer."""
    given = {
        "purpose": "service",
        "template": FREE_SERVICE,
        "params": {"text": "车已修好，请来提车"},
        "subject": None,
        "at": AT,
        **more,
    }
    return queue_message(actor=system_actor("test"), store_id=store.pk, customer_id=customer_id, **given)  # type: ignore[arg-type]


def make_contact(store: Store, customer_id: int, **more: object) -> LoggedContact:
    """A call in which the customer was reached."""
    given = {
        "vehicle_id": None,
        "channel": "phone",
        "direction": "out",
        "result": "reached",
        "words": "一切正常",
        "subject": None,
        "at": AT,
        **more,
    }
    return log_contact(actor=system_actor("test"), store_id=store.pk, customer_id=customer_id, **given)  # type: ignore[arg-type]
