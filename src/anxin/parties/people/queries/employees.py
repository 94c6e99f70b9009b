"""Who works in a store, with posts and skills."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import all_roles
from anxin.parties.people import permissions
from anxin.parties.people.models import Employee, Skill
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.queries import query, remembered
from anxin.platform.text import clean_text
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SORTS = {"number": "number", "name": "name_key", "post": "post", "joined": "joined_on"}


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill with its certificate; ``valid_to`` None does not run out."""

    code: str
    label: str
    certificate: str
    valid_to: date | None
    trained_on: date | None = None


@dataclass(frozen=True, slots=True)
class Colleague:
    """An employee as a document names one."""

    id: int
    store_id: int
    name: str
    post: str
    level: str
    user_id: int | None
    number: str = ""
    post_label: str = ""
    trade: str = ""
    extra_posts: tuple[str, ...] = ()
    joined_on: date | None = None
    left_on: date | None = None
    deputy_id: int | None = None
    is_trainee: bool = False
    team_id: int | None = None

    def holds(self, post: str) -> bool:
        """Whether the post is this person's, as the main or a further one."""
        return post == self.post or post in self.extra_posts


@dataclass(frozen=True, slots=True)
class EmployeeRow(Colleague):
    """An employee to whom work may be given: ``skills`` are the codes valid on the day asked for."""

    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EmployeeCard:
    """Everything about one employee; names of deputy and mentor included."""

    id: int
    store_id: int
    version: int
    number: str
    name: str
    post: str
    post_label: str
    extra_posts: tuple[str, ...]
    trade: str
    level: str
    phone: str
    joined_on: date
    left_on: date | None
    user_id: int | None
    deputy_id: int | None
    deputy_name: str
    mentor_id: int | None
    mentor_name: str
    is_trainee: bool
    is_full_time: bool
    skills: tuple[SkillRow, ...]
    team_id: int | None = None
    team_name: str = ""


@dataclass(frozen=True)
class EmployeeFilter:
    """What the staff list may be narrowed by."""

    text: str = filter_field(_("姓名、拼音或工号"), default="")
    post: str = filter_field(_("岗位"), default="", choices=lambda: [(code, post_label(code)) for code in all_roles()])
    left: bool = filter_field(_("含已离职"), default=False)


@query(permissions.SEE)
def list_employees(
    actor: Actor, store_id: int, posts: Collection[str] | None = None, on: date | None = None
) -> list[EmployeeRow]:
    """Staff of a store by name; of some posts; on a day: who is employed then, with the skills valid then."""
    rows = Employee.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    if posts is not None:
        rows = rows.filter(Q(post__in=list(posts)) | Q(extra_posts__overlap=list(posts)))
    still = Q(left_on=None) if on is None else (Q(left_on=None) | Q(left_on__gte=on)) & Q(joined_on__lte=on)
    return _rows(rows.filter(still).order_by("name_key", "pk"), on)


@query(permissions.SEE)
def page_employees(actor: Actor, store_id: int, asked: EmployeeFilter, order: Order, window: Window) -> RowPage[EmployeeRow]:
    """One page of a store's staff list."""
    rows = Employee.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    if asked.text:
        text = clean_text(asked.text)
        rows = rows.filter(Q(name__icontains=text) | Q(number__istartswith=text) | Q(name_key__istartswith=text.lower()))
    if asked.post:
        rows = rows.filter(Q(post=asked.post) | Q(extra_posts__contains=[asked.post]))
    if not asked.left:
        rows = rows.filter(left_on=None)
    chosen = rows.order_by(*order.as_order_by(SORTS))[window.offset : window.offset + window.limit]
    return RowPage(_rows(chosen, None), rows.count())


@query(permissions.SEE)
def get_employee(actor: Actor, employee_id: int) -> EmployeeCard:
    """One employee.

    :raises NotFound: unknown, or not in a store that the actor sees
    """
    rows = Employee.objects.visible_to(actor, permissions.SEE).select_related("deputy", "mentor", "team")
    one: Any = rows.one(pk=employee_id)
    skills = Skill.objects.visible_to(actor, permissions.SEE).filter(employee=one).order_by("code")
    return EmployeeCard(
        one.pk,
        one.store_id,
        one.version,
        one.number,
        one.name,
        one.post,
        post_label(one.post),
        tuple(one.extra_posts),
        one.trade,
        one.level,
        one.phone,
        one.joined_on,
        one.left_on,
        one.user_id,
        one.deputy_id,
        one.deputy.name if one.deputy else "",
        one.mentor_id,
        one.mentor.name if one.mentor else "",
        one.is_trainee,
        one.is_full_time,
        tuple(
            SkillRow(each.code, str(each.get_code_display()), each.certificate, each.valid_to, each.trained_on)
            for each in skills
        ),
        one.team_id,
        one.team.name if one.team else "",
    )


@query(permissions.SEE)
def list_skill_holders(actor: Actor, store_id: int, code: str) -> Mapping[int, SkillRow]:
    """Employee → a skill with its certificate, valid or not; whoever never had it is left out."""
    rows = Skill.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, code=code)
    return {
        row.employee_id: SkillRow(row.code, str(row.get_code_display()), row.certificate, row.valid_to, row.trained_on)
        for row in rows
    }


@query(None)
@remembered
def find_employee_of_user(actor: Actor, user_id: int) -> Colleague | None:
    """The employee behind a user, in the stores that the actor sees."""
    found = _present_of_user(user_id)
    return Colleague(**_facts(found[0])) if found else None


def find_own_employee(actor: Actor) -> Colleague | None:
    """The employee who acts himself; none where the program, a machine or a customer's link does."""
    return find_employee_of_user(actor, actor.id) if actor.kind == "user" and actor.id is not None else None


@query(None)
def find_employee(actor: Actor, employee_id: int) -> Colleague | None:
    """A present colleague by id, in the stores that the actor works in: who may be named on a document."""
    found = _present(employee_id)
    return Colleague(**_facts(found[0])) if found else None


@query(None)
def direct_phone(actor: Actor, employee_id: int) -> str:
    """The number at which customers reach a present colleague (R-RC24), empty when none is on file."""
    found = _present(employee_id)
    return found[0].phone if found else ""


@prepared
def _present_of_user(user_id: int) -> QuerySet[Employee]:
    rows: QuerySet[Employee] = Employee.objects.across_stores(
        reason="everybody may know who he is; row-level security holds"
    )
    return rows.filter(user_id=user_id, left_on=None)


@prepared
def _present(employee_id: int) -> QuerySet[Employee]:
    rows: QuerySet[Employee] = Employee.objects.across_stores(reason="colleagues may be named; row-level security holds")
    return rows.filter(pk=employee_id, left_on=None)


@query(None)
def names_of(actor: Actor, employee_ids: Collection[int]) -> Mapping[int, str]:
    """Names by id, for lists that show who did something; ids in other stores are left out."""
    rows = Employee.objects.across_stores(reason="colleagues' names; row-level security holds")
    return dict(rows.filter(pk__in=set(employee_ids)).values_list("pk", "name"))


@query(None)
def is_on_staff(actor: Actor, store_id: int, employee_id: int) -> bool:
    """Whether somebody is employed in a store now."""
    rows = Employee.objects.across_stores(reason="to whom work may be given; row-level security holds")
    return rows.filter(pk=employee_id, store_id=store_id, left_on=None).exists()


def skill_label(code: str) -> str:
    """The skill as the screen says it."""
    return str(dict(Skill.Code.choices).get(code, code))


def trade_label(code: str) -> str:
    """The trade as the screen says it."""
    return str(dict(Employee.Trade.choices).get(code, code))


@query(permissions.SEE)
def list_certificates(actor: Actor, employee_ids: Collection[int], code: str) -> dict[int, str]:
    """Employee → the certificate of a skill, where one is recorded."""
    rows = Skill.objects.visible_to(actor, permissions.SEE).filter(employee_id__in=list(employee_ids), code=code)
    return dict(rows.exclude(certificate="").values_list("employee_id", "certificate"))


def post_label(code: str) -> str:
    """The post in the language of the reader; of an unknown one, the code."""
    role = all_roles().get(code)
    if role is None:
        return code
    return role.name_en if (get_language() or "").startswith("en") else role.name


def _rows(rows: QuerySet[Employee], on: date | None) -> list[EmployeeRow]:
    valid = Skill.objects.across_stores(reason="skills of employees that are visible already")
    if on is not None:
        valid = valid.filter(Q(valid_to=None) | Q(valid_to__gte=on))
    with_skills: Any = rows.prefetch_related(Prefetch("skills", queryset=valid, to_attr="valid_skills"))
    return [EmployeeRow(**_facts(one), skills=frozenset(skill.code for skill in one.valid_skills)) for one in with_skills]


def _facts(one: Employee) -> dict[str, Any]:
    return {
        "id": one.pk,
        "store_id": one.store_id,
        "name": one.name,
        "post": one.post,
        "level": one.level,
        "user_id": one.user_id,
        "number": one.number,
        "post_label": post_label(one.post),
        "trade": one.trade,
        "extra_posts": tuple(one.extra_posts),
        "joined_on": one.joined_on,
        "left_on": one.left_on,
        "deputy_id": one.deputy_id,
        "is_trainee": one.is_trainee,
        "team_id": one.team_id,
    }


def _skill(row: Skill) -> SkillRow:
    return SkillRow(row.code, str(row.get_code_display()), row.certificate, row.valid_to, row.trained_on)
