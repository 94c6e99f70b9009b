"""Entering a suggestion, judging it, carrying it out (M22.10, K-N24)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.management.reviews import parameters, permissions
from anxin.management.reviews.commands.support import (
    LONGEST_REASON,
    NotResponsible,
    about,
    end_tasks,
    is_by,
    locked_suggestion,
    order_of_store,
    own_employee,
    require_assignee,
    require_judge,
    tell_judges,
    tell_responsible,
    write_step,
)
from anxin.management.reviews.events import SuggestionConfirmed, SuggestionEntered, SuggestionJudged
from anxin.management.reviews.lifecycle import SUGGESTION
from anxin.management.reviews.models import Suggestion, SuggestionStep
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_own_employee
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.numbering import next_number
from anxin.platform.text import worded

LONGEST_WORDS = 1000
LONGEST_ABOUT = 200
Verb = SuggestionStep.Verb


@dataclass(frozen=True, slots=True)
class NewSuggestion:
    """What is suggested about a department; ``about`` names the figure, the order's number, or cites the customer.

    ``order`` is the number of the order of a customer that is cited: with it the words are found when he is erased.
    """

    words: str
    department: str
    about_kind: str = ""
    about: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class KeptSuggestion:
    """A suggestion after a step."""

    id: int
    number: str
    state: str
    version: int


@command(permissions.SUGGEST, rule="M22.10")
def enter_suggestion(*, actor: Actor, store_id: int, suggestion: NewSuggestion, at: datetime) -> KeptSuggestion:
    """Suggest something to the manager of a department, who has a task from then on (FORM-75).

    :raises Denied: a store where the actor may not suggest
    :raises NoOwnEmployee: the actor is no employee of the store
    :raises Invalid: no words, too many, an unknown department, or an order that is not the store's
    """
    actor.require(permissions.SUGGEST, store_id)
    own = own_employee(actor, store_id)
    if suggestion.department not in parameters.JUDGE_POSTS:
        raise Invalid(_("请选择建议关于哪个部门。"), field="department")
    named, order_id = _about(actor, store_id, suggestion)
    words, store = worded(suggestion.words, LONGEST_WORDS, "words"), store_info(store_id)
    made = Suggestion(
        store_id=store_id,
        number=next_number(store_id, store.code, "J", store.clock.day(at)),
        department=suggestion.department,
        words=words,
        about_kind=suggestion.about_kind if named else "",
        about=named,
        repair_order_id=order_id,
        author_id=own.id,
        entered_at=at,
    )
    made.save(force_insert=True)
    write_step(made, Verb.ENTER, own.id, words, at)
    title = _now("请判定%(name)s的建议：%(words)s") % {"name": own.name, "words": words}
    tell_judges(made, parameters.JUDGE_TASK, parameters.JUDGE_WITHIN, title, at)
    fact = SuggestionEntered(store_id=store_id, suggestion_id=made.pk, department=made.department)
    events.publish(fact, at=at)
    return _kept(made)


@command(permissions.JUDGE, rule="K-N24")
def accept_suggestion(
    *,
    actor: Actor,
    number: str,
    responsible_id: int,
    due_on: date,
    reason: str = "",
    version: int | None = None,
    at: datetime,
) -> KeptSuggestion:
    """Judge a suggestion worth carrying out, and give it to somebody until a day (K-N24).

    :raises NotFound: unknown or out of scope
    :raises NotDepartmentManager: the actor does not judge the department
    :raises IllegalTransition: it is judged already
    :raises Invalid: nobody of the store, a day that is over, or too many words
    """
    found = locked_suggestion(actor, permissions.JUDGE, number, "accept", version)
    own = require_judge(actor, found, at)
    require_assignee(actor, found.store_id, responsible_id, due_on, at)
    found.reason = worded(reason, LONGEST_REASON, "reason", may_be_missing=True)
    found.judged_by_id, found.judged_at = own.id, at
    found.responsible_id, found.due_on = responsible_id, due_on
    end_tasks(about(found), found.store_id, _now("已判定"), at, actor=actor, done=parameters.JUDGE_TASK)
    _take(found, Verb.ACCEPT, own.id, found.reason, at)
    tell_responsible(found, _now("请落实建议：%(words)s") % {"words": found.words}, at)
    events.publish(SuggestionJudged(store_id=found.store_id, suggestion_id=found.pk, is_to_do=True), at=at)
    return _kept(found)


@command(permissions.JUDGE, rule="K-N24")
def decline_suggestion(
    *, actor: Actor, number: str, reason: str, version: int | None = None, at: datetime
) -> KeptSuggestion:
    """Judge a suggestion not worth carrying out, with the reason that its author reads (K-N24).

    :raises NotFound: unknown or out of scope
    :raises NotDepartmentManager: the actor does not judge the department
    :raises IllegalTransition: it is judged already
    :raises Invalid: no reason
    """
    found = locked_suggestion(actor, permissions.JUDGE, number, "decline", version)
    own = require_judge(actor, found, at)
    found.reason = worded(reason, LONGEST_REASON, "reason")
    found.judged_by_id, found.judged_at, found.closed_at = own.id, at, at
    end_tasks(about(found), found.store_id, _now("已判定"), at, actor=actor, done=parameters.JUDGE_TASK)
    _take(found, Verb.DECLINE, own.id, found.reason, at)
    events.publish(SuggestionJudged(store_id=found.store_id, suggestion_id=found.pk, is_to_do=False), at=at)
    return _kept(found)


@command(permissions.JUDGE, rule="M22.10")
def give_suggestion(
    *, actor: Actor, number: str, responsible_id: int, due_on: date, reason: str, version: int | None = None, at: datetime
) -> KeptSuggestion:
    """Give a suggestion to somebody else, or until another day; why stays in its history.

    :raises NotFound: unknown or out of scope
    :raises NotDepartmentManager: the actor does not judge the department
    :raises IllegalTransition: it is not being carried out
    :raises Invalid: nobody of the store, a day that is over, or no reason
    """
    found = locked_suggestion(actor, permissions.JUDGE, number, "give", version)
    own = require_judge(actor, found, at)
    require_assignee(actor, found.store_id, responsible_id, due_on, at)
    words = worded(reason, LONGEST_REASON, "reason")
    found.responsible_id, found.due_on, found.done = responsible_id, due_on, ""
    end_tasks(about(found), found.store_id, _now("改派了"), at, actor=actor)
    _take(found, Verb.GIVE, own.id, words, at)
    tell_responsible(found, _now("请落实建议：%(words)s") % {"words": found.words}, at)
    return _kept(found)


@command(permissions.SUGGEST, rule="M22.10")
def report_suggestion_done(
    *, actor: Actor, number: str, done: str, version: int | None = None, at: datetime
) -> KeptSuggestion:
    """Say what was carried out; the department's manager looks at it and confirms.

    :raises NotFound: unknown, out of scope, or somebody else's where the actor sees the own ones only
    :raises NotResponsible: it was given to somebody else
    :raises IllegalTransition: it is not being carried out
    :raises Invalid: no words
    """
    found = locked_suggestion(actor, permissions.SUGGEST, number, "report", version)
    me = find_own_employee(actor)
    if not is_by(me, found.responsible_id, found.author_id) and not actor.may(permissions.SEE, found.store_id):
        raise NotFound
    own = own_employee(actor, found.store_id)
    if found.responsible_id != own.id:
        raise NotResponsible
    found.done = worded(done, LONGEST_REASON, "done")
    end_tasks(about(found), found.store_id, _now("已报落实"), at, actor=actor, done=parameters.DO_TASK)
    _take(found, Verb.REPORT, own.id, found.done, at)
    title = _now("请确认是否落实：%(words)s") % {"words": found.words}
    tell_judges(found, parameters.CONFIRM_TASK, parameters.CONFIRM_WITHIN, title, at)
    return _kept(found)


@command(permissions.JUDGE, rule="K-N24")
def confirm_suggestion(
    *, actor: Actor, number: str, done: str = "", version: int | None = None, at: datetime
) -> KeptSuggestion:
    """Confirm that a suggestion is carried out; it counts from then on (K-N24).

    ``done`` says what was done; left out, what was reported holds.

    :raises NotFound: unknown or out of scope
    :raises NotDepartmentManager: the actor does not judge the department
    :raises IllegalTransition: it is not being carried out
    :raises Invalid: nobody said what was done
    """
    found = locked_suggestion(actor, permissions.JUDGE, number, "confirm", version)
    own = require_judge(actor, found, at)
    found.done = worded(done or found.done, LONGEST_REASON, "done")
    found.closed_at = at
    end_tasks(about(found), found.store_id, _now("已确认落实"), at, actor=actor, done=parameters.CONFIRM_TASK)
    _take(found, Verb.CONFIRM, own.id, found.done, at)
    events.publish(SuggestionConfirmed(store_id=found.store_id, suggestion_id=found.pk), at=at)
    return _kept(found)


@command(permissions.JUDGE, rule="K-N24")
def return_suggestion(*, actor: Actor, number: str, reason: str, version: int | None = None, at: datetime) -> KeptSuggestion:
    """Send a reported suggestion back: it is not carried out yet; whoever does it has the task again.

    What was reported stays in its history only: it is no result.

    :raises NotFound: unknown or out of scope
    :raises NotDepartmentManager: the actor does not judge the department
    :raises IllegalTransition: nobody reported it
    :raises Invalid: no reason
    """
    found = locked_suggestion(actor, permissions.JUDGE, number, "return", version)
    own = require_judge(actor, found, at)
    words, found.done = worded(reason, LONGEST_REASON, "reason"), ""
    end_tasks(about(found), found.store_id, _now("退回了"), at, actor=actor, done=parameters.CONFIRM_TASK)
    _take(found, Verb.RETURN, own.id, words, at)
    tell_responsible(found, _now("建议还没落实（%(reason)s）：%(words)s") % {"reason": words, "words": found.words}, at)
    return _kept(found)


@command(permissions.JUDGE, rule="K-N24")
def drop_suggestion(*, actor: Actor, number: str, reason: str, version: int | None = None, at: datetime) -> KeptSuggestion:
    """Give a suggestion up that was worth carrying out; it stays among those to be done, and lowers the rate (K-N24).

    :raises NotFound: unknown or out of scope
    :raises NotDepartmentManager: the actor does not judge the department
    :raises IllegalTransition: it is not being carried out
    :raises Invalid: no reason
    """
    found = locked_suggestion(actor, permissions.JUDGE, number, "drop", version)
    own = require_judge(actor, found, at)
    found.done = worded(reason, LONGEST_REASON, "reason")
    found.closed_at = at
    end_tasks(about(found), found.store_id, _now("放弃了"), at, actor=actor)
    _take(found, Verb.DROP, own.id, found.done, at)
    return _kept(found)


def _about(actor: Actor, store_id: int, given: NewSuggestion) -> tuple[str, int | None]:
    """What it is about, and the order where it is one of the store's that the actor may see."""
    named, wanted = worded(given.about, LONGEST_ABOUT, "about", may_be_missing=True), given.order.strip()
    if wanted and not (named and given.about_kind == Suggestion.About.VOICE):
        raise Invalid(_("“这位客户的工单号”只随客户的话填：请选“客户的话”，并写下怎么说的。"), field="order")
    if not named:
        return "", None
    if given.about_kind not in Suggestion.About.values:
        raise Invalid(_("请选择关于什么：一项指标、一张工单还是客户的话。"), field="about_kind")
    if given.about_kind == Suggestion.About.ORDER:
        order = order_of_store(actor, store_id, named, "about")
        return order.number, order.id
    return named, order_of_store(actor, store_id, wanted, "order").id if wanted else None


def _take(found: Suggestion, verb: Verb, own_id: int, words: str, at: datetime) -> None:
    """Move the suggestion on, and keep the step."""
    found.state = SUGGESTION.after(verb, found.state)
    found.save()
    write_step(found, verb, own_id, words, at)
    audit.note(about(found), found.store_id, state=found.state)


def _kept(found: Suggestion) -> KeptSuggestion:
    return KeptSuggestion(found.pk, found.number, found.state, found.version)
