"""Rates of quality over days of one store; ratios are ratios of sums (K-N09, K-B10, K-C04, K-D31)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from anxin.parties.people.queries import skill_label
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.quality import permissions, rules
from anxin.visit.quality.lifecycle import REPORTED, VOID
from anxin.visit.quality.models import MaintenanceCheck, ReworkCase
from anxin.visit.quality.parameters import FIGURE_DAYS
from anxin.visit.repair_orders.queries import list_delivered_steps
from anxin.visit.workshop.queries import count_first_inspections


class TooManyDays(Invalid):
    """More days at once than the store lets anybody add up."""

    code = "too_many_quality_days"
    default_rule = "M08.07"


@dataclass(frozen=True, slots=True)
class QualityFigures:
    """Sums of some days, and the rates that follow from them."""

    delivered: int
    inspected: int
    passed_first: int
    untrained: int
    internal: int
    external: int
    reworked: int
    wrong_diagnoses: int
    minutes: int
    amount: Money
    due: int
    missed: int

    @property
    def pass_rate(self) -> Decimal | None:
        """Orders that passed their first general inspection ÷ orders first inspected."""
        return rules.share(self.passed_first, self.inspected)

    @property
    def internal_rate(self) -> Decimal | None:
        """Orders that an inspection sent back ÷ orders inspected (K-C04)."""
        return rules.share(self.inspected - self.passed_first, self.inspected)

    @property
    def external_rate(self) -> Decimal | None:
        """Orders on which a car came back for work done before ÷ orders delivered (K-C04, K-B10)."""
        return rules.share(self.reworked, self.delivered)

    @property
    def first_time_fix(self) -> Decimal | None:
        """1 − that: orders without rework ÷ orders (K-N09)."""
        rate = self.external_rate
        return None if rate is None else max(1 - rate, Decimal(0))

    @property
    def diagnosis_accuracy(self) -> Decimal | None:
        """Orders delivered without a case whose cause is a wrong diagnosis ÷ orders delivered (M08.07)."""
        rate = rules.share(self.wrong_diagnoses, self.delivered)
        return None if rate is None else max(1 - rate, Decimal(0))

    @property
    def missed_rate(self) -> Decimal | None:
        """Due maintenance that nobody did or asked about ÷ due maintenance (K-D31)."""
        return rules.share(self.missed, self.due)


@dataclass(frozen=True, slots=True)
class ReworkSum:
    """Cases of one cause, trade, person or team, and what they cost the house (K-C04)."""

    label: str
    internal: int
    external: int
    minutes: int
    amount: Money


@query(permissions.SEE)
def quality_figures(actor: Actor, store_id: int, first: date, last: date) -> QualityFigures:
    """Sums and rates from ``first`` to ``last``: cases by the day on which they opened, orders by their delivery.

    :raises TooManyDays: more days than the limit
    """
    require_few_days(store_id, first, last)
    seen = count_first_inspections(actor, store_id, first, last)
    cases: Any = _cases(actor, store_id, first, last)
    sums = cases.aggregate(
        internal=Count("pk", filter=Q(origin="internal")),
        external=Count("pk", filter=Q(origin="external")),
        reworked=Count("repair_order", filter=Q(origin="external"), distinct=True),
        wrong=Count("first_job__repair_order", filter=Q(cause="diagnosis"), distinct=True),
        minutes=Sum("minutes"),
        amount=Sum("amount"),
    )
    checks: Any = MaintenanceCheck.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, checked_on__gte=first, checked_on__lte=last, repair_order__kind="maintenance"
    )
    kept = list(checks.values_list("due", "missed"))
    return QualityFigures(
        delivered=len(list_delivered_steps(actor, store_id, first, last)),
        inspected=seen.inspected,
        passed_first=seen.passed,
        untrained=seen.untrained,
        internal=sums["internal"],
        external=sums["external"],
        reworked=sums["reworked"],
        wrong_diagnoses=sums["wrong"],
        minutes=int(sums["minutes"] or 0),
        amount=_money(sums["amount"]),
        due=sum(due for due, _missed in kept),
        missed=sum(len(names) for _due, names in kept),
    )


@query(permissions.SEE)
def rework_sums(actor: Actor, store_id: int, first: date, last: date, *, by: str) -> list[ReworkSum]:
    """Cases of these days, the most first; ``by`` is cause, trade, person or team: that of whom the judgement named."""
    require_few_days(store_id, first, last)
    field = {"cause": "cause", "trade": "trade", "person": "person__name", "team": "person__team__name"}[by]
    rows = (
        _cases(actor, store_id, first, last)
        .values(field)
        .annotate(
            internal=Count("pk", filter=Q(origin="internal")),
            external=Count("pk", filter=Q(origin="external")),
            minutes=Sum("minutes"),
            amount=Sum("amount"),
            all=Count("pk"),
        )
        .order_by("-all", field)
    )
    return [
        ReworkSum(_label(by, row[field]), row["internal"], row["external"], int(row["minutes"] or 0), _money(row["amount"]))
        for row in rows
    ]


def _cases(actor: Actor, store_id: int, first: date, last: date) -> Any:
    rows = ReworkCase.objects.visible_to(actor, permissions.SEE).exclude(state__in=(VOID, REPORTED))
    return rows.filter(store_id=store_id, opened_on__gte=first, opened_on__lte=last)


def _money(total: Money | int | None) -> Money:
    return total if isinstance(total, Money) else Money(int(total or 0))


def _label(by: str, code: str | None) -> str:
    if not code:
        return _("未判定或没有班组") if by == "team" else _("未判定")
    if by == "cause":
        return str(ReworkCase.Cause(code).label)
    return skill_label(code) if by == "trade" else code


def require_few_days(store_id: int, first: date, last: date) -> None:
    """:raises TooManyDays: more days than the store lets anybody add up at once"""
    most = value(FIGURE_DAYS, store_id, last)
    if (last - first).days >= most:
        raise TooManyDays(_("一次最多看 %(most)s 天，请把日期选近一些。") % {"most": most}, field="last")
