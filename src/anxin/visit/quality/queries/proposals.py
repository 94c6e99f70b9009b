"""Whom the house's rule names for a rework case, with the people who come into question (R-QC06)."""

from dataclasses import dataclass
from typing import Any

from anxin.parties.people.queries import Colleague, find_employee
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.quality import permissions, rules
from anxin.visit.quality.models import ReworkCase, TradeHead
from anxin.visit.workshop.queries import list_clocks


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whose it is by the rule, in words, and who that is; nobody for a supplier, or when no head is named."""

    responsible: str
    label: str
    people: tuple[Colleague, ...]


@query(permissions.SEE)
def propose_responsible(actor: Actor, case_id: int, cause: str) -> Proposal:
    """Whom the rule names for a cause: the named head, or who worked on the first job, the longest first.

    :raises NotFound: unknown or out of scope
    """
    rows: Any = ReworkCase.objects.visible_to(actor, permissions.SEE)
    case = rows.select_related("first_job__repair_order").one(pk=case_id)
    order = case.first_job.repair_order
    responsible = rules.responsible_for(cause, case.trade, order.kind)
    label = str(ReworkCase.Responsible(responsible).label)
    if responsible == rules.HEAD:
        head = find_body_paint_head(actor, case.store_id)
        return Proposal(responsible, label, (head,) if head else ())
    if responsible == rules.ADVISOR:
        return Proposal(responsible, label, _present(actor, [order.advisor_id]))
    if responsible == rules.SUPPLIER:
        return Proposal(responsible, label, ())
    return Proposal(responsible, label, _present(actor, _who_did(actor, case)))


@query(permissions.SEE)
def find_body_paint_head(actor: Actor, store_id: int) -> Colleague | None:
    """Who heads body and paint in a store now; None when nobody is named or that person has left."""
    rows = TradeHead.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    newest = rows.order_by("-pk").first()
    if newest is None or newest.person_id is None:
        return None
    return find_employee(actor, newest.person_id)


@query(permissions.SEE)
def list_who_did(actor: Actor, case_id: int) -> tuple[Colleague, ...]:
    """Who worked on the first job of a case before the fault was found, the longest first, as far as still on the staff.

    :raises NotFound: unknown or out of scope
    """
    rows: Any = ReworkCase.objects.visible_to(actor, permissions.SEE)
    return _present(actor, _who_did(actor, rows.select_related("first_job__repair_order").one(pk=case_id)))


def _who_did(actor: Actor, case: Any) -> list[int]:
    minutes: dict[int, float] = {}
    for one in list_clocks(actor, case.first_job.repair_order_id):
        # What was clocked after an internal case opened was the repair, not the fault.
        if one.job_id == case.first_job_id and (case.origin == "external" or one.started_at < case.opened_at):
            spent = ((one.ended_at or case.opened_at) - one.started_at).total_seconds()
            minutes[one.technician_id] = minutes.get(one.technician_id, 0) + spent
    return sorted(minutes, key=lambda person: -minutes[person])


def _present(actor: Actor, ids: list[int]) -> tuple[Colleague, ...]:
    found = (find_employee(actor, one) for one in ids)
    return tuple(one for one in found if one is not None)
