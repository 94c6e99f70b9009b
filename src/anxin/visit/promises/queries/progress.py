"""What a customer sees of the visit by the link: steps, what is being done, when it is ready and why (M07.03, SYS-12).

Names nobody but the store and the advisor, and no price.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.files.queries import FileBytes, read_file
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.promises import permissions
from anxin.visit.promises.link_tokens import PATH, token_of
from anxin.visit.promises.models import ProgressLink
from anxin.visit.promises.parameters import TELL_MARGIN
from anxin.visit.promises.queries.expected import expected_of
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.queries import OrderHead, ReleasedFinding

STEPS = ("OPEN", "AUTHORISED", "DISPATCHED", "IN_PROGRESS", "WORK_FINISHED", "INSPECTED", "SETTLED", "DELIVERED")


class ProgressLinkEnded(NotFound):
    """Unknown, revoked or expired, or the order was called off: never told apart."""

    code = "progress_link_ended"


@dataclass(frozen=True, slots=True)
class ProgressLinkView:
    """The live link of an order: when it was sent, until when it opens, and its path, which is a secret."""

    made_at: datetime
    sent_at: datetime | None
    expires_at: datetime
    path: str


@dataclass(frozen=True, slots=True)
class ProgressJob:
    """What is done to the car."""

    title: str
    state: str


@dataclass(frozen=True, slots=True)
class ProgressView:
    """The visit as its customer sees it.

    ``ready_at`` is when the car is to be fetched: the promise, or later if that is what is expected, with ``reason``;
    ``is_open``: at the earliest. ``waiting`` items were sent and wait for a decision.
    """

    store_id: int
    store_name: str
    store_phone: str
    advisor_name: str
    plate: str
    model_name: str
    state: str
    step: int
    jobs: tuple[ProgressJob, ...]
    promised_at: datetime | None
    ready_at: datetime | None
    reason: str
    is_late: bool
    is_open: bool
    waiting: int
    findings: tuple[ReleasedFinding, ...]
    seen_at: datetime


@query(permissions.TELL)
def find_progress_link(actor: Actor, number: str, at: datetime) -> ProgressLinkView | None:
    """The live link of an order, if there is one that opens; only for those who tell the customer, since it is a secret.

    :raises NotFound: unknown order or out of scope
    """
    head = orders.get_order_head(actor, number)
    rows: Any = ProgressLink.objects.visible_to(actor, permissions.TELL).filter(repair_order_id=head.id, revoked_at=None)
    row = rows.filter(expires_at__gt=at).first()
    if row is None:
        return None
    path = PATH.format(token=token_of(row.store_id, row.nonce))
    return ProgressLinkView(row.made_at, row.sent_at, row.expires_at, path)


@query(permissions.FOLLOW)
def get_progress(actor: Actor, token: str, at: datetime) -> ProgressView:
    """The visit behind a link.

    :raises ProgressLinkEnded: none that opens
    """
    head = _head_of(actor, token, at)
    system, store = Actor.system("progress-link", [head.store_id]), store_info(head.store_id)
    view = orders.get_repair_order(system, head.number)
    expected = expected_of(head, at, system)
    margin = timedelta(minutes=value(TELL_MARGIN, head.store_id, at))
    ready = head.promised_at
    is_late = expected is not None and expected.new_promise_at is not None and head.promised_at is not None
    if expected is not None and (is_late or ready is None):
        ready = expected.new_promise_at or expected.expected_at + margin
    link = orders.find_approval_link(system, head.number, at)
    asked = link is not None and link.state == "live"
    return ProgressView(
        head.store_id,
        store.name,
        store.phone,
        head.advisor_name,
        orders.masked_plate(head.plate),
        head.model_name,
        head.state,
        STEPS.index(head.state),
        tuple(ProgressJob(job.title, job.state) for job in view.jobs if _is_agreed(job, head)),
        head.promised_at,
        ready,
        expected.reason_label if expected else "",
        is_late,
        bool(expected and expected.is_open),
        len({item.proposal_id or -item.id for item in view.waiting}) if asked else 0,
        tuple(orders.list_released_findings(system, head.id)),
        at,
    )


@query(permissions.FOLLOW)
def get_progress_photo(actor: Actor, token: str, key: str, at: datetime) -> FileBytes:
    """A photo of what was found and shown to the customer.

    :raises ProgressLinkEnded: none that opens
    :raises NotFound: no such photo of this order
    """
    head = _head_of(actor, token, at)
    system = Actor.system("progress-link", [head.store_id])
    if key not in {one for found in orders.list_released_findings(system, head.id) for one in found.photo_keys}:
        raise NotFound
    return read_file(system, key, for_customer=True)


def number_behind(actor: Actor, token: str, at: datetime) -> str:
    """The number of the order behind a link.

    :raises ProgressLinkEnded: none that opens
    """
    return _head_of(actor, token, at).number


def public_address(path: str) -> str:
    """Where a customer's phone finds a path; "" where the installation has no public address."""
    return settings.PUBLIC_URL + path if settings.PUBLIC_URL else ""


def _head_of(actor: Actor, token: str, at: datetime) -> OrderHead:
    rows = ProgressLink.objects.visible_to(actor, permissions.FOLLOW).select_related("repair_order")
    row: Any = rows.filter(token_sha256=orders.token_hash(token), revoked_at=None, expires_at__gt=at).first()
    if row is None or row.repair_order.state not in STEPS:
        raise ProgressLinkEnded
    return orders.get_order_head(Actor.system("progress-link", [row.store_id]), row.repair_order.number)


def _is_agreed(job: orders.JobView, head: OrderHead) -> bool:
    """Whether the customer knows of a job: it was signed, or the order is not signed yet."""
    return head.state == "OPEN" or not job.items or any(item.decision == "APPROVED" for item in job.items)
