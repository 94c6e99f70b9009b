"""The front-desk manager's sample check of deliveries (R-DL10, M09.11): drawn by the program, checked item by item."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.models import DeliverySample
from anxin.visit.reception.rules import SAMPLE_ITEMS
from anxin.visit.repair_orders import queries as orders

SAMPLE_KIND = "reception.deliverysample"
LONGEST_WORDS = 300


class NothingToDraw(Conflict):
    """Every delivery of the day is drawn."""

    code = "nothing_to_draw"
    default_rule = "R-DL10"
    default_message = _("今天还没有可以抽查的交车，请有车结算后再抽。")


@dataclass(frozen=True, slots=True)
class KeptSample:
    """A drawn delivery; ``is_passed`` None while nobody checked it."""

    id: int
    order_number: str
    is_passed: bool | None
    version: int


@command(permissions.CHECK_DELIVERIES, rule="R-DL10")
def draw_sample(*, actor: Actor, store_id: int, at: datetime) -> KeptSample:
    """Draw one of today's settled orders by lot, those whose car is still here first: whoever checks does not choose.

    :raises Denied: no permission in this store
    :raises NothingToDraw: none was settled today that is not drawn
    """
    actor.require(permissions.CHECK_DELIVERIES, store_id)
    row, number = _draw(actor, store_id, at)
    return KeptSample(row.pk, number, None, row.version)


@command(permissions.CHECK_DELIVERIES, rule="R-DL10")
def draw_missing_samples(*, actor: Actor, store_id: int, at: datetime) -> int:
    """Draw what is missing of the day's samples, as far as there are deliveries; how many were drawn.

    :raises Denied: no permission in this store
    """
    actor.require(permissions.CHECK_DELIVERIES, store_id)
    day = store_info(store_id).clock.day(at)
    rows = DeliverySample.objects.visible_to(actor, permissions.CHECK_DELIVERIES).filter(store_id=store_id, drawn_on=day)
    missing: int = value(parameters.DELIVERIES_CHECKED, store_id, day) - rows.count()
    for drawn in range(missing):
        try:
            _draw(actor, store_id, at)
        except NothingToDraw:
            return drawn
    return max(missing, 0)


@command(permissions.CHECK_DELIVERIES, rule="R-DL10")
def check_delivery(
    *,
    actor: Actor,
    sample_id: int,
    results: Mapping[str, bool | None],
    words: str = "",
    version: int | None = None,
    at: datetime,
) -> KeptSample:
    """Keep what the check of a drawn delivery showed: each item in order, not in order, or (None) not applicable.

    :raises NotFound: unknown or out of scope
    :raises Conflict: checked already
    :raises Invalid: not each item answered, or nobody says what was not in order
    :raises VersionConflict: somebody else checked it first
    """
    rows = DeliverySample.objects.visible_to(actor, permissions.CHECK_DELIVERIES).select_related("repair_order")
    row: DeliverySample = rows.locked().one(pk=sample_id)
    if row.checked_at is not None:
        raise Conflict(_("这台已经查过了，请刷新后再看。"), rule="R-DL10")
    require_version(row, version)
    said = clean_text(words)
    if set(results) != set(SAMPLE_ITEMS):
        raise Invalid(_("请逐项选：合格、不合格或不适用。"), field="results", rule="R-DL10")
    is_passed = False not in results.values()
    if (not is_passed and not said) or len(said) > LONGEST_WORDS:
        raise Invalid(_("请写明哪里不合格，最多 300 个字。"), field="words", rule="R-DL10")
    row.results, row.words, row.checked_at, row.checked_by = dict(results), said, at, actor.key
    row.save(update_fields=["results", "words", "checked_at", "checked_by", "version"])
    audit.note(DocumentRef(SAMPLE_KIND, row.pk), row.store_id, passed=is_passed)
    return KeptSample(row.pk, row.repair_order.number, is_passed, row.version)


def _draw(actor: Actor, store_id: int, at: datetime) -> tuple[DeliverySample, str]:
    day = store_info(store_id).clock.day(at)
    take_turn(f"reception.sample:{store_id}")
    settled = orders.list_settled(actor, store_id, day, day)
    rows = DeliverySample.objects.visible_to(actor, permissions.CHECK_DELIVERIES)
    drawn = set(rows.filter(repair_order_id__in=[one.id for one in settled]).values_list("repair_order_id", flat=True))
    left = [one for one in settled if one.id not in drawn]
    if not left:
        raise NothingToDraw
    # By lot, yet the same whoever asks: nobody draws again until it suits.
    chosen = min(left, key=lambda one: (one.is_delivered, salted_hmac("reception.sample", f"{day}:{one.id}").hexdigest()))
    row = DeliverySample(store_id=store_id, repair_order_id=chosen.id, drawn_on=day)
    row.save(force_insert=True)
    audit.note(DocumentRef(SAMPLE_KIND, row.pk), store_id, drawn=chosen.id)
    return row, chosen.number
