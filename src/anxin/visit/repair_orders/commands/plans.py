"""Plans for a job: put before the customer side by side, and the one that the customer chose (R-RO13)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import ORDER_KIND, items_of, jobs_of, locked_open_order
from anxin.visit.repair_orders.commands.change import ChangedRepairOrder, announce
from anxin.visit.repair_orders.commands.facts import labour_minutes
from anxin.visit.repair_orders.commands.leave import (
    carry_leave,
    judge_discounts,
    judge_new_items,
    require_discounts_granted,
    require_signed_off,
)
from anxin.visit.repair_orders.commands.link_end import end_link
from anxin.visit.repair_orders.commands.promising import replan
from anxin.visit.repair_orders.leave import gives_away
from anxin.visit.repair_orders.lifecycle import OPEN
from anxin.visit.repair_orders.models import (
    ApprovalLink,
    EstimateVersion,
    Item,
    PlanChoice,
    PlanOffer,
    Proposal,
    RepairOrder,
)
from anxin.visit.repair_orders.plans import is_answered, item_of, line_of, lines_of_all, offers_of, open_offers

MOST_PLANS, LONGEST_NAME, LONGEST_WORDS = 3, 20, 200
NO_PLAN = 0


class PlanNotChosen(Conflict):
    """The customer has plans before him and has chosen none: nobody knows yet what the order comes to."""

    code = "plan_not_chosen"
    default_rule = "R-RO13"


@dataclass(frozen=True, slots=True)
class NewPlan:
    """One way to do a job: its name, what to say of it, and which items of the job belong to it, by id."""

    name: str
    item_ids: Sequence[int]
    words: str = ""


@command(permissions.CHANGE, rule="R-RO13")
def offer_plans(
    *, actor: Actor, number: str, job_id: int, plans: Sequence[NewPlan], at: datetime, version: int | None = None
) -> ChangedRepairOrder:
    """Make two or three plans of a job's items: these leave the job until the customer chooses, and are kept as priced.

    An item may belong to several plans; one that belongs to none stays on the job whichever is chosen. Plans that are
    offered again replace the ones that wait, and a link that the customer holds ends: it shows what is gone.

    :raises NotFound: unknown order or job, an item of another job, or out of scope
    :raises Invalid: not two or three plans, one without name or items, or two that are the same
    :raises Conflict: the customer has decided on one of the items
    :raises DiscountNotGranted: something is given away beyond what was granted
    :raises QuotationNotSignedOff: with one of the plans the quotation is large, and nobody has signed it off
    :raises OrderLocked: settled or cancelled
    :raises VersionConflict: the order changed meanwhile
    """
    order = locked_open_order(actor, permissions.CHANGE, number)
    require_version(order, version)
    if all(job.pk != job_id for job in jobs_of(order)):
        raise NotFound
    _require_plans(plans)
    everything = items_of(order)
    items = {item.pk: item for item in everything if item.job_id == job_id}
    used = _undecided(order, items, {pk for plan in plans for pk in plan.item_ids})
    _require_agreed(order, everything, plans, at)
    PlanOffer(
        store_id=order.store_id,
        repair_order=order,
        job_id=job_id,
        proposal_id=next((item.proposal_id for item in used if item.proposal_id is not None), None),
        plans=[_kept(plan, items) for plan in plans],
        offered_at=at,
        actor_key=actor.key,
    ).save(force_insert=True)
    for item in used:
        item.delete()
    if order.state != OPEN:
        end_link(order, ApprovalLink.End.REVOKED, at)
    planned = replan(actor, order, at)
    if any(gives_away(item) for item in used):
        judge_discounts(actor, order, at, touched=())
    return announce(order, at, fields=planned)


@command(permissions.AUTHORISE, rule="R-RO13")
def choose_plan(
    *, actor: Actor, number: str, offer_id: int, plan: int, at: datetime, version: int | None = None
) -> ChangedRepairOrder:
    """Keep which plan the customer chose, counted from 1; its lines become items at the prices that were shown.

    0 takes the plans back to mend them: the lines of all of them are on the job again as they were priced, undecided. The
    items are signed or confirmed like any other; what was granted on them stays granted.

    :raises NotFound: unknown order, offer or plan, or out of scope
    :raises Conflict: chosen already, or replaced by other plans
    :raises OrderLocked: settled or cancelled
    :raises VersionConflict: the order changed while the customer read it
    """
    order, offer = waiting_offer(actor, number, offer_id, version)
    if not NO_PLAN <= plan <= len(offer.plans):
        raise NotFound
    if plan:
        lines = offer.plans[plan - 1]["lines"]
        found = _with_time_of(offer.proposal, lines, at) if offer.proposal is not None else None
        made = make_items(actor, order, offer, lines, at, found)
    else:
        made = make_items(actor, order, offer, lines_of_all(offer), at)
    keep_choice(actor, order, offer, plan, made, at)
    planned = replan(actor, order, at)
    judge_new_items(actor, order, made, at)
    return announce(order, at, made, fields=planned)


def waiting_offer(actor: Actor, number: str, offer_id: int, version: int | None) -> tuple[RepairOrder, PlanOffer]:
    """The order, locked, and plans of it that wait for the customer.

    :raises NotFound: unknown order, offer or job, or out of scope
    :raises Conflict: answered already, or replaced by other plans
    """
    order = locked_open_order(actor, permissions.AUTHORISE, number)
    offers = offers_of(order.store_id, order.pk)
    offer = next((one for one in offers if one.pk == offer_id), None)
    if offer is None or all(job.pk != offer.job_id for job in jobs_of(order)):
        raise NotFound
    if is_answered(offer):
        raise Conflict(_("客户已经选过方案，请看工单。"), rule="R-RO13")
    if offer not in open_offers(offers):
        raise Conflict(_("方案已经改过，请让客户看新的方案。"), rule="R-RO13")
    require_version(order, version)
    return order, offer


def make_items(
    actor: Actor,
    order: RepairOrder,
    offer: PlanOffer,
    lines: Sequence[Mapping[str, Any]],
    at: datetime,
    found: Proposal | None = None,
) -> list[Item]:
    """Put lines of plans on the job again, with what was granted on them; ``found`` instead of what they mended before."""
    built = [item_of(line) for line in lines]
    for item, line in zip(built, lines, strict=True):
        item.store_id, item.repair_order, item.job_id = order.store_id, order, offer.job_id
        item.proposed_at, item.is_additional = at, order.state != OPEN
        item.proposal_id = found.pk if found is not None else line["proposal"]
    made: list[Item] = Item.objects.bulk_create(built)
    pairs = zip(made, lines, strict=True)
    carry_leave(actor, order, {line["item"]: item.pk for item, line in pairs if gives_away(item)}, at)
    return made


def keep_choice(actor: Actor, order: RepairOrder, offer: PlanOffer, plan: int, made: Collection[Item], at: datetime) -> None:
    """Write down what became of plans; ``plan`` 0: none was chosen, and ``made`` are the lines that came back."""
    PlanChoice(
        store_id=order.store_id,
        offer=offer,
        number=plan,
        item_ids=[item.pk for item in made],
        at=at,
        actor_key=actor.key,
    ).save(force_insert=True)
    audit.note(DocumentRef(ORDER_KIND, order.pk), order.store_id, plan_offer=offer.pk, chosen=plan)


def jobs_with_plans(order: RepairOrder) -> set[int]:
    """Jobs with plans of which the customer has chosen none yet."""
    return {offer.job_id for offer in open_offers(offers_of(order.store_id, order.pk))}


def require_plans_chosen(order: RepairOrder) -> None:
    """:raises PlanNotChosen: plans of a job that is on the order wait for the customer"""
    waiting = jobs_with_plans(order)
    titles = [job.title for job in jobs_of(order) if job.pk in waiting] if waiting else []
    if titles:
        raise PlanNotChosen(
            _("还没有选方案：%(names)s。请在工单上点客户选的方案；都不要的，写原因，点“都不要”。")
            % {"names": "、".join(titles)},
            rule="R-RO13",
        )


def _require_plans(plans: Sequence[NewPlan]) -> None:
    if not 2 <= len(plans) <= MOST_PLANS:
        raise Invalid(_("请给客户两个或三个方案。"), field="plans", rule="R-RO13")
    names = [clean_text(plan.name) for plan in plans]
    if any(not 0 < len(name) <= LONGEST_NAME for name in names) or len(set(names)) < len(names):
        raise Invalid(_("每个方案要有自己的名称，最多 20 个字，如：经济、推荐。"), field="name", rule="R-RO13")
    if any(len(clean_text(plan.words)) > LONGEST_WORDS for plan in plans):
        raise Invalid(_("最多 %(longest)d 个字，请写短些。") % {"longest": LONGEST_WORDS}, field="words")
    if any(not plan.item_ids for plan in plans):
        raise Invalid(_("请在每个方案里至少勾一条明细。"), field="items", rule="R-RO13")
    if len({frozenset(plan.item_ids) for plan in plans}) < len(plans):
        raise Invalid(_("有两个方案勾的明细一样，请改一个。"), field="items", rule="R-RO13")


def _undecided(order: RepairOrder, items: dict[int, Item], wanted: Collection[int]) -> list[Item]:
    if not set(wanted) <= items.keys():
        raise NotFound
    # What was signed once may have been issued; that it waits again for a higher price changes nothing of that.
    issued = EstimateVersion.objects.in_stores([order.store_id]).filter(repair_order=order)
    signed = {line["item"] for lines in issued.values_list("lines", flat=True) for line in lines}
    used = [items[pk] for pk in sorted(wanted)]
    if any(item.decision != Item.Decision.PRESENTED or item.pk in signed for item in used):
        raise Conflict(_("客户已经决定过的明细不能再放进方案，请去掉。"), rule="R-RO13")
    return used


def _require_agreed(order: RepairOrder, items: Collection[Item], plans: Sequence[NewPlan], at: datetime) -> None:
    """What the customer is shown is agreed in the house, as with a link (R-RO16, R-RO17)."""
    counted = [item for item in items if item.decision in rules.COUNTED]
    require_discounts_granted(order, counted, at)
    planned = {pk for plan in plans for pk in plan.item_ids}
    for plan in plans:
        with_it = [item for item in counted if item.pk not in planned or item.pk in plan.item_ids]
        require_signed_off(order, with_it, at)


def _kept(plan: NewPlan, items: dict[int, Item]) -> dict[str, Any]:
    lines = [line_of(items[pk]) for pk in sorted(set(plan.item_ids))]
    return {"name": clean_text(plan.name), "words": clean_text(plan.words), "lines": lines}


def _with_time_of(found: Proposal, lines: Sequence[Mapping[str, Any]], at: datetime) -> Proposal:
    """What was found, with the time that the chosen plan takes: all plans together would take longer."""
    minutes = labour_minutes(item_of(line) for line in lines)
    found.pk, found.proposed_at = None, at
    found.extra_minutes = found.extra_minutes if minutes is None else min(found.extra_minutes, minutes)
    found.save(force_insert=True)
    return found
