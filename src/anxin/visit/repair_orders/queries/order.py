"""One order whole: head, jobs with items, sums by payer, estimate and authorisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import jobs_of, lines_of, part_lines
from anxin.visit.repair_orders.leave import lines_without_leave
from anxin.visit.repair_orders.lifecycle import REPAIR_ORDER
from anxin.visit.repair_orders.models import PromiseChange, RepairOrder
from anxin.visit.repair_orders.plans import offers_of
from anxin.visit.repair_orders.queries.authorisations import AuthorisationView, authorisation_of
from anxin.visit.repair_orders.queries.plans import PlanOfferView, plan_offers
from anxin.visit.repair_orders.queries.proposals import proposals_of
from anxin.visit.repair_orders.queries.rework import list_earlier_jobs
from anxin.visit.repair_orders.queries.rows import item_rows, order_row
from anxin.visit.repair_orders.queries.shares import OwedLine
from anxin.visit.repair_orders.queries.views import ItemView, JobView, OrderHead, head_of, item_view, job_view


@dataclass(frozen=True, slots=True)
class PayerRow:
    """Estimate against actual for one payer; ``deviation`` is a fraction, None without an estimate."""

    payer: str
    authorised: Money
    actual: Money
    deviation: Decimal | None


@dataclass(frozen=True, slots=True)
class RepairOrderView:
    """Everything that the order page and the print need; ``waiting`` are the items that wait for the customer's word.

    ``is_promise_told``: the customer has heard of the promise as it stands, in time or not.
    """

    head: OrderHead
    jobs: tuple[JobView, ...]
    payers: tuple[PayerRow, ...]
    authorised_total: Money
    total: Money
    waiting: tuple[ItemView, ...]
    waiting_total: Money
    authorisation: AuthorisationView | None
    promise_changes: int
    is_promise_told: bool
    verbs: tuple[str, ...]
    owed: tuple[OwedLine, ...]

    @property
    def waiting_plans(self) -> tuple[tuple[JobView, PlanOfferView], ...]:
        """Plans of which the customer has chosen none yet, each with its job (R-RO13)."""
        return tuple((job, offer) for job in self.jobs for offer in job.plans if offer.waits)

    @property
    def agreed_minutes(self) -> int:
        """How much longer the customer agreed to wait for what was found: minutes of working time."""
        agreed = {item.proposal_id for job in self.jobs for item in job.items if item.decision == "APPROVED"}
        found = {one.id: one.extra_minutes for job in self.jobs for one in job.proposals}
        return sum(minutes for pk, minutes in found.items() if pk in agreed)


@query(permissions.SEE)
def get_number(actor: Actor, repair_order_id: int) -> str:
    """The number of an order.

    :raises NotFound: unknown or out of scope
    """
    order: RepairOrder = RepairOrder.objects.visible_to(actor, permissions.SEE).one(pk=repair_order_id)
    return order.number


@query(permissions.SEE)
def get_order_state(actor: Actor, repair_order_id: int) -> str:
    """The state of an order.

    :raises NotFound: unknown or out of scope
    """
    order: RepairOrder = RepairOrder.objects.visible_to(actor, permissions.SEE).one(pk=repair_order_id)
    return order.state


@query(permissions.SEE)
def get_order_head(actor: Actor, number: str) -> OrderHead:
    """The head of an order.

    :raises NotFound: unknown or out of scope
    """
    return head_of(order_row(actor, number))


@query(permissions.SEE)
def get_repair_order(actor: Actor, number: str) -> RepairOrderView:
    """One order whole, in eight statements; one more each where a job does an earlier one again, something was found, or
    something is given away.

    :raises NotFound: unknown or out of scope
    """
    order = order_row(actor, number)
    items = item_rows(order)
    issued = {line.item_id: line.issued for line in part_lines(order.store_id, items)}
    held = {line.id for line in lines_without_leave(order, items, store_info(order.store_id).clock.day(clock.now()))}
    owed = lines_of(order, items)
    parts: dict[int, list[rules.Line]] = {}
    for line in owed:
        parts.setdefault(line.id, []).append(line)
    views = [item_view(item, issued.get(item.pk), parts.get(item.pk, ()), waits_for_leave=item.pk in held) for item in items]
    rows = jobs_of(order)
    again = {job.rework_of_id for job in rows if job.rework_of_id is not None}
    earlier = {one.id: one for one in list_earlier_jobs(actor, order.vehicle_id, ids=again)} if again else {}
    found = proposals_of(order.store_id, order.pk, items)
    plans = plan_offers(offers_of(order.store_id, order.pk))
    jobs = tuple(
        job_view(job, [view for view in views if view.job_id == job.pk], earlier.get(job.rework_of_id or 0), found, plans)
        for job in rows
    )
    authorisation = authorisation_of(order.pk)
    promises = _promises(order)
    waiting = tuple(view for view in views if rules.waits_for_customer(view.decision, order.state))
    actual = rules.totals_by_payer(owed)
    authorised = authorisation.totals if authorisation else {}
    return RepairOrderView(
        head=head_of(order),
        jobs=jobs,
        payers=_payers(actual, authorised),
        authorised_total=Money.sum(authorised.values()),
        total=Money(sum(actual.values())),
        waiting=waiting,
        waiting_total=Money.sum(view.amount for view in waiting),
        authorisation=authorisation,
        promise_changes=len(promises),
        is_promise_told=bool(promises) and promises[-1] is not None,
        verbs=tuple(REPAIR_ORDER.verbs(order.state)),
        owed=tuple(OwedLine(line.id, line.payer, Money(line.amount_fen), line.decision) for line in owed),
    )


def _promises(order: RepairOrder) -> list[datetime | None]:
    """When the customer heard of each promise, by their order; None of one that nobody told him."""
    rows = PromiseChange.objects.across_stores(reason="of an order in scope").filter(repair_order=order)
    return list(rows.order_by("pk").values_list("customer_told_at", flat=True))


def _payers(actual: Mapping[str, int], authorised: Mapping[str, Money]) -> tuple[PayerRow, ...]:
    return tuple(
        PayerRow(
            payer,
            authorised.get(payer, Money(0)),
            Money(fen),
            rules.deviation(fen, authorised[payer].fen) if authorised else None,
        )
        for payer, fen in actual.items()
        if fen or (authorised.get(payer) and authorised[payer].fen)
    )
