"""The audit trail as people read it (M01.08): who did what to which document, newest first, page by page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.models import User
from anxin.parties.org.permissions import SEE_AUDIT
from anxin.parties.org.queries.users import names_by_key, store_choices
from anxin.parties.org.stores import all_stores
from anxin.platform.actor import Actor
from anxin.platform.audit.models import AuditEntry
from anxin.platform.clock import StoreClock
from anxin.platform.commands import registry
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field

PAGE_ROWS = 50


def command_choices() -> list[tuple[str, str]]:
    """Commands by name."""
    return [(name, name) for name in sorted(registry)]


@dataclass(frozen=True)
class AuditFilter:
    """Filter of the audit page; ``subject`` is a document like ``org.user:12``, or only its kind."""

    subject: str = filter_field(_("单据，如 org.user:12"), default="")
    person: str = filter_field(_("人员（用户名或姓名）"), default="")
    command: str = filter_field(_("操作"), choices=command_choices, default="")
    store_id: int | None = filter_field(_("门店"), choices=store_choices)
    day: dt.date | None = filter_field(_("日期"))


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act."""

    id: int
    at: datetime
    by: str
    command: str
    store_name: str
    subject: str
    detail: tuple[tuple[str, Any], ...]
    request_id: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Rows, and the key of the last one when there are more."""

    rows: Sequence[AuditRow]
    after: tuple[str, int] | None


@query(SEE_AUDIT)
def list_audit(
    actor: Actor, wanted: AuditFilter, clock: StoreClock, after: tuple[str, int] | None = None, limit: int = PAGE_ROWS
) -> AuditPage:
    """Acts in the actor's stores, and those on rows of the group for whoever sees the group, newest first.

    ``after`` is the (instant, id) of the last row seen; days are read on ``clock``.
    """
    entries = AuditEntry.objects.filter(_visible(actor) & _wanted(wanted, clock))
    if after is not None:
        moment, last_id = datetime.fromisoformat(after[0]), after[1]
        entries = entries.filter(Q(at__lt=moment) | Q(at=moment, pk__lt=last_id))
    found = list(entries.order_by("-at", "-pk")[: limit + 1])
    names = names_by_key(actor, [each.actor_key for each in found])
    rows = [_row(each, names) for each in found[:limit]]
    more = len(found) > limit and rows
    return AuditPage(rows, (rows[-1].at.astimezone(UTC).isoformat(), rows[-1].id) if more else None)


def _visible(actor: Actor) -> Q:
    own = Q(store_id__in=actor.stores_for(SEE_AUDIT))
    return own | Q(store_id=None) if actor.may_in_group(SEE_AUDIT) else own


def _wanted(wanted: AuditFilter, clock: StoreClock) -> Q:
    condition = Q()
    if wanted.subject:
        kind, _colon, number = wanted.subject.partition(":")
        condition &= Q(subject_kind=kind.strip())
        if number.strip():
            fits = number.strip().isdecimal() and len(number.strip()) <= 18
            condition &= Q(subject_id=int(number)) if fits else Q(pk=None)
    if wanted.person:
        people = User.objects.filter(Q(username__icontains=wanted.person) | Q(display_name__icontains=wanted.person))
        keys = [f"user:{pk}" for pk in people.values_list("pk", flat=True)[:500]]
        condition &= Q(actor_key__in=keys)
    if wanted.command:
        condition &= Q(command=wanted.command)
    if wanted.store_id is not None:
        condition &= Q(store_id=wanted.store_id)
    if wanted.day is not None:
        begins, ends = clock.bounds(wanted.day)
        condition &= Q(at__gte=begins, at__lt=ends)
    return condition


def _row(entry: AuditEntry, names: dict[str, str]) -> AuditRow:
    store = all_stores().get(entry.store_id) if entry.store_id is not None else None
    subject = f"{entry.subject_kind}:{entry.subject_id}" if entry.subject_kind else ""
    return AuditRow(
        entry.pk,
        entry.at,
        names.get(entry.actor_key, entry.actor_key),
        entry.command,
        store.name if store else "",
        subject,
        tuple(sorted(entry.detail.items())),
        entry.request_id,
    )
