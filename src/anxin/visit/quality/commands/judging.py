"""Cause, responsibility and measure of a rework case, and who heads body and paint (R-QC06, M08.06, M08.09)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.people.queries import find_employee, find_employee_of_user
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.visit.quality import permissions, rules
from anxin.visit.quality.commands.cases import CASE_KIND, KeptCase, kept, locked_case
from anxin.visit.quality.events import ReworkJudged
from anxin.visit.quality.lifecycle import REWORK
from anxin.visit.quality.models import ReworkCase, TradeHead
from anxin.visit.quality.queries.proposals import propose_responsible
from anxin.visit.repair_orders.commands import follow_rework_cause


class NotByTheRule(Conflict):
    """Somebody else is named than the house's rule says, without a reason."""

    code = "not_by_the_rule"
    default_rule = "R-QC06"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Cause and responsibility; ``person_id`` None of a supplier. ``reason`` where it is not what the rule says."""

    cause: str
    responsible: str
    person_id: int | None = None
    supplier: str = ""
    measure: str = ""
    reason: str = ""


@command(permissions.JUDGE, rule="R-QC06")
def judge_rework(*, actor: Actor, case_id: int, judgement: Judgement, version: int | None, at: datetime) -> KeptCase:
    """Name cause, responsibility and measure of a case; before or after the car was inspected again, and anew.

    While its order is not settled, what is done again in its term goes to who pays for that cause (R-QC10).

    :raises IllegalTransition: the car is not back yet, or the case was taken back
    :raises NotByTheRule: not whom the rule names (R-QC06), without a reason
    :raises Invalid: an unknown cause, nobody named, or no measure
    """
    _let_the_cause_pay(actor, case_id, judgement.cause, at)
    case = locked_case(actor, permissions.JUDGE, case_id, version)
    state = REWORK.after("judge", case.state)
    _require_whole(judgement)
    person = None
    if judgement.responsible != "supplier":
        person = find_employee(actor, judgement.person_id) if judgement.person_id is not None else None
        if person is None or person.store_id != case.store_id:
            raise Invalid(_("请选择本店的责任人。"), field="person_id")
    _require_by_rule(actor, case, judgement)
    judge = find_employee_of_user(actor, actor.id) if actor.id is not None else None
    case.cause, case.responsible = judgement.cause, judgement.responsible
    case.person_id, case.supplier = (person.id, "") if person else (None, clean_text(judgement.supplier))
    case.measure, case.reason = clean_text(judgement.measure), clean_text(judgement.reason)
    case.judged_at, case.judged_by_id = at, judge.id if judge else None
    case.state = state
    case.version += 1
    case.save()
    audit.note(DocumentRef(CASE_KIND, case.pk), case.store_id, cause=case.cause, responsible=case.responsible)
    fact = ReworkJudged(
        store_id=case.store_id,
        reworkcase_id=case.pk,
        cause=case.cause,
        responsible=case.responsible,
        responsible_id=case.person_id,
    )
    events.publish(fact, at=at)
    return kept(case)


@dataclass(frozen=True, slots=True)
class NamedHead:
    """Who heads body and paint in a store."""

    store_id: int
    person_id: int | None


@command(permissions.NAME_HEAD, rule="R-QC06")
def name_body_paint_head(*, actor: Actor, store_id: int, person_id: int | None, at: datetime) -> NamedHead:
    """Name who answers for the store's body and paint work, or nobody.

    :raises Invalid: nobody of that id on the store's staff
    """
    actor.require(permissions.NAME_HEAD, store_id)
    if person_id is not None:
        person = find_employee(actor, person_id)
        if person is None or person.store_id != store_id:
            raise Invalid(_("请从本店在职员工里选择钣喷负责人。"), field="person_id")
    TradeHead.objects.create(store_id=store_id, person_id=person_id, named_at=at, actor_key=actor.key)
    audit.note(DocumentRef("org.store", store_id), store_id, body_paint_head=person_id)
    return NamedHead(store_id, person_id)


def _let_the_cause_pay(actor: Actor, case_id: int, cause: str, at: datetime) -> None:
    """Before the case is locked: an order is locked before what is about it."""
    rows: Any = ReworkCase.objects.visible_to(actor, permissions.JUDGE).select_related("repair_order")
    case = rows.one(pk=case_id)
    if case.origin == "external" and case.job_id is not None:
        # Whoever judges need not be allowed to change orders.
        system = Actor.system("quality", [case.store_id])
        follow_rework_cause(
            actor=system, number=case.repair_order.number, job_id=case.job_id, by_maker=cause == "part", at=at
        )


def _require_whole(judgement: Judgement) -> None:
    if judgement.cause not in ReworkCase.Cause.values:
        raise Invalid(_("请选择返修原因。"), field="cause")
    if judgement.responsible not in ReworkCase.Responsible.values:
        raise Invalid(_("请选择责任方。"), field="responsible")
    if judgement.responsible == "supplier" and not clean_text(judgement.supplier):
        raise Invalid(_("请写明是哪家供应商。"), field="supplier")
    if not clean_text(judgement.measure):
        raise Invalid(_("请写明处理措施，例如怎样避免再发生。"), field="measure")
    for name, most in (("supplier", 80), ("measure", 300), ("reason", 200)):
        if len(clean_text(getattr(judgement, name))) > most:
            raise Invalid(_("太长了，最多 %(most)s 个字。") % {"most": most}, field=name)


def _require_by_rule(actor: Actor, case: ReworkCase, judgement: Judgement) -> None:
    rule = propose_responsible(actor, case.pk, judgement.cause)
    if clean_text(judgement.reason):
        return
    if judgement.responsible != rule.responsible:
        words = _("按规定由%(who)s负责；改由别人负责的请写明理由。")
        raise NotByTheRule(words % {"who": rule.label}, field="reason")
    if rule.responsible == "head" and rule.people and judgement.person_id != rule.people[0].id:
        words = _("本店的钣喷负责人是%(name)s；改由别人负责的请写明理由。")
        raise NotByTheRule(words % {"name": rule.people[0].name}, field="reason")
    if rule.responsible in (rules.TECHNICIAN, rules.ADVISOR) and judgement.person_id not in {one.id for one in rule.people}:
        if not rule.people:
            raise NotByTheRule(_("没有查到当时负责的人；由谁负责请写明理由。"), field="reason")
        words = _("这个项目的责任人是%(names)s；改由别人负责的请写明理由。")
        raise NotByTheRule(words % {"names": "、".join(one.name for one in rule.people)}, field="reason")
