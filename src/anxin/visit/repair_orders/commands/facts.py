"""Why something is added to a signed order: the four facts that the customer decides on, or his own wish (R-WS05)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid, InvalidFields
from anxin.platform.files.queries import require_showable
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.visit.repair_orders.lifecycle import OPEN
from anxin.visit.repair_orders.models import Item, Proposal, RepairOrder

LONGEST = {"cause": 500, "harm": 200}
MOST_MINUTES = 30_000


class FactsMissing(InvalidFields):
    """The customer cannot decide: cause, harm, time or urgency is not said."""

    code = "facts_missing"
    default_rule = "R-WS05"


class WhyMissing(Invalid):
    """Something is added to a signed order, and nobody said why."""

    code = "facts_missing"
    default_rule = "R-WS05"
    default_message = _(
        "客户已签字，再加的项目要说清四件事：原因、不做会怎样、要多等多久、现在做还是可以等；客户自己要求的，记下他的原话。"
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """Why, what happens otherwise, how much longer and how soon; ``extra_minutes`` None takes the hours of the labour.

    ``photo_keys`` name uploads that are attached to ``photos_of``, or to nothing yet.
    """

    cause: str
    harm: str
    urgency: str
    extra_minutes: int | None = None
    photo_keys: Sequence[str] = ()
    found_at: datetime | None = None
    photos_of: DocumentRef | None = None


@dataclass(frozen=True, slots=True)
class OwnWish:
    """What the customer himself asks for at the counter, verbatim, and who says it: ``owner``, ``bringer`` or ``other``."""

    words: str
    said_by: str = "owner"


def explain(
    actor: Actor, order: RepairOrder, why: Facts | OwnWish | None, items: Sequence[Item], found_by: int | None, at: datetime
) -> None:
    """Keep why saved items are added to an order that is signed; before the signature nothing is asked.

    :raises WhyMissing: signed, and neither facts nor the customer's own wish
    :raises FactsMissing: one of the four facts is not said, or the wish has no words (R-WS05)
    """
    if not items or (why is None and order.state == OPEN):
        return
    if why is None:
        raise WhyMissing(field="cause", rule="R-WS05")
    proposal = (
        keep_wish(actor, order, why, items, at)
        if isinstance(why, OwnWish)
        else keep_facts(actor, order, why, items, found_by, at)
    )
    for item in items:
        item.proposal = proposal
    Item.objects.bulk_update(items, ["proposal"])


def keep_wish(actor: Actor, order: RepairOrder, wish: OwnWish, items: Iterable[Item], at: datetime) -> Proposal:
    """Insert what the customer asked for himself: he knows why, so no harm is told.

    :raises FactsMissing: no words, too many, or nobody who says them
    """
    words = clean_text(wish.words)
    wrong: dict[str, object] = {
        "asked_words": not 0 < len(words) <= LONGEST["cause"] and _("请写客户的原话，最多 500 个字。"),
        "said_by": wish.said_by not in Proposal.SaidBy.values and _("请选择是谁提出的。"),
    }
    if missing := {name: text for name, text in wrong.items() if text}:
        raise FactsMissing(missing, rule="R-WS05")
    row = Proposal(
        store_id=order.store_id,
        repair_order=order,
        cause=words,
        said_by=wish.said_by,
        extra_minutes=min(labour_minutes(items) or 0, MOST_MINUTES),
        found_at=at,
        proposed_at=at,
        actor_key=actor.key,
    )
    row.save(force_insert=True)
    return row


def keep_facts(
    actor: Actor, order: RepairOrder, facts: Facts, items: Iterable[Item], found_by: int | None, at: datetime
) -> Proposal:
    """Insert what was found.

    :raises FactsMissing: one of the four facts is not said (R-WS05)
    :raises NotFound: a photo of another store or document, or one that no customer may be shown
    """
    cause, harm = clean_text(facts.cause), clean_text(facts.harm)
    minutes = facts.extra_minutes if facts.extra_minutes is not None else labour_minutes(items)
    _require_facts({"cause": cause, "harm": harm}, facts.urgency, minutes)
    assert minutes is not None
    row = Proposal(
        store_id=order.store_id,
        repair_order=order,
        cause=cause,
        harm=harm,
        urgency=facts.urgency,
        extra_minutes=minutes,
        photo_keys=require_showable(order.store_id, facts.photo_keys, facts.photos_of) if facts.photo_keys else [],
        found_by_id=found_by,
        found_at=facts.found_at or at,
        proposed_at=at,
        actor_key=actor.key,
    )
    row.save(force_insert=True)
    return row


def labour_minutes(items: Iterable[Item]) -> int | None:
    """Minutes of the labour; None where there is none."""
    hours = [item.quantity for item in items if item.kind == Item.Kind.LABOUR]
    return int((sum(hours, Decimal(0)) * 60).to_integral_value("ROUND_CEILING")) if hours else None


def _require_facts(said: Mapping[str, str], urgency: str, minutes: int | None) -> None:
    wrong: dict[str, object] = {
        "cause": not said["cause"] and _("请写原因和现在的情况，客户凭此决定。"),
        "harm": not said["harm"] and _("请写不做会怎样，客户凭此决定。"),
        "urgency": urgency not in Proposal.Urgency.values and _("请选择现在必须做，还是可以等。"),
        "extra_minutes": minutes is None and _("没有工时明细，请写要多等多久；不加时间写 0。"),
    }
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        wrong["extra_minutes"] = _("多等的时间写 0 到 30000 分钟。")
    for name, words in said.items():
        if len(words) > LONGEST[name]:
            wrong[name] = _("最多 %(longest)d 个字，请写短些。") % {"longest": LONGEST[name]}
    missing = {name: words for name, words in wrong.items() if words}
    if missing:
        raise FactsMissing(missing, rule="R-WS05")
