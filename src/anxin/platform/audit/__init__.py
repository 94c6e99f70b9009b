"""The audit trail (M01.08): one row per command, insert-only, with ids and plain values, never personal data."""

from anxin.platform.audit.trail import Note, note, to_write, write_apart

__all__ = ["Note", "note", "to_write", "write_apart"]
