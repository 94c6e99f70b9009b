"""Questions to experts outside the store: what they see, and what the store sees of them."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.files.queries import FileBytes, read_file
from anxin.platform.queries import query
from anxin.visit.technical import access, permissions
from anxin.visit.technical.models import Consult, ConsultAccess, ExpertLink


@dataclass(frozen=True, slots=True)
class ConsultLine:
    """Who wrote, opened or was invited; ``state`` of an invitation is live, expired or revoked."""

    id: int
    author: str
    organisation: str
    words: str
    at: datetime
    state: str = ""


@dataclass(frozen=True, slots=True)
class ConsultRow:
    """A question in the list of the group's experts."""

    id: int
    store_name: str
    model_name: str
    fault_codes: str
    asked_at: datetime
    answers: int


@dataclass(frozen=True, slots=True)
class ConsultView:
    """A masked question with its thread; ``accesses`` and ``links`` are for the store that asked."""

    id: int
    case_id: int
    store_name: str
    model_name: str
    fault_codes: str
    question: str
    photo_keys: tuple[str, ...]
    asked_at: datetime
    ended_at: datetime | None
    result: str
    answers: tuple[ConsultLine, ...]
    accesses: tuple[ConsultLine, ...] = ()
    links: tuple[ConsultLine, ...] = ()


@query(permissions.ADVISE)
def list_consults(actor: Actor) -> list[ConsultRow]:
    """What waits for the experts of the group, the oldest first."""
    return [
        ConsultRow(
            one.pk,
            store_info(one.origin_store_id).name,
            one.model_name,
            one.fault_codes,
            one.asked_at,
            len(one.answers.all()),
        )
        for one in _open().order_by("asked_at", "pk")
    ]


@query(permissions.ADVISE)
def get_consult(actor: Actor, consult_id: int) -> ConsultView:
    """One open question; another store's only once its opening is logged.

    :raises NotFound: unknown, ended, or not opened yet
    """
    consult = _open().filter(pk=consult_id).first()
    if consult is None or not may_read_consult(actor, consult):
        raise NotFound
    return _view(consult)


@query(permissions.ADVISE)
def find_consult_file(actor: Actor, consult_id: int, key: str) -> int:
    """The store in which a photo lies that was chosen for an open question that the actor has opened.

    :raises NotFound: unknown, ended or not opened yet, or not one of its photos
    """
    consult = _open().filter(pk=consult_id).first()
    seen = consult is not None and may_read_consult(actor, consult)
    return _store_of_file(consult if seen else None, key)


@query(permissions.ANSWER_LINK)
def get_consult_by_link(actor: Actor, token: str, at: datetime) -> ConsultView:
    """What an outside expert's link shows: until its opening is logged, only who asks about which model.

    :raises ExpertLinkEnded: none that opens
    """
    link = access.live_link(actor, token, at)
    view = _view(link.consult)
    if _is_logged(link.consult, access.as_expert(actor, link)):
        return view
    return replace(view, question="", photo_keys=(), answers=())


@query(permissions.ANSWER_LINK)
def get_consult_file_by_link(actor: Actor, token: str, key: str, at: datetime) -> FileBytes:
    """A photo of what a link shows.

    :raises ExpertLinkEnded: none that opens
    :raises NotFound: not one of its photos, or not opened yet
    """
    link = access.live_link(actor, token, at)
    opened = link.consult if _is_logged(link.consult, access.as_expert(actor, link)) else None
    return read_file(access.program(_store_of_file(opened, key)), key)


@query(permissions.SEE)
def find_consult_of_case(actor: Actor, case_id: int, at: datetime) -> ConsultView | None:
    """The last question about a case of a store that the actor sees, with who opened it and who was invited."""
    stores = actor.stores_for(permissions.SEE)
    rows = Consult.objects.filter(case_id=case_id, origin_store_id__in=stores).prefetch_related("answers", "accesses")
    consult = rows.order_by("-pk").first()
    if consult is None:
        return None
    links = ExpertLink.objects.visible_to(actor, permissions.SEE).filter(consult=consult).order_by("pk")
    return _view(
        consult,
        accesses=tuple(
            ConsultLine(one.pk, one.author, one.organisation, "", one.at)
            for one in sorted(consult.accesses.all(), key=lambda one: one.pk)
        ),
        links=tuple(ConsultLine(one.pk, one.name, one.organisation, "", one.expires_at, _state(one, at)) for one in links),
    )


def may_read_consult(actor: Actor, consult: Consult) -> bool:
    """Whether it is a question of the actor's own stores, or its opening by the actor is logged (SYS-14)."""
    return consult.origin_store_id in actor.store_ids or _is_logged(consult, actor)


def _is_logged(consult: Consult, actor: Actor) -> bool:
    return ConsultAccess.objects.filter(consult=consult, actor_key=actor.key).exists()


def _state(link: ExpertLink, at: datetime) -> str:
    if link.revoked_at is not None:
        return "revoked"
    return "expired" if at >= link.expires_at else "live"


def _open() -> QuerySet[Consult]:
    return Consult.objects.filter(ended_at=None).prefetch_related("answers")


def _store_of_file(consult: Consult | None, key: str) -> int:
    if consult is None or key not in {str(one) for one in consult.photo_keys}:
        raise NotFound
    return int(consult.origin_store_id)


def _view(consult: Consult, accesses: tuple[ConsultLine, ...] = (), links: tuple[ConsultLine, ...] = ()) -> ConsultView:
    answers = sorted(consult.answers.all(), key=lambda one: one.pk)
    return ConsultView(
        consult.pk,
        consult.case_id,
        store_info(consult.origin_store_id).name,
        consult.model_name,
        consult.fault_codes,
        consult.question,
        tuple(str(one) for one in consult.photo_keys),
        consult.asked_at,
        consult.ended_at,
        consult.result,
        tuple(ConsultLine(one.pk, one.author, one.organisation, one.words, one.at) for one in answers),
        accesses,
        links,
    )
