"""Small gifts at reception, each given once a visit and kept as a fact (R-RC22, R-AP09, FORM-19)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import ZERO, Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import at_most
from anxin.visit.appointments.parameters import GIFT
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.commands.arriving import KIND, locked_here
from anxin.visit.reception.commands.ordering import OrderNotOpened
from anxin.visit.reception.models import GiftIssue, Reception


@dataclass(frozen=True, slots=True)
class KeptGift:
    """A gift that was given; the value of a booking's gift is not known."""

    id: int
    reception_number: str
    kind: str
    gift: str
    value: Money | None


@command(permissions.RECEIVE, rule="R-RC22")
def give_gift(*, actor: Actor, number: str, kind: str, at: datetime, gift: str = "", worth: Money | None = None) -> KeptGift:
    """Keep that a gift was given; without words it is the store's, and so is what it is worth.

    :raises NotFound: unknown or out of scope
    :raises OrderNotOpened: the entry gift belongs to the writing of the order
    :raises Conflict: given in this visit, the store gives none, or the car was not booked
    :raises Invalid: unknown kind, or a gift that is worth less or more than the limits say
    """
    row = locked_here(actor, permissions.RECEIVE, number)
    if kind not in GiftIssue.Kind.values:
        raise Invalid(_("请选择礼品的种类。"), field="kind")
    is_entry = kind == GiftIssue.Kind.ENTRY
    rule = "R-RC22" if is_entry else "R-AP09"
    day = store_info(row.store_id).clock.day(at)
    given = value(parameters.ENTRY_GIFT if is_entry else GIFT, row.store_id, day)
    if not given:
        raise Conflict(_("本店没有设这种礼品：要送请先在参数里填写。"), rule=rule)
    if is_entry and row.repair_order_id is None:
        raise OrderNotOpened(rule=rule)
    if not is_entry and row.appointment_id is None:
        raise Conflict(_("这台车没有预约，没有预约礼；请先选对预约再接车。"), rule=rule)
    gifts = GiftIssue.objects.visible_to(actor, permissions.RECEIVE)
    if gifts.filter(reception=row, kind=kind).exists():
        raise Conflict(_("这次已经送过了，请下次来店再送。"), rule=rule)
    kept = GiftIssue(
        store_id=row.store_id,
        reception=row,
        kind=kind,
        gift=at_most(gift, 80, "gift") or given[:80],
        value=_worth(row, worth, day) if is_entry else _worth_of_booking(row, worth, day),
        given_at=at,
        given_on=day,
        actor_key=actor.key,
    )
    kept.save(force_insert=True)
    audit.note(DocumentRef(KIND, row.pk), row.store_id, gift=kind)
    return KeptGift(kept.pk, row.number, kind, kept.gift, kept.value)


def _worth(row: Reception, worth: Money | None, day: date) -> Money:
    least, most, usual = (
        value(limit, row.store_id, day)
        for limit in (parameters.ENTRY_GIFT_LEAST, parameters.ENTRY_GIFT_MOST, parameters.ENTRY_GIFT_VALUE)
    )
    amount: Money = usual if worth is None else worth
    if not least <= amount <= most:
        said = _("开单小礼品要值 %(least)s 到 %(most)s 元。") % {"least": least, "most": most}
        raise Invalid(said, field="worth", rule="R-RC22")
    return amount


def _worth_of_booking(row: Reception, worth: Money | None, day: date) -> Money | None:
    most: Money = value(parameters.BOOKING_GIFT_MOST, row.store_id, day)
    if worth is not None and not ZERO <= worth <= most:
        raise Invalid(_("预约礼最多值 %(most)s 元，请改小。") % {"most": most}, field="worth", rule="R-AP09")
    return worth
