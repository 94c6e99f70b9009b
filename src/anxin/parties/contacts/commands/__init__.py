"""PUBLIC writes of contacts."""

from anxin.parties.contacts.commands.delivery import (
    TakenMessage,
    hand_over_message,
    record_delivery,
    retry_message,
    take_message,
)
from anxin.parties.contacts.commands.erasure import erase_contacts
from anxin.parties.contacts.commands.messages import QueuedMessage, queue_message
from anxin.parties.contacts.commands.records import LoggedContact, log_contact, write_timeline
from anxin.parties.contacts.commands.templates import SavedTemplate, change_template, reset_template
from anxin.parties.contacts.commands.unsubscribing import unsubscribe

__all__ = [
    "LoggedContact",
    "QueuedMessage",
    "SavedTemplate",
    "TakenMessage",
    "change_template",
    "erase_contacts",
    "hand_over_message",
    "log_contact",
    "queue_message",
    "record_delivery",
    "reset_template",
    "retry_message",
    "take_message",
    "unsubscribe",
    "write_timeline",
]
