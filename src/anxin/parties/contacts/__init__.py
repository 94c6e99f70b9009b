"""Contacts with customers: outbox of messages behind the consent gate, log of calls and letters, the one timeline.

Does not own consent (``customers``), due lists of calls (``followup``) or the services that carry messages (ports).
"""
