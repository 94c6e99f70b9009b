"""A cry for help from the bay: the front desk hears of it at once, the technical director leads, team leaders join."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_employee, holders_of_post
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.files.commands import attach_files
from anxin.platform.parameters import value
from anxin.platform.text import at_most, worded
from anxin.visit.promises import commands as promises
from anxin.visit.promises.permissions import ESTIMATE
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import WorkedOn
from anxin.visit.repair_orders.permissions import WORK
from anxin.visit.technical import access, parameters, permissions
from anxin.visit.technical.commands.voting import ask_group, keep_back
from anxin.visit.technical.events import TechnicalCaseOpened
from anxin.visit.technical.lifecycle import OPEN
from anxin.visit.technical.models import CaseEntry, CaseMember, TechnicalCase
from anxin.visit.workshop.commands import OrderNotInWorkshop, register_finish_question

EXPERT = "expert"
AT_WORK = ("AUTHORISED", "DISPATCHED", "IN_PROGRESS")


class CaseOpenAlready(Conflict):
    """The job has an open case."""

    code = "case_open_already"
    default_rule = "R-WS14"
    default_message = _("这个项目已经在求助，请到那个案例里补充情况。")


def still_asked(store_id: int, job_id: int) -> str:
    """What is asked about a job, whose order the caller has locked in scope, and not answered; nothing where nothing is."""
    case = TechnicalCase.objects.in_stores([store_id]).filter(job_id=job_id, state=OPEN).order_by("pk").first()
    if case is None:
        return ""
    return _now("这个项目还在求助，没有结案。问题解决了、不用再等，请勾选“求助不用等了”再完工；否则请等技术总监答复。")


register_finish_question(access.CASE_KIND, still_asked)


@dataclass(frozen=True, slots=True)
class CallForHelp:
    """What is wrong; ``ready_at`` is when whoever calls thinks it is done; a ``plan`` goes to the group with a major one."""

    words: str
    kind: str = "difficult"
    fault_codes: str = ""
    ready_at: datetime | None = None
    is_major: bool = False
    plan: str = ""
    photo_keys: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case after a step; ``vote`` is how the technical group stands to it."""

    id: int
    number: str
    job_id: int
    state: str
    is_major: bool
    vote: str
    round: int


def kept(case: TechnicalCase) -> KeptCase:
    """What a command gives back."""
    return KeptCase(case.pk, case.repair_order.number, case.job_id, case.state, case.is_major, case.vote, case.round)


@command(permissions.CALL, rule="R-WS14")
def open_case(*, actor: Actor, number: str, job_id: int, call: CallForHelp, at: datetime) -> KeptCase:
    """Say that a job cannot be solved or finished: tells the advisor, gives the technical director a case (R-WS14).

    A major one keeps the job back until the technical group agrees (R-WS15).

    :raises OrderNotInWorkshop: not signed, or finished
    :raises CaseOpenAlready: the job has an open case
    :raises NoTechnicalGroup: a plan for the group, and nobody is in it
    :raises Invalid: no words, too many, an unknown kind, or a time that is over or more than a year ahead
    :raises NotFound: unknown order, job or photo
    """
    hub.require_order(actor, permissions.CALL, number, then=WORK)
    held = hub.hold_job(actor, number, job_id)
    if held.state not in AT_WORK or held.job_state not in ("OPEN", "IN_PROGRESS"):
        raise OrderNotInWorkshop(state=held.state)
    if TechnicalCase.objects.visible_to(actor, permissions.CALL).filter(job_id=job_id, state=OPEN).exists():
        raise CaseOpenAlready
    case = _made(actor, held, job_id, call, at)
    _attach(actor, case, call.photo_keys, at)
    if call.is_major:
        keep_back(case, at)
    _expect(actor, case, number, at)
    _tell_everybody(case, held, at)
    if call.is_major and call.plan.strip():
        ask_group(case, call.plan, at)
    fact = TechnicalCaseOpened(
        store_id=case.store_id,
        technicalcase_id=case.pk,
        repairorder_id=held.id,
        job_id=job_id,
        is_major=call.is_major,
    )
    events.publish(fact, at=at)
    return kept(case)


@command(permissions.NOTE, rule="R-WS14")
def add_case_entry(*, actor: Actor, case_id: int, words: str, photo_keys: Sequence[str] = (), at: datetime) -> KeptCase:
    """Write down what was tried and what came of it; whoever writes joins the case (R-WS14).

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the case is closed
    :raises Invalid: no words, or too many
    """
    case = access.locked_case(actor, permissions.NOTE, case_id)
    own = access.own_employee(actor, case.store_id)
    words = worded(words, 1000, "words")
    CaseEntry.objects.create(store_id=case.store_id, case=case, employee_id=own.id, words=words, at=at)
    _attach(actor, case, photo_keys, at)
    _join(case, [own.id], at)
    audit.note(access.about(case), case.store_id, entry=True)
    return kept(case)


@command(permissions.LEAD, rule="R-WS14")
def lead_case(
    *, actor: Actor, case_id: int, owner_id: int | None = None, member_ids: Sequence[int] = (), at: datetime
) -> KeptCase:
    """Take a case over, or give it to a colleague, and call further people in; without an owner it stays with whom it is.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the case is closed
    :raises Invalid: nobody of that id on the store's staff
    """
    case = access.locked_case(actor, permissions.LEAD, case_id)
    for one in {*member_ids, *([owner_id] if owner_id else [])}:
        found = find_employee(actor, one)
        if found is None or found.store_id != case.store_id:
            raise Invalid(_("本店没有这位员工，请从列表中选择。"), field="owner_id" if one == owner_id else "member_ids")
    if owner_id:
        case.owner_id = owner_id
        case.save(update_fields=["owner"])
    _join(case, [*member_ids, *([owner_id] if owner_id else [])], at)
    audit.note(access.about(case), case.store_id, owner=case.owner_id, members=len(member_ids))
    return kept(case)


def _made(actor: Actor, held: WorkedOn, job_id: int, call: CallForHelp, at: datetime) -> TechnicalCase:
    if call.kind not in TechnicalCase.Kind.values:
        raise Invalid(_("请选择是疑难故障还是做不下去。"), field="kind")
    if call.ready_at is not None and call.ready_at <= at:
        raise Invalid(_("预计完成的时间要在现在之后。"), field="ready_at")
    own = access.own_employee(actor, held.store_id)
    case = TechnicalCase(
        store_id=held.store_id,
        repair_order_id=held.id,
        job_id=job_id,
        kind=call.kind,
        words=worded(call.words, 500, "words"),
        fault_codes=at_most(call.fault_codes, 100, "fault_codes").upper(),
        ready_at=call.ready_at,
        opened_by_id=own.id,
        opened_at=at,
        is_major=call.is_major,
    )
    day = store_info(held.store_id).clock.day(at)
    directors = holders_of_post(actor, held.store_id, value(parameters.DIRECTOR_POST, held.store_id, day), day)
    case.owner_id = directors[0].employee_id if directors else None
    case.save(force_insert=True)
    leaders = holders_of_post(actor, held.store_id, value(parameters.LEADER_POST, held.store_id, day), day)
    _join(case, [own.id, *(one.employee_id for one in leaders)], at)
    return case


def _expect(actor: Actor, case: TechnicalCase, number: str, at: datetime) -> None:
    """The time that was said is the technician's word on the job, so that nobody has to say it twice (R-WS02)."""
    if case.ready_at is not None:
        may_say = actor.may(ESTIMATE, case.store_id)
        speaker = actor if may_say else access.program(case.store_id)
        promises.say_delay(actor=speaker, number=number, job_id=case.job_id, until=case.ready_at, reason=EXPERT, at=at)


def _attach(actor: Actor, case: TechnicalCase, keys: Sequence[str], at: datetime) -> None:
    if keys:
        about = access.about(case)
        attach_files(actor=actor, store_id=case.store_id, purpose=permissions.CASE_FILE, keys=keys, subject=about, at=at)


def _join(case: TechnicalCase, employee_ids: Sequence[int], at: datetime) -> None:
    CaseMember.objects.bulk_create(
        [
            CaseMember(store_id=case.store_id, case=case, employee_id=one, joined_at=at)
            for one in dict.fromkeys(employee_ids)
        ],
        ignore_conflicts=True,
    )


def _tell_everybody(case: TechnicalCase, held: WorkedOn, at: datetime) -> None:
    given = {"kind": case.get_kind_display(), "plate": access.plate_of(case), "words": case.words}
    if case.ready_at is not None:
        given["at"] = case.ready_at.astimezone(store_info(case.store_id).clock.zone).strftime("%m-%d %H:%M")
        title = _now("%(kind)s %(plate)s，预计 %(at)s：%(words)s") % given
    else:
        title = _now("%(kind)s %(plate)s：%(words)s") % given
    access.tell(case, parameters.DESK_TASK, title, parameters.TELL_DESK, at=at, owner_id=held.advisor_id)
    access.tell(case, parameters.CASE_TASK, title, parameters.LEAD_WITHIN, at=at, owner_id=case.owner_id)
