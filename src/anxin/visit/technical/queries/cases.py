"""Cases of a store: the list, the one case with its steps and votes, and those of an order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.parties.work.queries import TaskRow, find_open_task
from anxin.platform.actor import Actor
from anxin.platform.files.queries import FileRow, list_files
from anxin.platform.queries import query, remembered
from anxin.platform.references import DocumentRef
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.visit.technical import permissions, rules
from anxin.visit.technical.lifecycle import CASE, CLOSED, OPEN, VOTE
from anxin.visit.technical.models import Ballot, CaseEntry, CaseMember, LibraryEntry, TechnicalCase
from anxin.visit.technical.parameters import TRAINING_TASK

SORTS = {"opened_at": "opened_at", "closed_at": "closed_at"}
CASE_KIND = "technical.technicalcase"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases; the open ones first."""

    text: str = filter_field(_("车牌、单号、故障码或情况"), default="")
    state: str = filter_field(_("状态"), default="", choices=tuple(CASE.labels.items()))
    kind: tuple[str, ...] = filter_field(_("类型"), choices=tuple(TechnicalCase.Kind.choices), default=())
    major: bool = filter_field(_("只看重大"), default=False)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as lists show it; ``vote_label`` is empty where the technical group has no say."""

    id: int
    store_id: int
    number: str
    job_id: int
    job_title: str
    plate: str
    model_name: str
    state: str
    state_label: str
    kind: str
    kind_label: str
    words: str
    fault_codes: str
    ready_at: datetime | None
    is_major: bool
    vote: str
    vote_label: str
    round: int
    plan: str
    opened_by: str
    opened_at: datetime
    owner_id: int | None
    owner: str
    advisor: str
    closed_at: datetime | None
    is_solved: bool | None
    system: str
    system_label: str
    cause: str
    solution: str
    vin: str = ""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A step of the process."""

    author: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BallotRow:
    """A member's vote; ``is_yes`` None is still to come."""

    round: int
    plan: str
    voter_id: int
    voter: str
    is_yes: bool | None
    reason: str
    voted_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case whole; ``training`` is the open task of the training on it."""

    row: CaseRow
    complaint: str
    members: tuple[str, ...]
    entries: tuple[EntryRow, ...]
    ballots: tuple[BallotRow, ...]
    files: tuple[FileRow, ...]
    library_entry_id: int | None
    training: TaskRow | None

    @property
    def now_voting(self) -> tuple[BallotRow, ...]:
        """The votes of the present round."""
        return tuple(one for one in self.ballots if one.round == self.row.round)

    def owes_vote(self, employee_id: int | None) -> bool:
        """Whether a vote of this employee is still to come."""
        open_votes = {one.voter_id for one in self.now_voting if one.is_yes is None}
        return self.row.vote == "ASKED" and employee_id in open_votes


@query(permissions.SEE)
def page_cases(actor: Actor, store_id: int, asked: CaseFilter, order: Order, window: Window) -> RowPage[CaseRow]:
    """Cases of a store, open ones first, then the newest."""
    rows = _joined(actor).filter(store_id=store_id)
    for term in rules.search_terms(asked.text):
        rows = rows.filter(
            Q(words__icontains=term)
            | Q(fault_codes__icontains=term)
            | Q(repair_order__number__icontains=term)
            | Q(repair_order__vehicle__plate__icontains=term)
        )
    if asked.state in (OPEN, CLOSED):
        rows = rows.filter(state=asked.state)
    if asked.kind:
        rows = rows.filter(kind__in=asked.kind)
    if asked.major:
        rows = rows.filter(is_major=True)
    by = order.as_order_by(SORTS) if order.name in SORTS else ["-state", "-opened_at", "-pk"]
    found = rows.order_by(*by)[window.offset : window.offset + window.limit]
    return RowPage([_row(one) for one in found], rows.count())


@query(permissions.SEE)
def list_cases_of_order(actor: Actor, repair_order_id: int) -> list[CaseRow]:
    """Cases of an order, the newest first."""
    return [_row(one) for one in _joined(actor).filter(repair_order_id=repair_order_id).order_by("-pk")]


@query(permissions.SEE)
@remembered
def find_open_cases(actor: Actor, job_ids: Collection[int]) -> dict[int, CaseRow]:
    """Job id → its open case."""
    return {one.job_id: _row(one) for one in _joined(actor).filter(job_id__in=list(job_ids), state=OPEN)}


@query(permissions.SEE)
def get_case(actor: Actor, case_id: int) -> CaseView:
    """One case whole.

    :raises NotFound: unknown or out of scope
    """
    case: TechnicalCase = _joined(actor).one(pk=case_id)
    members = CaseMember.objects.visible_to(actor, permissions.SEE).filter(case=case).order_by("pk")
    entry = LibraryEntry.objects.filter(case_id=case.pk).values_list("pk", flat=True).first()
    subject = DocumentRef(CASE_KIND, case.pk)
    by = Actor.system("technical", [case.store_id])
    return CaseView(
        _row(case),
        case.job.complaint,
        tuple(members.values_list("employee__name", flat=True)),
        tuple(_entries(actor, case)),
        tuple(_ballots(actor, case)),
        tuple(list_files(actor, subject, permissions.CASE_FILE)),
        entry,
        find_open_task(by, TRAINING_TASK, subject) if case.state == CLOSED else None,
    )


def _joined(actor: Actor) -> Any:
    rows = TechnicalCase.objects.visible_to(actor, permissions.SEE)
    return rows.select_related("repair_order__vehicle", "repair_order__advisor", "job", "opened_by", "owner")


def _entries(actor: Actor, case: TechnicalCase) -> Sequence[EntryRow]:
    rows = CaseEntry.objects.visible_to(actor, permissions.SEE).filter(case=case).order_by("pk")
    return [EntryRow(one.employee.name, one.words, one.at) for one in rows.select_related("employee")]


def _ballots(actor: Actor, case: TechnicalCase) -> Sequence[BallotRow]:
    rows = Ballot.objects.visible_to(actor, permissions.SEE).filter(case=case).order_by("-round", "pk")
    return [
        BallotRow(one.round, one.plan, one.voter_id, one.voter.name, one.is_yes, one.reason, one.voted_at)
        for one in rows.select_related("voter")
    ]


def _row(case: TechnicalCase) -> CaseRow:
    order = case.repair_order
    return CaseRow(
        id=case.pk,
        store_id=case.store_id,
        number=order.number,
        job_id=case.job_id,
        job_title=case.job.title,
        plate=order.vehicle.plate or "",
        model_name=order.vehicle.model_name,
        state=case.state,
        state_label=str(CASE.labels[case.state]),
        kind=case.kind,
        kind_label=str(case.get_kind_display()),
        words=case.words,
        fault_codes=case.fault_codes,
        ready_at=case.ready_at,
        is_major=case.is_major,
        vote=case.vote,
        vote_label=str(VOTE.labels[case.vote]) if case.is_major else "",
        round=case.round,
        plan=case.plan,
        opened_by=case.opened_by.name,
        opened_at=case.opened_at,
        owner_id=case.owner_id,
        owner=case.owner.name if case.owner else "",
        advisor=order.advisor.name,
        closed_at=case.closed_at,
        is_solved=case.is_solved,
        system=case.system,
        system_label=str(case.get_system_display()) if case.system else "",
        cause=case.cause,
        solution=case.solution,
        vin=order.vehicle.vin or "",
    )
