"""A region proposes what its stores shall reach; a store accepts, or says another number (M23.08, R-KP11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.management.budgets import parameters, permissions
from anxin.management.budgets.lifecycle import OPEN, REPLACED, TARGET_PROPOSAL
from anxin.management.budgets.models import LONGEST_WORDS, TargetProposal
from anxin.management.budgets.rules.numbers import said
from anxin.management.kpi.commands import check_agreed, set_agreed_target
from anxin.management.kpi.queries import get_definition, suggest_year_targets
from anxin.management.kpi.queries.handbook import say
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import LONGEST_TITLE, cancel_tasks_of, complete_task, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value as limit
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened, worded
from anxin.platform.turns import take_turn

KIND = "budgets.proposal"
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NewProposal:
    """What a store's figure shall reach in the year, in shown units."""

    store_id: int
    code: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class SentProposals:
    """How many were sent, and how many open ones they replaced; what is proposed already in the same number is left."""

    sent: int
    replaced: int


@dataclass(frozen=True, slots=True)
class ProposalStep:
    """A proposal after a step."""

    id: int
    state: str


@command(permissions.PROPOSE, rule="R-KP11")
def propose_targets(
    *, actor: Actor, year: int, proposals: Sequence[NewProposal], words: str = "", at: datetime
) -> SentProposals:
    """Propose to stores what their figures shall reach in a year; their managers have a task to answer each.

    What is open for the same figure and year is replaced. All are sent or none.

    :raises Denied: a store to which the actor may not propose
    :raises Invalid: nothing to send, a figure twice for a store, or a value that no target of it can have
    """
    stores = sorted({one.store_id for one in proposals})
    for store_id in stores:
        actor.require(permissions.PROPOSE, store_id)
    if not proposals or len(proposals) > MOST_AT_ONCE:
        raise Invalid(_("请填 1 到 500 个建议目标。"), field="proposals")
    if len({(one.store_id, one.code) for one in proposals}) < len(proposals):
        raise Invalid(_("同一家店的同一个指标只填一次。"), field="proposals")
    for one in proposals:
        check_agreed(one.code, year, one.value)
    strategy = worded(words, LONGEST_WORDS, "words", may_be_missing=True)
    codes = sorted({one.code for one in proposals})
    today = store_info(stores[0]).clock.day(at)
    house = Actor.system("budgets", stores)
    before = {
        (one.store_id, one.code): one.before for one in suggest_year_targets(house, stores, year, codes, Decimal(0), today)
    }
    for store_id in stores:
        take_turn(f"budgets.proposals:{store_id}:{year}")
    rows = TargetProposal.objects.visible_to(actor, permissions.PROPOSE).filter(
        store_id__in=stores, year=year, code__in=codes, state__in=OPEN
    )
    standing = {(one.store_id, one.code): one for one in rows.locked().order_by("pk")}
    fresh = [one for one in proposals if not _is_sent(standing.get((one.store_id, one.code)), one)]
    replaced = [standing[place] for one in fresh if (place := (one.store_id, one.code)) in standing]
    for row in replaced:
        _close(actor, row, "replace", at)
    for one in fresh:
        made = TargetProposal.objects.create(
            store_id=one.store_id, year=year, code=one.code, before=before.get((one.store_id, one.code)), value=one.value,
            words=strategy, proposed_at=at, proposed_by=actor.key,
        )  # fmt: skip
        _ask(made, at)
    return SentProposals(len(fresh), len(replaced))


@command(permissions.ANSWER, rule="R-KP11")
def accept_target_proposal(*, actor: Actor, proposal_id: int, is_sure: bool = False, at: datetime) -> ProposalStep:
    """Accept what was proposed: it is the store's target from then on.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it was answered, replaced or withdrawn
    :raises TargetsDisagree: it does not fit to the store's other targets, and nobody is sure yet
    """
    row = _locked(actor, permissions.ANSWER, proposal_id)
    row.state = TARGET_PROPOSAL.after("accept", row.state)
    _set(actor, row, row.value, is_sure=is_sure, at=at)
    row.answered_at, row.answered_by, row.closed_at, row.closed_by = at, actor.key, at, actor.key
    row.save(update_fields=["state", "answered_at", "answered_by", "closed_at", "closed_by"])
    _answered(actor, row, _now("接受"), at)
    return ProposalStep(row.pk, row.state)


@command(permissions.ANSWER, rule="R-KP11")
def counter_target_proposal(*, actor: Actor, proposal_id: int, value: Decimal, reason: str, at: datetime) -> ProposalStep:
    """Answer with another number and why; whoever proposes agrees to it, proposes anew or withdraws.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it was answered, replaced or withdrawn
    :raises Invalid: the same number, one that no target of the figure can have, or no reason
    """
    row = _locked(actor, permissions.ANSWER, proposal_id)
    row.state = TARGET_PROPOSAL.after("counter", row.state)
    check_agreed(row.code, row.year, value)
    if value == row.value:
        raise Invalid(_("和建议的数一样，请直接接受。"), field="value")
    row.counter, row.reason = value, worded(reason, LONGEST_WORDS, "reason")
    row.answered_at, row.answered_by = at, actor.key
    row.save(update_fields=["state", "counter", "reason", "answered_at", "answered_by"])
    _answered(actor, row, _now("另提 %(value)s") % {"value": said(value)}, at)
    return ProposalStep(row.pk, row.state)


@command(permissions.PROPOSE, rule="R-KP11")
def agree_to_counter(*, actor: Actor, proposal_id: int, is_sure: bool = False, at: datetime) -> ProposalStep:
    """Agree to the number that the store said: it is the store's target from then on.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the store said no other number, or it was replaced or withdrawn
    :raises TargetsDisagree: it does not fit to the store's other targets, and nobody is sure yet
    """
    row = _locked(actor, permissions.PROPOSE, proposal_id)
    row.state = TARGET_PROPOSAL.after("agree", row.state)
    _set(actor, row, row.counter or Decimal(0), is_sure=is_sure, at=at)
    row.closed_at, row.closed_by = at, actor.key
    row.save(update_fields=["state", "closed_at", "closed_by"])
    return ProposalStep(row.pk, row.state)


@command(permissions.PROPOSE, rule="R-KP11")
def withdraw_target_proposal(*, actor: Actor, proposal_id: int, at: datetime) -> ProposalStep:
    """Take a proposal back; the store's target stays as it is.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it is closed already
    """
    row = _locked(actor, permissions.PROPOSE, proposal_id)
    _close(actor, row, "withdraw", at)
    return ProposalStep(row.pk, row.state)


def _is_sent(row: TargetProposal | None, asked: NewProposal) -> bool:
    return row is not None and row.counter is None and row.value == asked.value


def _locked(actor: Actor, permission: str, proposal_id: int) -> TargetProposal:
    row: TargetProposal = TargetProposal.objects.visible_to(actor, permission).locked().one(pk=proposal_id)
    return row


def _set(actor: Actor, row: TargetProposal, value: Decimal, *, is_sure: bool, at: datetime) -> None:
    set_agreed_target(actor=actor, store_id=row.store_id, year=row.year, code=row.code, value=value, is_sure=is_sure, at=at)


def _close(actor: Actor, row: TargetProposal, verb: str, at: datetime) -> None:
    row.state = TARGET_PROPOSAL.after(verb, row.state)
    row.closed_at, row.closed_by = at, actor.key
    row.save(update_fields=["state", "closed_at", "closed_by"])
    reason = _now("有新的建议目标") if row.state == REPLACED else _now("建议目标已撤回")
    cancel_tasks_of(actor=_program(row.store_id), subject=DocumentRef(KIND, row.pk), reason=reason, at=at)


def _ask(row: TargetProposal, at: datetime) -> None:
    day = store_info(row.store_id).clock.day(at)
    name = say(get_definition(_program(row.store_id), row.code).name)
    title = _now("请答复 %(year)s 年建议目标：%(name)s %(value)s") % {
        "year": row.year,
        "name": name,
        "value": said(row.value),
    }
    create_task(
        actor=_program(row.store_id),
        store_id=row.store_id,
        kind=parameters.ANSWER_TASK,
        subject=DocumentRef(KIND, row.pk),
        title=shortened(title, LONGEST_TITLE),
        post=limit(parameters.ANSWER_POST, row.store_id, day),
        due_at=limit(parameters.ANSWER_WITHIN, row.store_id, day).due(calendar_of(row.store_id), at),
        at=at,
    )


def _answered(actor: Actor, row: TargetProposal, result: str, at: datetime) -> None:
    subject, by = DocumentRef(KIND, row.pk), _program(row.store_id)
    task = find_open_task(by, parameters.ANSWER_TASK, subject)
    if task is not None:
        complete_task(actor=actor, task_id=task.id, result=result, at=at)
    cancel_tasks_of(actor=by, subject=subject, reason=_now("已答复"), at=at)


def _program(store_id: int) -> Actor:
    """The module itself in one store: the task goes to the store's manager, whoever proposes."""
    return Actor.system("budgets", [store_id])
