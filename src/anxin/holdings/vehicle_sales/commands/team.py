"""Who hands the new cars of a week over."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.holdings.vehicle_sales import permissions, rules
from anxin.holdings.vehicle_sales.models import DeliveryTeam
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import is_on_staff
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn


@dataclass(frozen=True, slots=True)
class KeptTeam:
    """The three of a week."""

    week_on: date
    version: int


@command(permissions.PLAN_TEAM, rule="R-DL13")
def set_delivery_team(
    *, actor: Actor, store_id: int, day: date, sales_id: int, service_id: int, relations_id: int, at: datetime
) -> KeptTeam:
    """Name who of sales, service and customer relations hands the new cars of a day's week over.

    :raises Denied: no permission in this store
    :raises Invalid: one of them twice, or not on the staff of the store; a week that is over
    """
    actor.require(permissions.PLAN_TEAM, store_id)
    three = {"sales_id": sales_id, "service_id": service_id, "relations_id": relations_id}
    if len(set(three.values())) != len(three):
        raise Invalid(_("请选三位不同的顾问：销售、服务、客服各一位。"), field="relations_id", rule="R-DL13")
    for field, employee_id in three.items():
        if not is_on_staff(actor, store_id, employee_id):
            raise Invalid(_("请选择本店在职的员工。"), field=field, rule="R-DL13")
    week = rules.week_of(day)
    if week < rules.week_of(store_info(store_id).clock.day(at)):
        raise Invalid(_("这一周已经过去，请选本周或以后。"), field="day", rule="R-DL13")
    take_turn(f"vehicle_sales.team:{store_id}:{week}")
    rows = DeliveryTeam.objects.visible_to(actor, permissions.PLAN_TEAM).locked()
    row = rows.filter(store_id=store_id, week_on=week).first() or DeliveryTeam(store_id=store_id, week_on=week, version=0)
    row.sales_id, row.service_id, row.relations_id = sales_id, service_id, relations_id
    row.version += 1
    row.save()
    audit.note(DocumentRef("vehicle_sales.deliveryteam", row.pk), store_id, **three)
    return KeptTeam(row.week_on, row.version)
