"""What customer relations ask after the visit, proposed from the work done (R-RO19)."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from anxin.visit.repair_orders.lifecycle import JOB_DROPPED

LONGEST = 200


class Done(Protocol):
    """A job as the proposal reads it: a row or its view."""

    @property
    def title(self) -> str: ...
    @property
    def complaint(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def rework_of_id(self) -> int | None: ...


class Answered(Protocol):
    """An item as the proposal reads it: a row or its view."""

    @property
    def name(self) -> str: ...
    @property
    def decision(self) -> str: ...


def follow_up_suggestion(kind: str, jobs: Sequence[Done], items: Iterable[Answered]) -> str:
    """One sentence for the call: first what was done again, then what the customer complained of, then what was not done."""
    done = [job for job in jobs if job.state != JOB_DROPPED]
    asks = [_("返修的“%(title)s”这次是否彻底修好") % {"title": job.title} for job in done if job.rework_of_id is not None]
    asks += [
        _("“%(title)s”是否消除") % {"title": job.title} for job in done if job.complaint.strip() and job.rework_of_id is None
    ]
    if not asks:
        asks = [_by_kind(kind, done)]
    left = list(dict.fromkeys(item.name for item in items if item.decision in ("DECLINED", "DEFERRED")))
    if left:
        asks.append(_("没做的%(names)s是否安排") % {"names": "、".join(left[:3])})
    return (_("问：%(asks)s") % {"asks": "；".join(asks)})[:LONGEST]


def _by_kind(kind: str, done: Sequence[Done]) -> str:
    title = done[0].title if done else ""
    match kind:
        case "body_paint" | "accident":
            return _("漆面、缝隙和装配是否满意")
        case "maintenance" | "new_energy" if title:
            return _("做完%(title)s后用车是否正常") % {"title": title}
        case _:
            return _("用车是否正常，对这次服务是否满意")
