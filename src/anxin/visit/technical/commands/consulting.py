"""Asking experts outside the store, without what names the customer or the car (M07.12, SYS-14)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit, jobs
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, NotFound
from anxin.platform.files.queries import list_files
from anxin.platform.parameters import value
from anxin.platform.text import worded
from anxin.platform.turns import take_turn
from anxin.visit.repair_orders.queries import new_token, token_hash
from anxin.visit.technical import access, parameters, permissions, rules
from anxin.visit.technical.models import Consult, ConsultAccess, ConsultAnswer, ExpertLink, TechnicalCase
from anxin.visit.technical.queries.consults import may_read_consult

PATH = "/e/{token}/"


class ConsultOpenAlready(Conflict):
    """The case has an open question to experts."""

    code = "consult_open_already"
    default_rule = "M07.12"
    default_message = _("这个案例已经在请外部专家看，请在那里补充，或先结束。")


class ConsultEnded(Conflict):
    """The question is ended, or there is none."""

    code = "consult_ended"
    default_rule = "M07.12"
    default_message = _("没有进行中的远程求助；要再问，请重新发起。")


@dataclass(frozen=True, slots=True)
class KeptConsult:
    """A question to experts after a step."""

    id: int
    case_id: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link for one outside expert; its path shows the secret this once."""

    id: int
    consult_id: int
    path: str
    expires_at: datetime


@command(permissions.LEAD, rule="M07.12")
def consult_experts(
    *, actor: Actor, case_id: int, question: str, photo_keys: Sequence[str] = (), at: datetime
) -> KeptConsult:
    """Open a case to the experts of the group: question and chosen photos, names of customer and car left out (SYS-14).

    :raises NotFound: unknown or out of scope, or a photo that is not the case's
    :raises IllegalTransition: the case is closed
    :raises ConsultOpenAlready: it is open to them
    :raises Invalid: no question, or too long
    """
    case = access.locked_case(actor, permissions.LEAD, case_id)
    if _open_consult(case.pk) is not None:
        raise ConsultOpenAlready
    own = {file.key for file in list_files(actor, access.about(case), permissions.CASE_FILE)}
    if not set(photo_keys) <= own:
        raise NotFound
    consult = Consult.objects.create(
        case_id=case.pk,
        origin_store_id=case.store_id,
        model_name=case.repair_order.vehicle.model_name,
        fault_codes=access.without_names(case, case.fault_codes),
        question=access.without_names(case, worded(question, 1000, "question")),
        photo_keys=[uuid.UUID(key) for key in dict.fromkeys(photo_keys)],
        asked_at=at,
    )
    audit.note(access.about(case), case.store_id, consult=consult.pk)
    return KeptConsult(consult.pk, case.pk, True)


@command(permissions.LEAD, rule="M07.12")
def end_consult(*, actor: Actor, case_id: int, result: str, at: datetime) -> KeptConsult:
    """Take a case back from the experts with what came of it; every link to it ends.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the case is closed
    :raises ConsultEnded: nothing is asked
    :raises Invalid: no result, or too long
    """
    case = access.locked_case(actor, permissions.LEAD, case_id)
    consult = _require_open(case)
    _end(actor, case, consult, worded(result, 500, "result"), at)
    return KeptConsult(consult.pk, case.pk, False)


def end_open_consult(actor: Actor, case: TechnicalCase, result: str, at: datetime) -> None:
    """Inside the command that closes a case: what it still asks of experts ends with the same result."""
    consult = _open_consult(case.pk)
    if consult is not None:
        _end(actor, case, consult, result, at)


@command(permissions.ADVISE, rule="M07.12")
def answer_consult(*, actor: Actor, consult_id: int, words: str, at: datetime) -> KeptConsult:
    """An expert of the group, or the store that asked, writes into the thread of an open question (SYS-14).

    :raises NotFound: unknown or ended, or another store's that the actor has not opened
    :raises Invalid: no words, or too many
    """
    _take_consult(consult_id)
    consult = Consult.objects.filter(pk=consult_id, ended_at=None).first()
    if consult is None or not may_read_consult(actor, consult):
        raise NotFound
    home = store_info(actor.home_store_id).name if actor.home_store_id else ""
    return _answered(actor, consult, actor.display_name or actor.name, home, words, at)


@command(permissions.LEAD, rule="M07.12")
def invite_expert(*, actor: Actor, case_id: int, name: str, organisation: str, at: datetime) -> MadeLink:
    """Make a link by which one expert without an account reads the masked question and answers, for some hours (SYS-14).

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the case is closed
    :raises ConsultEnded: nothing is asked yet
    :raises Invalid: no name or organisation, or too long
    """
    case = access.locked_case(actor, permissions.LEAD, case_id)
    consult = _require_open(case)
    token, day = new_token(case.store_id), store_info(case.store_id).clock.day(at)
    link = ExpertLink.objects.create(
        store_id=case.store_id,
        consult=consult,
        name=worded(name, 60, "name"),
        organisation=worded(organisation, 80, "organisation"),
        token_sha256=token_hash(token),
        made_at=at,
        expires_at=at + timedelta(hours=value(parameters.LINK_HOURS, case.store_id, day)),
        actor_key=actor.key,
    )
    audit.note(access.about(case), case.store_id, expert_link=link.pk)
    return MadeLink(link.pk, consult.pk, PATH.format(token=token), link.expires_at)


@command(permissions.LEAD, rule="M07.12")
def revoke_expert_link(*, actor: Actor, link_id: int, at: datetime) -> int:
    """End the link of an outside expert before its time.

    :raises NotFound: unknown, out of scope, or ended
    """
    link = ExpertLink.objects.visible_to(actor, permissions.LEAD).locked().filter(pk=link_id, revoked_at=None).first()
    if link is None:
        raise NotFound
    link.revoked_at = at
    link.save(update_fields=["revoked_at"])
    audit.note(None, link.store_id, expert_link=link.pk, revoked=True)
    return int(link.pk)


@command(permissions.ANSWER_LINK, rule="M07.12")
def answer_by_link(*, actor: Actor, token: str, words: str, at: datetime) -> KeptConsult:
    """The outside expert writes into the thread.

    :raises ExpertLinkEnded: none that opens
    :raises Invalid: no words, or too many
    """
    link = access.live_link(actor, token, at)
    _take_consult(link.consult_id)
    link = access.live_link(actor, token, at)
    return _answered(access.as_expert(actor, link), link.consult, link.name, link.organisation, words, at)


@command(permissions.ADVISE, rule="M07.12")
def note_consult_opened(*, actor: Actor, consult_id: int, at: datetime) -> bool:
    """Log that an expert of another store opened a question; its own store's people are not logged.

    :raises NotFound: unknown or ended
    """
    _take_consult(consult_id)
    consult = Consult.objects.filter(pk=consult_id).first()
    if consult is None:
        raise NotFound
    if consult.origin_store_id in actor.store_ids:
        return False
    if consult.ended_at is not None:
        raise NotFound
    home = store_info(actor.home_store_id).name if actor.home_store_id else ""
    _log(actor, consult.pk, actor.display_name or actor.name, home, at)
    return True


@command(permissions.ANSWER_LINK, rule="M07.12")
def note_link_opened(*, actor: Actor, token: str, at: datetime) -> bool:
    """Log that an outside expert opened the question.

    :raises ExpertLinkEnded: none that opens
    """
    link = access.live_link(actor, token, at)
    _take_consult(link.consult_id)
    link = access.live_link(actor, token, at)
    _log(access.as_expert(actor, link), link.consult_id, link.name, link.organisation, at)
    return True


@command(permissions.NOTE, rule="M07.12")
def tell_of_answer(*, actor: Actor, case_id: int, at: datetime) -> bool:
    """Give whoever leads the case a task to read what an expert answered; one, however many answers came.

    :raises NotFound: unknown or out of scope
    """
    rows = TechnicalCase.objects.visible_to(actor, permissions.NOTE).select_related(*access.JOINED)
    case: TechnicalCase = rows.one(pk=case_id)
    by = access.program(case.store_id)
    if case.closed_at is not None or find_open_task(by, parameters.ANSWER_TASK, access.about(case)) is not None:
        return False
    title = _now("外部专家已答复：%(plate)s") % {"plate": access.plate_of(case)}
    access.tell(case, parameters.ANSWER_TASK, title, parameters.LEAD_WITHIN, at=at, owner_id=case.owner_id)
    return True


def _end(actor: Actor, case: TechnicalCase, consult: Consult, result: str, at: datetime) -> None:
    consult.ended_at, consult.result = at, access.without_names(case, result)
    consult.save(update_fields=["ended_at", "result"])
    links = ExpertLink.objects.visible_to(actor, permissions.LEAD).filter(consult=consult, revoked_at=None)
    links.update(revoked_at=at)
    audit.note(access.about(case), case.store_id, consult=consult.pk, ended=True)


def _answered(actor: Actor, consult: Consult, author: str, organisation: str, words: str, at: datetime) -> KeptConsult:
    answer = ConsultAnswer.objects.create(
        consult=consult,
        author=author[:60],
        organisation=organisation[:80],
        actor_key=actor.key,
        words=_masked(actor, consult, worded(words, 1000, "words")),
        at=at,
    )
    audit.note(None, None, consult_answer=answer.pk)
    if consult.origin_store_id not in actor.store_ids or actor.kind == "link":
        task, store_id = "visit.technical.tasks.tell_of_expert_answer", consult.origin_store_id
        jobs.defer(task, case_id=consult.case_id, store_id=store_id)
    return KeptConsult(consult.pk, consult.case_id, True)


def _masked(actor: Actor, consult: Consult, words: str) -> str:
    """Words in the thread: whoever comes from the store that asked, or by its link, may have heard whose car it is."""
    if consult.origin_store_id not in actor.store_ids:
        return rules.masked(words)
    rows = TechnicalCase.objects.in_stores([consult.origin_store_id]).select_related(*access.JOINED)
    return access.without_names(rows.get(pk=consult.case_id), words)


def _log(actor: Actor, consult_id: int, author: str, organisation: str, at: datetime) -> None:
    ConsultAccess.objects.create(
        consult_id=consult_id, author=author[:60], organisation=organisation[:80], actor_key=actor.key, at=at
    )


def _open_consult(case_id: int) -> Consult | None:
    consult = Consult.objects.filter(case_id=case_id, ended_at=None).first()
    if consult is None:
        return None
    _take_consult(consult.pk)
    return Consult.objects.filter(pk=consult.pk, ended_at=None).first()


def _take_consult(consult_id: int) -> None:
    # A turn, not the row: experts of other stores may not write it, so the database lets them not lock it either.
    take_turn(f"technical:consult={consult_id}")


def _require_open(case: TechnicalCase) -> Consult:
    consult = _open_consult(case.pk)
    if consult is None:
        raise ConsultEnded
    return consult
