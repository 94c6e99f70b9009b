"""Delivery of messages."""

from anxin.parties.contacts import sending
from anxin.parties.contacts.commands import record_delivery, take_message
from anxin.parties.contacts.lifecycle import WAITING
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.jobs import job


@job(queue="messages", retry=8)
def deliver_message(message_id: int, store_id: int) -> None:
    """Send one message outside any transaction; a temporary failure raises, so that the job is tried again.

    :raises TemporaryFailure: the job runs again later
    """
    actor = Actor.system("contacts", [store_id])
    outgoing = take_message(actor=actor, message_id=message_id, at=clock.now()).outgoing
    if outgoing is None:
        return
    try:
        provider_id = sending.sender().send(outgoing)
    except sending.PermanentFailure as refused:
        record_delivery(actor=actor, message_id=message_id, outcome="refused", failure=str(refused), at=clock.now())
    except sending.TemporaryFailure as problem:
        told = record_delivery(actor=actor, message_id=message_id, outcome="try_again", failure=str(problem), at=clock.now())
        if told.state == WAITING:
            raise
    else:
        record_delivery(actor=actor, message_id=message_id, outcome="sent", provider_id=provider_id, at=clock.now())
