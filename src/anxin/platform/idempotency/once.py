"""Runs a request once per caller and key."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from anxin.platform.actor import Actor
from anxin.platform.commands import KEPT_ANSWER, conclude
from anxin.platform.database.prepared import Statement, run_prepared
from anxin.platform.errors import IdempotencyKeyReused
from anxin.platform.idempotency.models import IdempotentAnswer
from anxin.platform.scope import unit_of_work

T = TypeVar("T")

TAKE = """
INSERT INTO platform_idempotentanswer (caller, key, fingerprint, status, body, headers, at)
VALUES (%s, %s, %s, 0, '', '{}', %s) ON CONFLICT (caller, key) DO NOTHING RETURNING id
"""

KEEP = "UPDATE platform_idempotentanswer SET status = %s, body = %s, headers = %s::jsonb WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it is kept: status, body text, and the headers that matter."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    replayed: bool = False


def in_one_unit(actor: Actor, run: Callable[[], T], *, at: datetime, may_catch: bool = False) -> T:
    """Carry out ``run``, which calls commands, in one transaction; ``may_catch`` as in ``once``."""
    with unit_of_work(actor, KEPT_ANSWER, writable=True) as unit:
        unit.may_catch = may_catch
        answer = run()
        conclude(unit, at=at)
    return answer


def once(
    actor: Actor,
    key: str,
    request: bytes,
    run: Callable[[], Answer],
    *,
    at: datetime,
    caller: str = "",
    may_catch: bool = False,
) -> Answer:
    """Carry out ``run`` unless the key was used before; then give the kept answer back.

    A refusal that ``run`` raises is not kept: the transaction is rolled back and the key stays free. One that ``run`` may
    catch to answer all the same (``may_catch``, a page's view) undoes what its command wrote.

    :raises IdempotencyKeyReused: the key came before with another request
    """
    fingerprint = hashlib.sha256(request).hexdigest()
    with unit_of_work(actor, KEPT_ANSWER, writable=True) as unit:
        unit.may_catch = may_catch
        who = caller or actor.key
        taken = run_prepared(TAKE, [who, key, fingerprint, at])
        if not taken:
            kept = IdempotentAnswer.objects.get(caller=who, key=key)
            if kept.fingerprint != fingerprint:
                raise IdempotencyKeyReused
            return Answer(kept.status, kept.body, kept.headers, replayed=True)
        answer = run()
        keep = Statement(KEEP, [answer.status, answer.body, json.dumps(answer.headers), taken[0][0]])
        conclude(unit, at=at, also=keep)
    return answer
