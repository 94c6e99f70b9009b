"""Senders that ship with the program: a file per day, and a text-message gateway over HTTP."""

from pathlib import Path

from django.conf import settings

from anxin.parties.contacts.adapters.file import FileSender
from anxin.parties.contacts.adapters.http_gateway import HttpGatewaySender
from anxin.parties.contacts.sending import MessageSender


def sender_from_settings() -> MessageSender:
    """The gateway when ``MESSAGE_GATEWAY_URL`` is set, else the file in ``OUTBOX_ROOT``."""
    address = settings.MESSAGE_GATEWAY_URL
    if address:
        return HttpGatewaySender(address, settings.MESSAGE_GATEWAY_TOKEN)
    return FileSender(Path(settings.OUTBOX_ROOT))
