"""Fetches a case for a command: in scope, its order locked before it; and who acts in the store."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.people.queries import Colleague, find_employee_of_user
from anxin.parties.work.commands import LONGEST_TITLE, create_task
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.parameters import ParameterDefinition, value
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened
from anxin.visit.repair_orders.commands import hold_job
from anxin.visit.repair_orders.queries import token_hash
from anxin.visit.technical import permissions, rules
from anxin.visit.technical.lifecycle import CASE
from anxin.visit.technical.models import ExpertLink, TechnicalCase
from anxin.visit.technical.parameters import DIRECTOR_POST
from anxin.visit.workshop.commands import NotOnStaff

CASE_KIND = "technical.technicalcase"
JOINED = ("repair_order__vehicle", "repair_order__customer")


def own_employee(actor: Actor, store_id: int) -> Colleague:
    """The actor's own employee in the store.

    :raises NotOnStaff: there is none
    """
    own = find_employee_of_user(actor, actor.id) if actor.id is not None else None
    if own is None or own.store_id != store_id:
        raise NotOnStaff
    return own


def program(store_id: int) -> Actor:
    """The module itself in one store: it keeps a job back and lets it go, whoever's vote that follows from."""
    return Actor.system("technical", [store_id])


def locked_case(actor: Actor, permission: str, case_id: int, verb: str = "work") -> TechnicalCase:
    """An open case, its order and then itself locked.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    :raises IllegalTransition: it is closed
    """
    rows = TechnicalCase.objects.visible_to(actor, permission).select_related(*JOINED)
    seen: TechnicalCase = rows.one(pk=case_id)
    hold_job(program(seen.store_id), seen.repair_order.number, seen.job_id)
    case: TechnicalCase = rows.locked().one(pk=case_id)
    CASE.after(verb, case.state)
    return case


def tell(
    case: TechnicalCase,
    kind: str,
    title: str,
    limit: ParameterDefinition,
    *,
    at: datetime,
    owner_id: int | None = None,
) -> int:
    """Put a task about a case into somebody's queue, else that of the technical directors; returns its id."""
    day = store_info(case.store_id).clock.day(at)
    task = create_task(
        actor=program(case.store_id),
        store_id=case.store_id,
        kind=kind,
        subject=about(case),
        title=shortened(title, LONGEST_TITLE),
        owner_id=owner_id,
        post="" if owner_id else value(DIRECTOR_POST, case.store_id, day),
        due_at=value(limit, case.store_id, day).due(calendar_of(case.store_id), at),
        at=at,
    )
    return task.id


def about(case: TechnicalCase) -> DocumentRef:
    """The case as tasks, files and holds name it."""
    return DocumentRef(CASE_KIND, case.pk)


def plate_of(case: TechnicalCase) -> str:
    """How the workshop calls the car."""
    return case.repair_order.vehicle.plate or case.repair_order.number


def without_names(case: TechnicalCase, words: str) -> str:
    """Words about a case as they may leave the store."""
    vehicle, customer = case.repair_order.vehicle, case.repair_order.customer
    known = [vehicle.plate or "", vehicle.vin or "", customer.name, customer.phone, case.repair_order.number]
    return rules.masked(words, known)


class ExpertLinkEnded(NotFound):
    """Unknown, revoked, expired, or the question is ended: never told apart."""

    code = "expert_link_ended"
    default_message = _("链接已失效，请联系发给您链接的门店。")


def live_link(actor: Actor, token: str, at: datetime) -> ExpertLink:
    """The link of a token.

    :raises ExpertLinkEnded: none that opens
    """
    rows = ExpertLink.objects.visible_to(actor, permissions.ANSWER_LINK).select_related("consult")
    link: ExpertLink | None = rows.filter(token_sha256=token_hash(token), revoked_at=None, expires_at__gt=at).first()
    if link is None or link.consult.ended_at is not None:
        raise ExpertLinkEnded
    return link


def as_expert(actor: Actor, link: ExpertLink) -> Actor:
    """The actor with the link's id: the name under which its acts are kept."""
    return replace(actor, id=link.pk)
