"""Asking for leave and deciding it, one post of the chain after the other.

Nobody decides his own request, nor two steps of one request, nor sends somebody to do it: see ``turn_of``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import all_roles, calendar_of, store_info
from anxin.parties.people.queries import find_own_employee
from anxin.parties.work import permissions
from anxin.parties.work.commands.tasks import cancel_tasks_of, complete_task, create_task
from anxin.parties.work.events import ApprovalAdvanced, ApprovalDecided, ApprovalRequested, ApprovalWithdrawn
from anxin.parties.work.lifecycle import APPROVAL, PENDING
from anxin.parties.work.models import ApprovalDecision, ApprovalRequest
from anxin.parties.work.parameters import APPROVAL as APPROVAL_TASK
from anxin.parties.work.parameters import APPROVAL_DUE, approval_kinds
from anxin.parties.work.queries import find_open_task
from anxin.parties.work.queries.approvals import has_decided, turn_of
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Denied, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text

LONGEST_TEXT = 500


class ApprovalPending(Conflict):
    """The same leave has been asked for and is not decided yet."""

    code = "approval_pending"
    default_message = _("同一事项已在审批中，请等结果或先撤回。")


class NotYourTurn(Denied):
    """The waiting post is another one."""

    code = "not_your_turn"
    default_message = _("现在轮到别的岗位审批，您不能代为决定。")


class OwnRequest(Denied):
    """Nobody decides his own request."""

    code = "own_request"
    default_message = _("不能审批自己提出的申请，请由同岗位的另一位或上级审批。")


class DecidedBefore(Denied):
    """Nobody decides two steps of one request."""

    code = "decided_before"
    default_message = _("您已审批过这项申请的前一步，请由这个岗位的另一位或其代班人来审批。")


@dataclass(frozen=True, slots=True)
class SavedApproval:
    """The request after a command; ``waiting_post`` is empty once the chain is done."""

    id: int
    store_id: int
    state: str
    waiting_post: str


@command(permissions.ASK)
def request_approval(
    *,
    actor: Actor,
    store_id: int,
    kind: str,
    subject: DocumentRef,
    reason: str,
    chain: Sequence[str],
    amount: Money | None = None,
    at: datetime,
) -> SavedApproval:
    """Ask the posts of ``chain``, in that order, for leave; the first of them gets a task.

    For commands of higher modules, which know the chain from their parameters: no page or endpoint lets the asker name
    who decides.

    :raises Invalid: no reason, no chain, or an unknown post
    :raises ApprovalPending: the same is being decided
    """
    actor.require(permissions.ASK, store_id)
    if not clean_text(reason) or len(clean_text(reason)) > LONGEST_TEXT:
        raise Invalid(_("请写明申请原因，最多 500 字。"), field="reason")
    if not chain or any(post not in all_roles() for post in chain):
        raise Invalid(_("没有这个审批岗位，请从列表中选择。"), field="chain")
    _require_none_pending(actor, store_id, kind, subject)
    employee = find_own_employee(actor)
    approval = ApprovalRequest(
        store_id=store_id,
        kind=kind,
        subject_kind=subject.kind,
        subject_id=subject.id,
        amount=amount,
        reason=clean_text(reason),
        chain=list(chain),
        requested_at=at,
        requested_by=actor.person_key,
        requester_id=employee.id if employee else None,
    )
    approval.save(force_insert=True)
    _ask_next(actor, approval, at)
    fact = ApprovalRequested(store_id=store_id, approval_id=approval.pk, post=approval.waiting_post, **_about(approval))
    events.publish(fact, at=at)
    return _saved(approval)


def _require_none_pending(actor: Actor, store_id: int, kind: str, subject: DocumentRef) -> None:
    pending = ApprovalRequest.objects.visible_to(actor, permissions.ASK).filter(
        store_id=store_id, kind=kind, subject_kind=subject.kind, subject_id=subject.id, state=PENDING
    )
    if pending.exists():
        raise ApprovalPending


@command(permissions.DECIDE)
def decide_approval(*, actor: Actor, approval_id: int, approve: bool, words: str = "", at: datetime) -> SavedApproval:
    """Decide a request in one's post; a refusal ends it, an approval passes it to the next post of the chain.

    :raises NotFound: unknown, or not in a store where the actor may
    :raises IllegalTransition: it is decided or withdrawn
    :raises OwnRequest: asked by the actor
    :raises DecidedBefore: the actor decided an earlier step
    :raises NotYourTurn: another post is to decide
    :raises Invalid: a refusal without a word
    """
    approval = ApprovalRequest.objects.visible_to(actor, permissions.DECIDE).locked().one(pk=approval_id)
    is_last = approval.step == len(approval.chain) - 1
    after = APPROVAL.after("refuse" if not approve else "approve" if is_last else "advance", approval.state)
    employee = find_own_employee(actor)
    if approval.requested_by == actor.person_key or (employee and employee.id == approval.requester_id):
        raise OwnRequest
    if has_decided(actor, approval):
        raise DecidedBefore
    turn = turn_of(actor, approval, store_info(approval.store_id).clock.day(at))
    if turn is None:
        raise NotYourTurn
    kept = clean_text(words)
    if (not approve and not kept) or len(kept) > LONGEST_TEXT:
        raise Invalid(_("不同意时请写明理由，最多 500 字。"), field="words")
    ApprovalDecision(
        store_id=approval.store_id,
        request=approval,
        step=approval.step,
        post=approval.waiting_post,
        is_approved=approve,
        words=kept,
        decided_at=at,
        decided_by=actor.key,
        decider_id=employee.id if employee else None,
        principal_id=turn.principal_id if turn.is_for_another else None,
    ).save(force_insert=True)
    _finish_task(actor, approval, kept, at)
    _move_on(actor, approval, after, at)
    return _saved(approval)


@command(permissions.ASK)
def withdraw_approval(*, actor: Actor, approval_id: int, at: datetime) -> SavedApproval:
    """Take one's own request back.

    :raises NotFound: unknown
    :raises Denied: somebody else's request
    :raises IllegalTransition: it is decided
    """
    approval = ApprovalRequest.objects.visible_to(actor, permissions.ASK).locked().one(pk=approval_id)
    approval.state = APPROVAL.after("withdraw", approval.state)
    if approval.requested_by != actor.person_key and actor.kind != "system":
        raise Denied(_("只有申请人自己可以撤回。"))
    approval.decided_at = at
    approval.save(update_fields=["state", "decided_at"])
    cancel_tasks_of(actor=actor, subject=_subject(approval), at=at)
    events.publish(ApprovalWithdrawn(store_id=approval.store_id, approval_id=approval.pk, **_about(approval)), at=at)
    return _saved(approval)


def _move_on(actor: Actor, approval: ApprovalRequest, after: str, at: datetime) -> None:
    if after == PENDING:
        approval.step += 1
        approval.save(update_fields=["step"])
        _ask_next(actor, approval, at)
        fact = ApprovalAdvanced(
            store_id=approval.store_id, approval_id=approval.pk, post=approval.waiting_post, **_about(approval)
        )
        events.publish(fact, at=at)
        return
    approval.state, approval.decided_at = after, at
    approval.save(update_fields=["state", "decided_at"])
    is_approved = after == "APPROVED"
    decided = ApprovalDecided(
        store_id=approval.store_id, approval_id=approval.pk, is_approved=is_approved, **_about(approval)
    )
    events.publish(decided, at=at)


def _ask_next(actor: Actor, approval: ApprovalRequest, at: datetime) -> None:
    today = store_info(approval.store_id).clock.day(at)
    due = value(APPROVAL_DUE, approval.store_id, today).due(calendar_of(approval.store_id), at)
    label = approval_kinds().get(approval.kind, approval.kind)
    create_task(
        actor=actor,
        store_id=approval.store_id,
        kind=APPROVAL_TASK,
        subject=_subject(approval),
        title=str(_("审批：%(kind)s") % {"kind": label}),
        due_at=due,
        post=approval.waiting_post,
        at=at,
    )


def _finish_task(actor: Actor, approval: ApprovalRequest, words: str, at: datetime) -> None:
    task = find_open_task(actor, APPROVAL_TASK, _subject(approval))
    if task is not None:
        complete_task(actor=actor, task_id=task.id, result=words, at=at)


def _subject(approval: ApprovalRequest) -> DocumentRef:
    return DocumentRef("work.approval", approval.pk)


def _about(approval: ApprovalRequest) -> dict[str, Any]:
    return {
        "kind": approval.kind,
        "document_kind": approval.subject_kind,
        "document_id": approval.subject_id,
    }


def _saved(approval: ApprovalRequest) -> SavedApproval:
    return SavedApproval(approval.pk, approval.store_id, approval.state, approval.waiting_post)
