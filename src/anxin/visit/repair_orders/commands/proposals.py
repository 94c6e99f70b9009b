"""Proposing a repair of what was found, with the four facts that the customer decides on (R-WS05)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, InvalidFields, NotFound
from anxin.platform.text import clean_text
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import jobs_of, locked_open_order
from anxin.visit.repair_orders.commands.change import ChangedRepairOrder, announce
from anxin.visit.repair_orders.commands.leave import judge_new_items
from anxin.visit.repair_orders.commands.open import add_jobs
from anxin.visit.repair_orders.models import Item, Proposal, RepairOrder
from anxin.visit.repair_orders.pricing import NewItem, NewJob, build_items

LONGEST = {"cause": 500, "harm": 200}
MOST_MINUTES = 30_000


class FactsMissing(InvalidFields):
    """The customer cannot decide: cause, harm, time or urgency is not said."""

    code = "facts_missing"
    default_rule = "R-WS05"


@dataclass(frozen=True, slots=True)
class Facts:
    """Why, what happens otherwise, how much longer and how soon; ``extra_minutes`` None takes the hours of the labour."""

    cause: str
    harm: str
    urgency: str
    extra_minutes: int | None = None
    photo_keys: Sequence[str] = ()
    found_at: datetime | None = None


@command(permissions.PROPOSE, rule="R-WS05")
def propose_repair(
    *,
    actor: Actor,
    number: str,
    job_id: int,
    facts: Facts,
    at: datetime,
    items: Sequence[NewItem] = (),
    jobs: Sequence[NewJob] = (),
    proposed_by: int | None = None,
) -> ChangedRepairOrder:
    """Put what mends a fault that was found before the customer: items of the job at hand, and jobs of their own.

    :raises NotFound: unknown order or job, or out of scope; no key of a file
    :raises Denied: ``jobs`` without the permission to add any
    :raises OrderLocked: settled or cancelled
    :raises Invalid: nothing to offer, or an item to be mended
    :raises FactsMissing: one of the four facts is not said (R-WS05)
    """
    order = locked_open_order(actor, permissions.PROPOSE, number)
    rows = jobs_of(order)
    job = next((each for each in rows if each.pk == job_id), None)
    if job is None:
        raise NotFound
    if jobs:
        actor.require(permissions.CHANGE, order.store_id)
    if not items and not jobs:
        raise Invalid(_("请至少填一条明细。"), field="items")
    built = build_items(actor, [(job, NewJob(job.title, items=items))], at=at, additional=True, proposed_by=proposed_by)
    made = Item.objects.bulk_create(built)
    last = max(each.position for each in rows)
    _jobs, of_jobs = add_jobs(actor, order, jobs, first_position=last + 1, at=at, additional=True, proposed_by=proposed_by)
    made += of_jobs
    proposal = _keep(actor, order, facts, made, proposed_by, at)
    for item in made:
        item.proposal = proposal
    Item.objects.bulk_update(made, ["proposal"])
    judge_new_items(actor, order, made, at)
    return announce(order, at, made)


def _keep(
    actor: Actor, order: RepairOrder, facts: Facts, items: Iterable[Item], found_by: int | None, at: datetime
) -> Proposal:
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
        photo_keys=_uuids(facts.photo_keys),
        found_by_id=found_by,
        found_at=facts.found_at or at,
        proposed_at=at,
        actor_key=actor.key,
    )
    row.save(force_insert=True)
    return row


def _uuids(keys: Iterable[str]) -> list[UUID]:
    try:
        return [UUID(key) for key in keys]
    except ValueError:
        raise NotFound from None


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
