"""What keeps a begun job that the workshop itself knows of: findings that nobody has priced."""

from collections.abc import Collection

from anxin.parties.work.queries import open_subjects
from anxin.platform.actor import Actor
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import Finding
from anxin.visit.workshop.parameters import FINDING_TASK


def found_on_orders(actor: Actor, store_id: int, order_ids: Collection[int]) -> set[int]:
    """Orders on which something was found that waits for its price, and then for the customer."""
    rows = Finding.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, repair_order_id__in=list(order_ids))
    found = dict(rows.values_list("pk", "repair_order_id"))
    due = open_subjects(actor, store_id, FINDING_TASK, among=list(found))
    return {order_id for pk, order_id in found.items() if pk in due}


def found_on_jobs(actor: Actor, store_id: int, job_ids: Collection[int]) -> set[int]:
    """Jobs on which something was found that waits for its price, and then for the customer. One statement without any."""
    rows = Finding.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, job_id__in=list(job_ids))
    found = dict(rows.values_list("pk", "job_id"))
    due = open_subjects(actor, store_id, FINDING_TASK, among=list(found))
    return {job_id for pk, job_id in found.items() if pk in due}
