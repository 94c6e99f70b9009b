"""Who stands in for whom on a day, and who holds a post."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast

from anxin.parties.people import permissions, rules
from anxin.parties.people.models import Absence, Employee, Substitution
from anxin.platform.actor import Actor
from anxin.platform.queries import query, remembered


@dataclass(frozen=True, slots=True)
class SubstitutionRow:
    """An appointed substitution that has not been ended."""

    id: int
    store_id: int
    employee_id: int
    employee_name: str
    substitute_id: int
    substitute_name: str
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PostHolder:
    """Who acts in a post: the holder himself, or ``employee_id`` for ``principal_id``, appointed by ``assigned_by``.

    ``assigned_by`` is the key of whoever named the stand-in or deputy (M01.10, M01.02); empty for the holder himself.
    ``absence_by`` is the key of whoever recorded the absence that makes it a deputy's turn, empty if unknown; None where
    the turn rests on no absence.
    """

    employee_id: int
    principal_id: int
    assigned_by: str = ""
    absence_by: str | None = None


@query(None)
def stand_ins(actor: Actor, on: date) -> Mapping[int, int]:
    """Employee id → who acts for that employee on the day; only those for whom somebody else does."""
    appointed, named, absent = _appointments(on)
    substitutes = {one: holder.employee_id for one, holder in appointed.items()}
    deputies = {one: holder.employee_id for one, holder in named.items()}
    acting = {one: rules.stand_in(one, substitutes, absent, deputies) for one in {*substitutes, *deputies}}
    return {one: other for one, other in acting.items() if one != other}


@query(None)
def deputy_of(actor: Actor, employee_id: int, on: date) -> int:
    """Who acts for an employee on a day: the substitute, when away the deputy, else the employee."""
    return stand_ins(actor, on).get(employee_id, employee_id)


@query(None)
def principals_of(actor: Actor, employee_id: int, on: date) -> frozenset[int]:
    """For whom an employee acts on a day: oneself, unless somebody else does, and all whom one stands in for."""
    acting = stand_ins(actor, on)
    own = set() if employee_id in acting else {employee_id}
    return frozenset(own | {one for one, other in acting.items() if other == employee_id})


@query(None)
def holders_of_post(actor: Actor, store_id: int, post: str, on: date) -> list[PostHolder]:
    """Who acts in a post of a store on a day: its holders, or who stands in for them.

    A post passes one step only, to whom somebody trusted with it; tasks pass on along the whole chain.
    """
    appointed, named, _absent = _appointments(on)
    rows = Employee.objects.across_stores(reason="posts are public; row-level security holds").filter(
        Q(post=post) | Q(extra_posts__contains=[post]), store_id=store_id, left_on=None, joined_on__lte=on
    )
    return [
        appointed.get(one) or named.get(one) or PostHolder(one, one)
        for one in rows.order_by("pk").values_list("pk", flat=True)
    ]


@remembered
def _appointments(on: date) -> tuple[dict[int, PostHolder], dict[int, PostHolder], dict[int, str]]:
    """For a day: who is appointed by employee, the deputies of those who are away, and who is away and said by whom."""
    reason = "everybody must see to whom a task goes; row-level security holds"
    substitutions = Substitution.objects.across_stores(reason=reason).filter(
        cancelled_at=None, starts_on__lte=on, ends_on__gte=on, substitute__left_on=None
    )
    absences = Absence.objects.across_stores(reason=reason).filter(cancelled_at=None, starts_on__lte=on, ends_on__gte=on)
    replaced = Employee.objects.across_stores(reason=reason).filter(deputy__isnull=False)
    left, away = Q(left_on__isnull=False), Exists(absences.filter(employee_id=OuterRef("pk")))
    nobody = Cast(Value(None), BigIntegerField())
    # One question: this is asked on every page.
    told = substitutions.values_list(Value("appointed"), "employee_id", "substitute_id", "assigned_by").union(
        absences.values_list(Value("absent"), "employee_id", nobody, "recorded_by"),
        replaced.filter(left).values_list(Value("left"), "pk", nobody, Value("")),
        replaced.filter(left | away, deputy__left_on=None).values_list(Value("named"), "pk", "deputy_id", "deputy_set_by"),
        all=True,
    )
    found: dict[str, list[tuple[int, int, str]]] = {"appointed": [], "absent": [], "left": [], "named": []}
    for kind, one, other, by in told:
        found[kind].append((one, other, by))
    absent = {one: by for kind in ("absent", "left") for one, _other, by in found[kind]}
    appointed = {one: PostHolder(other, one, by) for one, other, by in found["appointed"]}
    named = {one: PostHolder(other, one, by, absent[one]) for one, other, by in found["named"]}
    return appointed, named, absent


@query(permissions.SEE)
def list_substitutions(actor: Actor, store_id: int, since: date) -> list[SubstitutionRow]:
    """Substitutions of a store that end on or after a day, the nearest first."""
    rows = Substitution.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, cancelled_at=None, ends_on__gte=since
    )
    return [
        SubstitutionRow(
            one.pk,
            one.store_id,
            one.employee_id,
            one.employee.name,
            one.substitute_id,
            one.substitute.name,
            one.starts_on,
            one.ends_on,
            one.reason,
        )
        for one in rows.select_related("employee", "substitute").order_by("starts_on", "pk")
    ]
