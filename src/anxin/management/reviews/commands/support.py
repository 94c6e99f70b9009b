"""What every step of a suggestion or a review needs: the row, who acts, who may judge, the task of whoever is next."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.management.reviews import parameters, permissions
from anxin.management.reviews.lifecycle import REVIEW, SUGGESTION
from anxin.management.reviews.models import OrderReview, Suggestion, SuggestionStep
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.people.queries import Colleague, find_own_employee, holders_of_post, is_on_staff
from anxin.parties.work.commands import LONGEST_TITLE, cancel_tasks_of, complete_task, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.parameters import ParameterDefinition, value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text, shortened
from anxin.visit.repair_orders.permissions import SEE as SEE_ORDERS
from anxin.visit.repair_orders.queries import OrderHead, get_order_head

SUGGESTION_KIND = "reviews.suggestion"
REVIEW_KIND = "reviews.orderreview"
MEASURE_KIND = "reviews.reviewmeasure"
LONGEST_REASON = 500
LAST_RESORT = "management"


class NoOwnEmployee(Conflict):
    """The actor is no employee of the store, so nothing can be suggested or judged in that person's name."""

    code = "no_own_employee"
    default_rule = "M22.10"
    default_message = _("您的账号没有关联本店员工，不能提建议、判定、落实或主持复盘，请联系门店管理员。")


class NotDepartmentManager(Denied):
    """The actor neither holds the post of the department's manager nor judges for the whole store."""

    code = "not_department_manager"
    default_rule = "K-N24"
    default_message = _("只有该部门的负责人或售后经理能判定、确认这条建议。")


class NotResponsible(Denied):
    """The suggestion was given to somebody else."""

    code = "suggestion_not_responsible"
    default_rule = "M22.10"
    default_message = _("这条建议交给了别人落实；请责任人本人来报，或由部门负责人直接确认。")


def own_employee(actor: Actor, store_id: int) -> Colleague:
    """The actor's own employee in the store.

    :raises NoOwnEmployee: there is none
    """
    own = find_own_employee(actor)
    if own is None or own.store_id != store_id:
        raise NoOwnEmployee
    return own


def is_by(own: Colleague | None, *employee_ids: int | None) -> bool:
    """Whether the actor's own employee is one of these."""
    return own is not None and own.id in employee_ids


def locked_suggestion(actor: Actor, permission: str, number: str, verb: str, version: int | None) -> Suggestion:
    """A suggestion, locked, on which the step is possible; its version counted up.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    :raises IllegalTransition: it has moved on
    :raises VersionConflict: somebody else changed it since ``version``
    """
    found: Suggestion = Suggestion.objects.visible_to(actor, permission).locked().one(number=number)
    SUGGESTION.after(verb, found.state)
    require_version(found, version)
    return found


def require_judge(actor: Actor, suggestion: Suggestion, at: datetime) -> Colleague:
    """The actor as whoever judges what is suggested about the department (K-N24).

    :raises NotDepartmentManager: the actor is not
    :raises NoOwnEmployee: no employee of the store
    """
    own = own_employee(actor, suggestion.store_id)
    if not may_judge(actor, suggestion.store_id, suggestion.department, own, at):
        raise NotDepartmentManager
    return own


def may_judge(actor: Actor, store_id: int, department: str, own: Colleague | None, at: datetime) -> bool:
    """Whether the actor, as ``own``, judges what is suggested about a department of a store."""
    if own is None or own.store_id != store_id or not actor.may(permissions.JUDGE, store_id):
        return False
    if actor.may(permissions.JUDGE_ALL, store_id):
        return True
    day = store_info(store_id).clock.day(at)
    post = judging_post(actor, store_id, department, day)
    return any(one.employee_id == own.id for one in holders_of_post(actor, store_id, post, day))


def judging_post(actor: Actor, store_id: int, department: str, day: date) -> str:
    """The post that judges what is suggested about a department; that of the management where nobody holds it."""
    post: str = value(parameters.JUDGE_POSTS[department], store_id, day)
    if holders_of_post(actor, store_id, post, day):
        return post
    last: str = value(parameters.JUDGE_POSTS[LAST_RESORT], store_id, day)
    return last


def require_assignee(actor: Actor, store_id: int, responsible_id: int, due_on: date, at: datetime) -> None:
    """Somebody of the store, and a day from today on that is not beyond ``reviews.longest_due``.

    :raises Invalid: neither
    """
    today = store_info(store_id).clock.day(at)
    if not is_on_staff(actor, store_id, responsible_id):
        raise Invalid(_("请选择本店的在职员工。"), field="responsible_id")
    if due_on < today:
        raise Invalid(_("完成日期不能早于今天。"), field="due_on")
    longest = value(parameters.LONGEST_DUE, store_id, today)
    if (due_on - today).days > longest:
        raise Invalid(_("完成日期最多在 %(days)s 天以后，请核对年份。") % {"days": longest}, field="due_on")


def locked_review(actor: Actor, review_id: int, verb: str = "work") -> OrderReview:
    """A review, locked, on which the step is possible.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it is closed
    """
    found: OrderReview = OrderReview.objects.visible_to(actor, permissions.REVIEW).locked().one(pk=review_id)
    REVIEW.after(verb, found.state)
    return found


def order_of_store(actor: Actor, store_id: int, written: str, field: str) -> OrderHead:
    """The store's order with this number, the whole of it: an ending may be another order's, too.

    :raises Invalid: there is none that the actor may see, said of ``field``
    """
    number = clean_text(written).upper()
    try:
        found = get_order_head(actor, number) if actor.may(SEE_ORDERS, store_id) else None
    except NotFound:
        found = None
    if found is None or found.store_id != store_id:
        raise Invalid(_("没有找到这张工单，请写完整的工单号。"), field=field)
    return found


def write_step(suggestion: Suggestion, verb: str, employee_id: int, words: str, at: datetime) -> None:
    """Keep the step in the history."""
    is_given = verb in (SuggestionStep.Verb.ACCEPT, SuggestionStep.Verb.GIVE)
    SuggestionStep.objects.create(
        store_id=suggestion.store_id,
        suggestion=suggestion,
        verb=verb,
        employee_id=employee_id,
        words=words,
        responsible_id=suggestion.responsible_id if is_given else None,
        due_on=suggestion.due_on if is_given else None,
        at=at,
    )


def tell_judges(suggestion: Suggestion, kind: str, limit: ParameterDefinition, title: str, at: datetime) -> None:
    """A task for whoever judges the department."""
    store_id, by = suggestion.store_id, program(suggestion.store_id)
    day = store_info(store_id).clock.day(at)
    create_task(
        actor=by,
        store_id=store_id,
        kind=kind,
        subject=about(suggestion),
        title=shortened(title, LONGEST_TITLE),
        post=judging_post(by, store_id, suggestion.department, day),
        due_at=value(limit, store_id, day).due(calendar_of(store_id), at),
        at=at,
    )


def tell_responsible(suggestion: Suggestion, title: str, at: datetime) -> None:
    """A task for whoever carries it out, due when its last day ends."""
    assert suggestion.due_on is not None
    create_task(
        actor=program(suggestion.store_id),
        store_id=suggestion.store_id,
        kind=parameters.DO_TASK,
        subject=about(suggestion),
        title=shortened(title, LONGEST_TITLE),
        owner_id=suggestion.responsible_id,
        due_at=store_info(suggestion.store_id).clock.bounds(suggestion.due_on)[1],
        at=at,
    )


def end_tasks(subject: DocumentRef, store_id: int, reason: str, at: datetime, *, actor: Actor, done: str = "") -> None:
    """The task of the kind ``done`` is what the actor has just done; the others are needless, or somebody else's now."""
    by = program(store_id)
    task = find_open_task(by, done, subject) if done else None
    if task is not None:
        complete_task(actor=actor, task_id=task.id, result=reason, at=at)
    cancel_tasks_of(actor=by, subject=subject, reason=reason, at=at)


def about(suggestion: Suggestion) -> DocumentRef:
    """The suggestion as tasks and audit name it."""
    return DocumentRef(SUGGESTION_KIND, suggestion.pk)


def program(store_id: int) -> Actor:
    """The module itself in one store: a step hands on tasks, whoever takes it."""
    return Actor.system("reviews", [store_id])
