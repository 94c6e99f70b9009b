"""Which steps of the standard process were left out, order by order and advisor by advisor (R-KP21, M08.08, K-M12).

Everything is derived from what people did anyway; nobody types that a step was done.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.quality import permissions, rules
from anxin.visit.quality.queries.figures import require_few_days
from anxin.visit.quality.steps import STEPS, step_label
from anxin.visit.reception.queries import VisitSteps, list_visit_steps
from anxin.visit.repair_orders.queries import OrderSteps, list_delivered_steps, list_order_steps
from anxin.visit.workshop.queries import LevelsDone, list_levels

IN_THE_WORKSHOP = frozenset({"dispatch", "self", "general", "wash"})


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the process on an order; ``words`` say why it was left out, where somebody said so."""

    code: str
    label: str
    is_done: bool
    words: str


@dataclass(frozen=True, slots=True)
class ComplianceRow:
    """An order with its steps."""

    id: int
    number: str
    plate: str
    kind: str
    advisor_id: int
    advisor_name: str
    delivered_on: date | None
    steps: tuple[StepRow, ...]
    url: str = ""
    vin: str = ""

    @property
    def done(self) -> int:
        """Steps that were done."""
        return sum(step.is_done for step in self.steps)

    @property
    def score(self) -> Decimal | None:
        """Steps done ÷ steps that apply."""
        return rules.share(self.done, len(self.steps))

    @property
    def skipped(self) -> tuple[StepRow, ...]:
        """Steps that were left out."""
        return tuple(step for step in self.steps if not step.is_done)

    @property
    def skipped_words(self) -> str:
        """The steps that were left out in words, each with whose step it is."""
        return "；".join(self._said(step) for step in self.skipped)

    def _said(self, step: StepRow) -> str:
        who = _("车间") if step.code in IN_THE_WORKSHOP else self.advisor_name
        return f"{step.label}（{step.words or who}）"


@dataclass(frozen=True, slots=True)
class ComplianceSum:
    """Orders of an advisor, or of the store (``advisor_id`` None): steps done of those that apply, and the gaps."""

    advisor_id: int | None
    advisor_name: str
    orders: int
    whole: int
    done: int
    applied: int
    most_skipped: str

    @property
    def score(self) -> Decimal | None:
        """Steps done ÷ steps that apply."""
        return rules.share(self.done, self.applied)


@query(permissions.SEE)
def compliance_of_order(actor: Actor, repair_order_id: int) -> ComplianceRow | None:
    """The steps of one order so far; None for an order that the actor does not see. Five statements."""
    rows = _compared(actor, list_order_steps(actor, [repair_order_id]))
    return rows[0] if rows else None


@query(permissions.SEE)
def list_compliance(
    actor: Actor, store_id: int, first: date, last: date, advisor_id: int | None = None
) -> list[ComplianceRow]:
    """A store's orders delivered from ``first`` to ``last`` with their steps, the newest first. Five statements.

    :raises TooManyDays: more days than the limit
    """
    require_few_days(store_id, first, last)
    return _compared(actor, list_delivered_steps(actor, store_id, first, last, advisor_id))


def compliance_sums(rows: Sequence[ComplianceRow]) -> list[ComplianceSum]:
    """By advisor, by name, and of all at the end."""
    names = dict(sorted({row.advisor_id: row.advisor_name for row in rows}.items(), key=lambda pair: pair[1]))
    sums = [_sum(key, name, [row for row in rows if row.advisor_id == key]) for key, name in names.items()]
    return [*sums, _sum(None, "", rows)] if rows else []


def _sum(advisor_id: int | None, name: str, rows: Iterable[ComplianceRow]) -> ComplianceSum:
    mine = list(rows)
    left_out = Counter(step.label for row in mine for step in row.skipped)
    return ComplianceSum(
        advisor_id,
        name,
        len(mine),
        sum(not row.skipped for row in mine),
        sum(row.done for row in mine),
        sum(len(row.steps) for row in mine),
        " · ".join(f"{label} {count}" for label, count in left_out.most_common(len(STEPS))[:3]),
    )


def _compared(actor: Actor, orders: Sequence[OrderSteps]) -> list[ComplianceRow]:
    ids = [order.id for order in orders]
    visits, levels = list_visit_steps(actor, ids), list_levels(actor, ids)
    return [_row(order, visits.get(order.id, VisitSteps()), levels.get(order.id, LevelsDone())) for order in orders]


def _row(order: OrderSteps, visit: VisitSteps, levels: LevelsDone) -> ComplianceRow:
    facts = rules.Facts(
        is_received=visit.is_received,
        is_interviewed=visit.is_interviewed,
        is_walked_around=visit.is_walked_around,
        declined_words=visit.declined_words,
        is_signed=order.is_signed,
        is_dispatched=order.dispatched_at is not None,
        jobs_done=order.jobs_done,
        jobs_checked=levels.jobs_checked,
        is_inspected=levels.is_inspected,
        is_checked_before_delivery=levels.is_checked_before_delivery,
        is_wash_agreed=bool(order.wants_wash),
        is_wash_checked=levels.is_wash_checked,
        is_explained=visit.is_explained,
        is_satisfaction_asked=visit.is_satisfaction_asked,
        is_follow_up_said=order.is_follow_up_said,
    )
    due = rules.due_steps(rules.steps_of(facts), is_gone=order.delivered_on is not None)
    steps = tuple(StepRow(one.code, step_label(one.code), one.is_done, one.words) for one in due)
    return ComplianceRow(
        order.id,
        order.number,
        order.plate,
        order.kind,
        order.advisor_id,
        order.advisor_name,
        order.delivered_on,
        steps,
        vin=order.vin,
    )
