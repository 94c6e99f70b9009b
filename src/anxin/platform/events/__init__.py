"""Facts announced upward: stored in the command's transaction, handled once each by jobs (the outbox)."""

from anxin.platform.events.outbox import Event, event_class, hand_on, handlers_of, publish, subscribe, to_write

__all__ = ["Event", "event_class", "hand_on", "handlers_of", "publish", "subscribe", "to_write"]
