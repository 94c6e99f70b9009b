"""The front desk's day: ready for the shift, who covers whom, and taking over the partner's car."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people import queries as people
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.visit.reception import permissions, queries
from anxin.visit.reception.commands.arriving import KIND, KeptReception, kept, locked_here, require_ready
from anxin.visit.reception.models import CoverChange, Readiness


class NotCovered(Conflict):
    """The car belongs to somebody who is not the partner of the day."""

    code = "not_covered_today"
    default_rule = "R-RC07"
    default_message = _("这台车的顾问今天不和您一组：请在值班页先改分组，或由主管改派。")


@dataclass(frozen=True, slots=True)
class KeptReadiness:
    """An advisor's check of a day; nothing missing is ready."""

    employee_id: int
    day: date
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptPair:
    """Two who cover each other on a day."""

    day: date
    first_id: int
    second_id: int


@command(permissions.RECEIVE, rule="R-RC02")
def record_readiness(
    *, actor: Actor, store_id: int, at: datetime, missing: Sequence[str] = (), day: date | None = None
) -> KeptReadiness:
    """The acting advisor is ready for today, or the evening before for tomorrow, but for what is ``missing`` (R-RC02).

    :raises Denied: no permission in this store
    :raises Invalid: nobody of this store's staff, another day, an unknown item
    """
    actor.require(permissions.RECEIVE, store_id)
    today = store_info(store_id).clock.day(at)
    wanted = day or today
    if wanted not in (today, today + timedelta(days=1)):
        raise Invalid(_("只能登记今天或明天的准备，请改日期。"), field="day")
    own = people.find_own_employee(actor)
    if own is None or own.store_id != store_id:
        raise Invalid(_("您的账号没有对应本店员工，不能登记准备；请门店管理员在员工档案里选上您的账号。"))
    if set(missing) - set(queries.readiness_items(store_id, wanted)):
        raise Invalid(_("请从列表中选择。"), field="missing")
    row, _is_new = Readiness.objects.visible_to(actor, permissions.RECEIVE).update_or_create(
        employee_id=own.id, day=wanted, defaults={"store_id": store_id, "missing": list(missing), "checked_at": at}
    )
    audit.note(DocumentRef("reception.readiness", row.pk), store_id, missing=len(row.missing))
    return KeptReadiness(own.id, wanted, tuple(row.missing))


@command(permissions.PLAN_DUTY, rule="R-RC07")
def pair_advisors(
    *, actor: Actor, store_id: int, first_id: int, second_id: int, at: datetime, day: date | None = None
) -> KeptPair:
    """Let two advisors cover each other on a day; their partners until then follow the rule again (R-RC07).

    :raises Denied: no permission in this store
    :raises Invalid: the same one twice, or not on duty that day
    """
    actor.require(permissions.PLAN_DUTY, store_id)
    take_turn(f"reception.pairs.{store_id}")
    wanted = day or store_info(store_id).clock.day(at)
    on_duty = {one.employee_id for one in queries.get_duty(actor, store_id, wanted, at).advisors}
    if first_id == second_id or not {first_id, second_id} <= on_duty:
        raise Invalid(_("请选两位当天当班的不同顾问。"), field="second_id", rule="R-RC07")
    rows = CoverChange.objects.visible_to(actor, permissions.PLAN_DUTY).filter(store_id=store_id, day=wanted)
    both = [first_id, second_id]
    (rows.filter(employee_id__in=both) | rows.filter(partner_id__in=both)).delete()
    for one, other in ((first_id, second_id), (second_id, first_id)):
        CoverChange(store_id=store_id, day=wanted, employee_id=one, partner_id=other).save(force_insert=True)
    audit.note(DocumentRef("people.employee", first_id), store_id, covers=second_id, day=wanted.isoformat())
    return KeptPair(wanted, first_id, second_id)


@command(permissions.RECEIVE, rule="R-RC07")
def take_over_reception(*, actor: Actor, number: str, at: datetime, version: int | None = None) -> KeptReception:
    """The partner of the day takes over a car whose order is not opened yet (R-RC07).

    :raises NotFound: unknown or out of scope
    :raises NotCovered: the car's advisor is not the acting advisor's partner today
    :raises Conflict: the order is opened, or the acting advisor is not ready, where the store asks for it (R-RC02)
    """
    row = locked_here(actor, permissions.RECEIVE, number)
    if row.repair_order_id is not None:
        raise Conflict(_("已经开单：请找调度或主管改派。"), rule="R-RC07")
    own = people.find_own_employee(actor)
    duty = queries.get_duty(actor, row.store_id, store_info(row.store_id).clock.day(at), at)
    mine = next((one for one in duty.advisors if own is not None and one.employee_id == own.id), None)
    if own is None or mine is None or (row.advisor_id is not None and row.advisor_id not in mine.partner_ids):
        raise NotCovered(rule="R-RC07")
    require_ready(actor, row.store_id, own.id, store_info(row.store_id).clock.day(at))
    before, row.advisor_id = row.advisor_id, own.id
    row.version += 1
    row.save(update_fields=["advisor", "version"])
    audit.note(DocumentRef(KIND, row.pk), row.store_id, advisor=own.id, before=before)
    return kept(row)
