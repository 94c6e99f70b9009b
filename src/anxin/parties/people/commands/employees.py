"""Hiring, changing and leaving; skills with their certificates."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.commands import deactivate_user
from anxin.parties.org.queries import list_teams, store_info, store_users
from anxin.parties.people import permissions
from anxin.parties.people.commands.endings import end_plans, end_standing_in, end_those_of
from anxin.parties.people.commands.posts import Access, access_of, require_posts, require_reach
from anxin.parties.people.events import EmployeeChanged, EmployeeHired, EmployeeLeft, SkillChanged
from anxin.parties.people.models import Employee, Skill
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from anxin.platform.names import pinyin_key
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn

EDITED = ("number", "name", "post", "trade", "level", "phone", "joined_on", "is_trainee", "is_full_time")


class EmployeeHasLeft(Conflict):
    """Nothing more is planned for somebody who has left."""

    code = "employee_has_left"
    default_message = _("这位员工已经离职。")


class AccessBeyondReach(Conflict):
    """The employee's user reaches further than whoever records the leaving."""

    code = "access_beyond_reach"
    default_message = _("这位员工的账号还管着别的门店，请集团人力资源或系统管理员来登记离职。")


class OwnSubstitution(Denied):
    """Who stands in for another decides in that post, so nobody brings himself there."""

    code = "own_substitution"
    default_message = _("不能由自己安排自己代别人的班，请另一位管理人员来安排。")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployeeDetails:
    """What is entered about an employee; posts are role codes, deputy and mentor employees of the same store."""

    number: str
    name: str
    post: str
    joined_on: date
    extra_posts: tuple[str, ...] = ()
    trade: str = ""
    level: str = ""
    phone: str = ""
    user_id: int | None = None
    deputy_id: int | None = None
    mentor_id: int | None = None
    team_id: int | None = None
    is_trainee: bool = False
    is_full_time: bool = True


@dataclass(frozen=True, slots=True)
class SavedEmployee:
    """The employee after a command."""

    id: int
    store_id: int
    number: str
    version: int


@command(permissions.MANAGE)
def hire_employee(*, actor: Actor, store_id: int, details: EmployeeDetails, at: datetime) -> SavedEmployee:
    """Take an employee on (M01.02).

    :raises Invalid: a value can be mended; the number or the user is taken, or the user is of another store
    :raises IncompatiblePosts: the posts exclude each other
    :raises OwnPosts: the actor's own file
    :raises PostBeyondReach: somebody who signs in gets a post that may do what the actor may not
    :raises OwnSubstitution: the actor as the deputy
    """
    actor.require(permissions.MANAGE, store_id)
    store_info(store_id)
    employee = Employee(store_id=store_id)
    fill(actor, employee, details, at=at)
    employee.save(force_insert=True)
    events.publish(hired(employee), at=at)
    return _saved(employee)


@command(permissions.MANAGE)
def change_employee(
    *, actor: Actor, employee_id: int, details: EmployeeDetails, version: int | None, at: datetime
) -> SavedEmployee:
    """Change what is known of an employee; with another user he stands in for nobody and is nobody's deputy.

    :raises NotFound: unknown, or not in a store where the actor may
    :raises Invalid: a value can be mended
    :raises IncompatiblePosts: the posts exclude each other
    :raises OwnPosts: the actor's own posts or user
    :raises PostBeyondReach: somebody who signs in gets a post that may do what the actor may not
    :raises OwnSubstitution: the actor as the deputy
    :raises VersionConflict: somebody else changed it
    """
    employee = Employee.objects.visible_to(actor, permissions.MANAGE).locked().one(pk=employee_id)
    given = {name: (getattr(employee, name), getattr(details, name)) for name in EDITED}
    require_version(employee, version, {name: pair for name, pair in given.items() if pair[0] != pair[1]})
    fill(actor, employee, details, at=at)
    employee.save()
    events.publish(changed(employee), at=at)
    return _saved(employee)


@command(permissions.MANAGE)
def leave_employee(*, actor: Actor, employee_id: int, left_on: date, at: datetime) -> SavedEmployee:
    """Record that an employee has left: the user can no longer sign in, open tasks go to the deputy.

    :raises NotFound: unknown, or not in a store where the actor may
    :raises EmployeeHasLeft: already recorded
    :raises Invalid: a day in the future, or before joining
    :raises AccessBeyondReach: the user holds roles beyond the actor's stores
    """
    employee = Employee.objects.visible_to(actor, permissions.MANAGE).locked().one(pk=employee_id)
    if employee.left_on is not None:
        raise EmployeeHasLeft
    if not employee.joined_on <= left_on <= store_info(employee.store_id).clock.day(at):
        raise Invalid(_("离职日期须在入职之后，且不晚于今天；请在离职当天登记。"), field="left_on")
    employee.left_on = left_on
    employee.version += 1
    employee.save(update_fields=["left_on", "version"])
    end_plans(employee, left_on, at)
    if employee.user_id is not None:
        _end_access(actor, employee.user_id, at)
    successor = employee.deputy if employee.deputy and employee.deputy.left_on is None else None
    fact = EmployeeLeft(
        store_id=employee.store_id,
        employee_id=employee.pk,
        post=employee.post,
        left_on=left_on,
        successor_id=successor.pk if successor else None,
    )
    events.publish(fact, at=at)
    return _saved(employee)


@command(permissions.MANAGE)
def set_skill(
    *,
    actor: Actor,
    employee_id: int,
    code: str,
    at: datetime,
    certificate: str = "",
    valid_to: date | None = None,
    trained_on: date | None = None,
) -> SavedEmployee:
    """Record what an employee may do; the same code again renews it. ``valid_to`` None does not run out.

    :raises NotFound: unknown employee
    :raises Invalid: unknown skill, or a training that is still to come
    """
    employee = Employee.objects.visible_to(actor, permissions.MANAGE).locked().one(pk=employee_id)
    if code not in Skill.Code.values:
        raise Invalid(field="code")
    if trained_on is not None and trained_on > store_info(employee.store_id).clock.day(at):
        raise Invalid(_("培训日期不能晚于今天，请在培训以后登记。"), field="trained_on", rule="R-QC08")
    proof = {"certificate": clean_text(certificate)[:60], "valid_to": valid_to, "trained_on": trained_on}
    Skill.objects.visible_to(actor, permissions.MANAGE).update_or_create(
        employee=employee, code=code, defaults={"store_id": employee.store_id, **proof}
    )
    subject = DocumentRef("people.employee", employee.pk)
    audit.note(subject, employee.store_id, skill=code, valid_to=str(valid_to or ""))
    events.publish(SkillChanged(store_id=employee.store_id, employee_id=employee.pk, code=code), at=at)
    return _saved(employee)


@command(permissions.MANAGE)
def drop_skill(*, actor: Actor, employee_id: int, code: str, at: datetime) -> SavedEmployee:
    """Take a skill away again.

    :raises NotFound: unknown employee
    """
    employee = Employee.objects.visible_to(actor, permissions.MANAGE).locked().one(pk=employee_id)
    Skill.objects.visible_to(actor, permissions.MANAGE).filter(employee=employee, code=code).delete()
    audit.note(DocumentRef("people.employee", employee.pk), employee.store_id, dropped_skill=code)
    events.publish(SkillChanged(store_id=employee.store_id, employee_id=employee.pk, code=code), at=at)
    return _saved(employee)


def hired(employee: Employee) -> EmployeeHired:
    """The fact that somebody was taken on; the import says it, too."""
    return EmployeeHired(
        store_id=employee.store_id, employee_id=employee.pk, post=employee.post, joined_on=employee.joined_on
    )


def changed(employee: Employee) -> EmployeeChanged:
    """The fact that a file says something else; the import says it, too."""
    return EmployeeChanged(store_id=employee.store_id, employee_id=employee.pk, post=employee.post)


def fill(actor: Actor, employee: Employee, details: EmployeeDetails, *, at: datetime) -> None:
    """Put checked details into a row that is not saved yet; who stands in for other posts than before ends.

    With another user the employee stands in for nobody any more and is nobody's deputy. The import uses it, too.
    """
    before, deputy_before, number_before = access_of(employee), employee.deputy_id, employee.number
    for name in EDITED:
        value = getattr(details, name)
        setattr(employee, name, clean_text(value) if isinstance(value, str) else value)
    employee.name_key = pinyin_key(employee.name)[:200]
    employee.extra_posts = sorted(set(details.extra_posts) - {details.post})
    employee.user_id, employee.deputy_id, employee.mentor_id = details.user_id, details.deputy_id, details.mentor_id
    require_posts(actor, employee, before, at)
    _require_unique(actor, employee, before[0], number_before)
    require_reach(actor, employee, before, at)
    for field in ("deputy", "mentor"):
        _require_colleague(actor, employee, field)
    employee.team_id = _team_of(actor, employee, details.team_id)
    if employee.deputy_id != deputy_before:
        require_not_oneself(actor, employee.deputy)
        employee.deputy_set_by = actor.person_key
    try:
        employee.clean_fields(exclude=[one.name for one in Employee._meta.fields if one.name not in EDITED])
    except ValidationError as problem:
        raise InvalidFields({name: texts[0] for name, texts in problem.message_dict.items()}) from None
    if employee.pk:
        _end_trust(actor, employee, before, at)


def _end_trust(actor: Actor, employee: Employee, before: Access, at: datetime) -> None:
    user_id, posts = access_of(employee)
    today = store_info(employee.store_id).clock.day(at)
    if posts != before[1]:
        end_those_of(employee, today=today, at=at)
    if user_id != before[0]:
        end_standing_in(actor, employee, today=today, at=at)


def is_oneself(actor: Actor, employee: Employee) -> bool:
    """Whether the file is that of the person who acts."""
    return actor.person_id is not None and employee.user_id == actor.person_id


def require_not_oneself(actor: Actor, stand_in: Employee | None) -> None:
    """:raises OwnSubstitution: the actor is the one who would stand in"""
    if stand_in is not None and is_oneself(actor, stand_in):
        raise OwnSubstitution


def _require_unique(actor: Actor, employee: Employee, user_before: int | None, number_before: str) -> None:
    if (employee.user_id, employee.number) != (user_before, number_before):
        take_turn(f"people.employee of {employee.store_id}")
    others = Employee.objects.across_stores(reason="numbers are unique in a store, users in the group")
    if others.filter(store_id=employee.store_id, number=employee.number).exclude(pk=employee.pk).exists():
        raise Invalid(_("这个工号已有人使用，请换一个。"), field="number")
    if employee.user_id is None or employee.user_id == user_before:
        return
    if employee.user_id not in {user_id for user_id, _name in store_users(actor, employee.store_id)}:
        raise Invalid(_("没有这个登录用户。"), field="user_id")
    if others.filter(user_id=employee.user_id).exclude(pk=employee.pk).exists():
        raise Invalid(_("这个登录用户已属于另一位员工。"), field="user_id")


def _require_colleague(actor: Actor, employee: Employee, field: str) -> None:
    colleague_id = getattr(employee, f"{field}_id")
    if colleague_id is None:
        return
    colleagues = Employee.objects.visible_to(actor, permissions.MANAGE).filter(store_id=employee.store_id, left_on=None)
    if colleague_id == employee.pk or not colleagues.filter(pk=colleague_id).exists():
        raise Invalid(_("请选择同店的另一位在职员工。"), field=f"{field}_id")


def _team_of(actor: Actor, employee: Employee, team_id: int | None) -> int | None:
    """A team in use of the store; the one that the employee has stays although it was retired."""
    if team_id is None or team_id == employee.team_id:
        return team_id
    if team_id not in {team.id for team in list_teams(actor, employee.store_id)}:
        raise Invalid(_("本店没有这个班组，或已停用，请从列表中选择。"), field="team_id", rule="R-WS08")
    return team_id


def _end_access(actor: Actor, user_id: int, at: datetime) -> None:
    try:
        deactivate_user(actor=actor, user_id=user_id, at=at)
    except (NotFound, Denied):
        raise AccessBeyondReach from None


def _saved(employee: Employee) -> SavedEmployee:
    return SavedEmployee(employee.pk, employee.store_id, employee.number, employee.version)
