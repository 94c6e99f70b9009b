"""PUBLIC reads of contacts."""

from anxin.parties.contacts.queries.gate import blocked_words
from anxin.parties.contacts.queries.messages import MessageFilter, MessageRow, get_message, page_messages
from anxin.parties.contacts.queries.records import (
    ContactFilter,
    ContactRow,
    TimelineRow,
    get_contact,
    list_contacts,
    page_contacts,
    timeline_of,
)
from anxin.parties.contacts.queries.templates import TemplateRow, get_template, list_templates

__all__ = [
    "ContactFilter",
    "ContactRow",
    "MessageFilter",
    "MessageRow",
    "TemplateRow",
    "TimelineRow",
    "blocked_words",
    "get_contact",
    "get_message",
    "get_template",
    "list_contacts",
    "list_templates",
    "page_contacts",
    "page_messages",
    "timeline_of",
]
