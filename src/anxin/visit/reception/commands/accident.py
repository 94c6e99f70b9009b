"""Damage that was seen becomes a suggestion to have it repaired on the insurance (R-RC11, M05.11)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import ZERO
from anxin.platform.references import DocumentRef
from anxin.platform.text import at_most
from anxin.visit.reception import permissions
from anxin.visit.reception.commands.arriving import KIND, KeptReception, kept, locked_here
from anxin.visit.reception.commands.ordering import OrderNotOpened
from anxin.visit.reception.marks import words_of_marks
from anxin.visit.reception.models import Reception
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders.commands import NewItem, NewJob

LONGEST = 500


@command(permissions.RECEIVE, rule="R-RC11")
def answer_insurance_repair(*, actor: Actor, number: str, answer: str, at: datetime, reason: str = "") -> KeptReception:
    """Offer to repair the marks of the walk-around on the insurance, and keep what the customer says to it (R-RC11).

    Taken, it is a job of the order that the insurer pays, at the price of the assessment to come; declined or deferred
    it stays with the car and is offered again.

    :raises NotFound: unknown or out of scope
    :raises OrderNotOpened: no order yet
    :raises Conflict: no damage was marked, or the customer was asked in this visit
    :raises Invalid: unknown answer
    """
    row = locked_here(actor, permissions.RECEIVE, number)
    if answer not in Reception.Accident.values:
        raise Invalid(_("请选择客户的答复。"), field="answer")
    if row.repair_order is None:
        raise OrderNotOpened
    if row.insurance_answer:
        raise Conflict(
            _("这次已经问过（%(said)s），请下次来店再问。") % {"said": row.get_insurance_answer_display()}, rule="R-RC11"
        )
    marks = words_of_marks(row.sheet.marks)
    if not marks:
        raise Conflict(_("环车检查没有记损伤：请先点车身记下来，再问客户。"), rule="R-RC11")
    name = str(_("外观损伤保险维修"))
    job = NewJob(name, marks[:LONGEST], items=[NewItem("fee", name=name, unit_price=ZERO, payer="insurer")], payer="insurer")
    about: dict[str, Any] = {"actor": actor, "number": row.repair_order.number, "job": job, "at": at}
    if answer == Reception.Accident.TAKEN:
        repair_orders.add_job(**about)
    else:
        put_off = answer == Reception.Accident.DEFERRED
        repair_orders.keep_turned_down_job(is_deferred=put_off, reason=at_most(reason, 200, "reason"), **about)
    row.insurance_answer = answer
    row.version += 1
    row.save(update_fields=["insurance_answer", "version"])
    audit.note(DocumentRef(KIND, row.pk), row.store_id, insurance=answer)
    return kept(row)
