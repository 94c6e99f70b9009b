"""Cases of negligence and disobedience: raised, stated, decided by weight, appealed (R-QC07, M08.10). No money moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_employee
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import check_version
from anxin.platform.text import clean_text
from anxin.visit.quality import permissions
from anxin.visit.quality.events import ConductDecided
from anxin.visit.quality.lifecycle import CONDUCT, DECIDED, RAISED
from anxin.visit.quality.models import ConductCase, ReworkCase
from anxin.visit.quality.parameters import APPEAL_DAYS, GRADES, STATEMENT_DAYS
from anxin.visit.quality.rules import words_of_grades

CONDUCT_KIND = "quality.conductcase"


class NotHeardYet(Conflict):
    """The person may still say something before it is decided."""

    code = "not_heard_yet"
    default_rule = "R-QC07"


class OwnCase(Conflict):
    """Nobody decides about himself, about what he raised, or about an appeal against his own decision."""

    code = "own_case"
    default_rule = "R-QC07"
    default_message = _("自己的案件、自己提出的案件和对自己决定的申诉，要请另一位负责人决定。")


class AppealTooLate(Conflict):
    """The time for an appeal is over."""

    code = "appeal_too_late"
    default_rule = "R-QC07"


@dataclass(frozen=True, slots=True)
class NewConductCase:
    """What is raised against whom; ``rework_id`` where it is about a rework case."""

    person_id: int
    kind: str
    words: str
    rework_id: int | None = None


@dataclass(frozen=True, slots=True)
class KeptConduct:
    """A case after a step; ``weight`` None while nothing is decided, 0 is no fault."""

    id: int
    state: str
    version: int
    weight: int | None


@command(permissions.RAISE_CONDUCT, rule="R-QC07")
def raise_conduct_case(*, actor: Actor, store_id: int, case: NewConductCase, at: datetime) -> KeptConduct:
    """Raise a case against an employee of the store; the person is asked to state.

    :raises Invalid: nobody on the store's staff, an unknown kind, or no words
    :raises NotFound: a rework case out of scope
    """
    actor.require(permissions.RAISE_CONDUCT, store_id)
    person = find_employee(actor, case.person_id)
    if person is None or person.store_id != store_id:
        raise Invalid(_("请从本店在职员工里选择。"), field="person_id")
    if case.kind not in ConductCase.Kind.values:
        raise Invalid(_("请选择过失的种类。"), field="kind")
    if case.rework_id is not None:
        ReworkCase.objects.visible_to(actor, permissions.RAISE_CONDUCT).one(pk=case.rework_id, store_id=store_id)
    row = ConductCase.objects.create(
        store_id=store_id,
        person_id=person.id,
        kind=case.kind,
        words=_words(case.words, "words"),
        rework_id=case.rework_id,
        raised_at=at,
        raised_by=actor.key,
    )
    return _kept(row, "raise")


@command(permissions.OWN_CONDUCT, rule="R-QC07")
def state_own_conduct(*, actor: Actor, case_id: int, statement: str, version: int | None, at: datetime) -> KeptConduct:
    """The person's own statement.

    :raises NotFound: somebody else's case
    :raises IllegalTransition: stated or decided already
    """
    row = _own(actor, case_id, version)
    row.state = CONDUCT.after("state", row.state)
    row.statement, row.stated_at = _words(statement, "statement"), at
    return _save(row, "state", "statement", "stated_at")


@command(permissions.DECIDE_CONDUCT, rule="R-QC07")
def decide_conduct_case(
    *, actor: Actor, case_id: int, weight: int, decision: str, version: int | None, at: datetime
) -> KeptConduct:
    """Decide by weight: 0 is no fault, 1 the lightest of the store's grades, the last one dismissal.

    :raises NotHeardYet: the person has not stated and still may
    :raises OwnCase: about oneself, or raised by oneself
    :raises Invalid: a weight that the store does not have, or no words
    """
    row = _locked(actor, permissions.DECIDE_CONDUCT, case_id, version)
    state = CONDUCT.after("decide", row.state)
    if actor.key == row.raised_by or _is_about(actor, row):
        raise OwnCase
    until = row.raised_at + timedelta(days=value(STATEMENT_DAYS, row.store_id, at))
    if row.state == RAISED and at < until:
        words = _("%(name)s 还没有陈述，请等到 %(until)s 或请本人先陈述。")
        raise NotHeardYet(words % {"name": row.person.name, "until": _told(row, until)})
    row.state = state
    row.weight, row.grade = weight, _grade(row, weight, at)
    row.first_grade = row.grade
    row.decision, row.decided_at, row.decided_by = _words(decision, "decision"), at, actor.key
    kept = _save(row, "state", "weight", "grade", "first_grade", "decision", "decided_at", "decided_by")
    _announce(row, at)
    return kept


@command(permissions.OWN_CONDUCT, rule="R-QC07")
def appeal_conduct_decision(*, actor: Actor, case_id: int, words: str, version: int | None, at: datetime) -> KeptConduct:
    """The person does not agree with the decision.

    :raises AppealTooLate: after the store's days for it
    :raises IllegalTransition: not decided, or appealed already
    """
    row = _own(actor, case_id, version)
    state = CONDUCT.after("appeal", row.state)
    assert row.decided_at is not None
    until = row.decided_at + timedelta(days=value(APPEAL_DAYS, row.store_id, at))
    if at > until:
        said = _("申诉要在 %(until)s 以前，已经过了；有新情况请找人事。")
        raise AppealTooLate(said % {"until": _told(row, until)})
    row.state = state
    row.appeal, row.appealed_at = _words(words, "words"), at
    return _save(row, "state", "appeal", "appealed_at")


@command(permissions.DECIDE_CONDUCT, rule="R-QC07")
def settle_conduct_appeal(
    *, actor: Actor, case_id: int, weight: int, answer: str, version: int | None, at: datetime
) -> KeptConduct:
    """Answer an appeal for good; never more heavily than it was decided.

    :raises OwnCase: by whom decided first, about oneself, or raised by oneself
    :raises Invalid: heavier than decided, or no words
    """
    row = _locked(actor, permissions.DECIDE_CONDUCT, case_id, version)
    state = CONDUCT.after("settle_appeal", row.state)
    if actor.key in (row.raised_by, row.decided_by) or _is_about(actor, row):
        raise OwnCase
    if weight > (row.weight or 0):
        raise Invalid(_("申诉不能加重处理，请选原来的或更轻的等级。"), field="weight")
    row.state = state
    row.weight, row.grade = weight, _grade(row, weight, at)
    row.answer, row.settled_at, row.settled_by = _words(answer, "answer"), at, actor.key
    kept = _save(row, "state", "weight", "grade", "answer", "settled_at", "settled_by")
    _announce(row, at)
    return kept


def _locked(actor: Actor, permission: str, case_id: int, version: int | None) -> ConductCase:
    rows = ConductCase.objects.visible_to(actor, permission).select_related("person").locked()
    row: ConductCase = rows.one(pk=case_id)
    check_version(row, version)
    return row


def _own(actor: Actor, case_id: int, version: int | None) -> ConductCase:
    row = _locked(actor, permissions.OWN_CONDUCT, case_id, version)
    if not _is_about(actor, row):
        raise NotFound
    return row


def _is_about(actor: Actor, row: ConductCase) -> bool:
    return actor.id is not None and row.person.user_id == actor.id


def _grade(row: ConductCase, weight: int, at: datetime) -> str:
    grades = words_of_grades(value(GRADES, row.store_id, at))
    if not 0 <= weight <= len(grades):
        raise Invalid(_("没有这个处理等级，请从列表中选择。"), field="weight")
    return grades[weight - 1] if weight else ""


def _words(given: str, field: str) -> str:
    said = clean_text(given)
    if not said or len(said) > 500:
        raise Invalid(_("请写明情况，最多 500 个字。"), field=field)
    return said


def _save(row: ConductCase, *fields: str) -> KeptConduct:
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    return _kept(row, row.state)


def _kept(row: ConductCase, step: str) -> KeptConduct:
    # The words stay in the case: the audit is read by more people.
    audit.note(DocumentRef(CONDUCT_KIND, row.pk), row.store_id, step=step)
    return KeptConduct(row.pk, row.state, row.version, row.weight)


def _announce(row: ConductCase, at: datetime) -> None:
    fact = ConductDecided(
        store_id=row.store_id,
        conductcase_id=row.pk,
        employee_id=row.person_id,
        weight=row.weight or 0,
        is_final=row.state != DECIDED,
    )
    events.publish(fact, at=at)


def _told(row: ConductCase, until: datetime) -> str:
    """A deadline on the clock of the person's store."""
    return f"{store_info(row.store_id).clock.local(until):%Y-%m-%d %H:%M}"
