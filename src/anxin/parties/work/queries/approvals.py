"""Approval requests and what each post decided."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anxin.parties.org.permissions import MANAGE_USERS
from anxin.parties.org.queries import permissions_of_roles, roles_in_store, store_info
from anxin.parties.people.queries import (
    PostHolder,
    find_employee_of_user,
    find_own_employee,
    holders_of_post,
    post_label,
)
from anxin.parties.work import permissions
from anxin.parties.work.lifecycle import PENDING
from anxin.parties.work.models import ApprovalDecision, ApprovalRequest
from anxin.parties.work.parameters import approval_kinds
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What one post decided; ``principal_name`` is for whom a stand-in did."""

    post_label: str
    is_approved: bool
    words: str
    decided_at: datetime
    decider_name: str
    principal_name: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """An approval request; ``waiting_post`` is empty once the chain is done."""

    id: int
    store_id: int
    kind: str
    kind_label: str
    subject: DocumentRef
    amount: Money | None
    reason: str
    state: str
    chain: tuple[str, ...]
    waiting_post: str
    waiting_label: str
    requester_name: str
    requested_at: datetime
    decided_at: datetime | None
    decisions: tuple[DecisionRow, ...]
    is_own: bool


@query(permissions.DO)
def get_approval(actor: Actor, approval_id: int) -> ApprovalRow:
    """One request.

    :raises NotFound: unknown, or not in a store that the actor sees
    """
    return _rows(actor, [_requests(actor).one(pk=approval_id)])[0]


@query(permissions.DO)
def find_approval(actor: Actor, kind: str, subject: DocumentRef) -> ApprovalRow | None:
    """The newest request of a kind about a document, decided or not."""
    rows = _requests(actor).filter(kind=kind, subject_kind=subject.kind, subject_id=subject.id)
    found = _rows(actor, rows.order_by("-pk")[:1])
    return found[0] if found else None


@query(permissions.DO)
def list_approvals(actor: Actor, store_id: int, state: str = PENDING) -> list[ApprovalRow]:
    """Up to 200 requests of a store in a state, the newest first."""
    rows = _requests(actor).filter(store_id=store_id, state=state)
    return _rows(actor, rows.order_by("-requested_at", "-pk")[:LONGEST_LIST])


@query(permissions.DO)
def list_my_approvals(actor: Actor, store_id: int, at: datetime) -> list[ApprovalRow]:
    """Pending requests of a store that wait for this actor, the oldest first."""
    rows = _requests(actor).filter(store_id=store_id, state=PENDING)
    today = store_info(store_id).clock.day(at)
    pending = list(rows.order_by("requested_at", "pk")[:LONGEST_LIST])
    if not pending or actor.kind != "user" or actor.id is None:
        return []
    roles, employee = roles_in_store(actor.id, store_id, today), find_own_employee(actor)
    own, others = set(roles), set()
    for post in {one.waiting_post for one in pending}:
        if employee is None:
            break
        held = [one for one in holders_of_post(actor, store_id, post, today) if one.employee_id == employee.id]
        own |= {post for one in held if one.principal_id == employee.id}
        others |= {post for one in held if one.principal_id != employee.id}
    decided = ApprovalDecision.objects.visible_to(actor, permissions.DO).filter(request__in=pending, decided_by=actor.key)
    before = set(decided.values_list("request_id", flat=True)) if any(one.step for one in pending) else set()
    return _rows(
        actor,
        [
            one
            for one in pending
            if one.pk not in before
            and one.requested_by != actor.key
            and not (employee and one.requester_id == employee.id)
            and (one.waiting_post in own or (one.waiting_post in others and turn_of(actor, one, today) is not None))
        ],
    )


@query(permissions.DO)
def may_decide_approval(actor: Actor, approval_id: int, at: datetime) -> bool:
    """Whether a pending request waits for this actor now."""
    approval = ApprovalRequest.objects.visible_to(actor, permissions.DO).one(pk=approval_id)
    return approval.state == PENDING and turn_of(actor, approval, store_info(approval.store_id).clock.day(at)) is not None


@dataclass(frozen=True, slots=True)
class Turn:
    """In whose place the actor decides; ``principal_id`` is None where he is on no store's staff list."""

    principal_id: int | None
    is_for_another: bool = False


def turn_of(actor: Actor, approval: ApprovalRequest, on: date) -> Turn | None:
    """In whose place it is this actor's turn: he acts in the waiting post, did not ask, and decided no earlier step.

    A stand-in or deputy (M01.10, M01.02) decides only if whoever named him could: ``_is_trusted``.
    """
    if actor.kind != "user" or actor.id is None or actor.key == approval.requested_by or has_decided(actor, approval):
        return None
    employee = find_own_employee(actor)
    if employee is not None and employee.id == approval.requester_id:
        return None
    holders = holders_of_post(actor, approval.store_id, approval.waiting_post, on) if employee else []
    mine = [one for one in holders if employee and one.employee_id == employee.id]
    # Those above the store (regional, group) hold their post by a grant and are on no store's staff list.
    if any(one.principal_id == one.employee_id for one in mine) or (
        approval.waiting_post in roles_in_store(actor.id, approval.store_id, on)
    ):
        return Turn(employee.id if employee else None)
    trusted = (one for one in mine if _is_trusted(actor, approval, one, on))
    return next((Turn(one.principal_id, is_for_another=True) for one in trusted), None)


def _is_trusted(actor: Actor, approval: ApprovalRequest, holder: PostHolder, on: date) -> bool:
    """Whether a stand-in was named for this post by the one away, or by somebody outside the chain who reaches the post.

    Else who asks, or decides another step, would decide through a friend. Staff files are kept by people who may not do
    what every post may: their deputies take the tasks over, not the decisions. Nor does a deputy decide by an absence
    that one of them, or he himself, recorded. Unknown who named him, or who recorded it: not trusted.
    """
    involved = {approval.requested_by, *_deciders(actor, approval)}
    if holder.principal_id == approval.requester_id or holder.assigned_by in involved:
        return False
    if holder.absence_by in {*involved, actor.key, ""}:
        return False
    kind, _colon, number = holder.assigned_by.partition(":")
    if kind != "user":
        return kind == "system"
    named_by = find_employee_of_user(actor, int(number))
    if named_by is not None and named_by.id == holder.principal_id:
        return True
    posts = {*roles_in_store(int(number), approval.store_id, on)}
    if named_by is not None and named_by.store_id == approval.store_id:
        posts |= {named_by.post, *named_by.extra_posts}
    permissions_of = permissions_of_roles()
    may = frozenset().union(*(permissions_of.get(one, frozenset()) for one in posts))
    return not posts & set(approval.chain) and (MANAGE_USERS in may or permissions_of[approval.waiting_post] <= may)


def has_decided(actor: Actor, approval: ApprovalRequest) -> bool:
    """Whether the actor decided an earlier step: each step is another pair of eyes, whatever posts one person holds."""
    return actor.key in _deciders(actor, approval)


def _deciders(actor: Actor, approval: ApprovalRequest) -> set[str]:
    if approval.step == 0:
        return set()
    earlier = ApprovalDecision.objects.visible_to(actor, permissions.DECIDE).filter(request=approval)
    return set(earlier.values_list("decided_by", flat=True))


def _requests(actor: Actor) -> Any:
    return ApprovalRequest.objects.visible_to(actor, permissions.DO).select_related("requester")


def _rows(actor: Actor, approvals: Any) -> list[ApprovalRow]:
    found = list(approvals)
    decisions: dict[int, list[ApprovalDecision]] = {one.pk: [] for one in found}
    judged = [one.pk for one in found if one.step or one.state != PENDING]
    rows = ApprovalDecision.objects.visible_to(actor, permissions.DO).filter(request_id__in=judged)
    for each in rows.select_related("decider", "principal").order_by("step") if judged else ():
        decisions[each.request_id].append(each)
    return [_row(one, decisions[one.pk], is_own=one.requested_by == actor.person_key) for one in found]


def _row(one: ApprovalRequest, decisions: list[ApprovalDecision], *, is_own: bool) -> ApprovalRow:
    return ApprovalRow(
        one.pk,
        one.store_id,
        one.kind,
        str(approval_kinds().get(one.kind, one.kind)),
        DocumentRef(one.subject_kind, one.subject_id),
        one.amount,
        one.reason,
        one.state,
        tuple(one.chain),
        one.waiting_post,
        post_label(one.waiting_post),
        one.requester.name if one.requester else "",
        one.requested_at,
        one.decided_at,
        tuple(
            DecisionRow(
                post_label(each.post),
                each.is_approved,
                each.words,
                each.decided_at,
                each.decider.name if each.decider else "",
                each.principal.name if each.principal else "",
            )
            for each in decisions
        ),
        is_own,
    )
