"""A write that is sent twice is done once: the answer is kept under the caller's key, in the same transaction."""

from anxin.platform.idempotency.once import Answer, in_one_unit, once

__all__ = ["Answer", "in_one_unit", "once"]
