"""Values of parameters in a scope from a day on (M01.06)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.commands.checked import cleaned
from anxin.parties.org.events import ParameterChanged
from anxin.parties.org.permissions import MANAGE_PARAMETERS
from anxin.parties.org.reach import covers, scope_exists
from anxin.platform import audit, events, parameters
from anxin.platform.actor import Actor
from anxin.platform.clock import GROUP_CLOCK
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.parameters.models import ParameterValue

LEVELS = ("group", "brand", "store")


@dataclass(frozen=True, slots=True)
class SetParameter:
    """A value for one scope: ``level`` group (``scope_id`` 0), brand or store; money in fen, deadlines as mappings."""

    code: str
    level: str
    scope_id: int
    value: Any
    valid_from: date
    reason: str = ""


class ParameterInForce(Conflict):
    """The value holds already: what was computed with it must stay explicable."""

    code = "parameter_in_force"
    default_message = _("这个值已经生效，不能撤回；请设一个从今天起的新值。")


@command(MANAGE_PARAMETERS)
def set_parameter(*, actor: Actor, change: SetParameter, at: datetime) -> int:
    """Set a limit for the group, a brand or a store from today or a later day on; returns the id of the value.

    :raises NotFound: unknown parameter
    :raises Denied: the scope reaches beyond the actor's stores
    :raises Invalid: the value is of another kind or out of bounds, or the day lies in the past
    """
    definition = _definition(change.code)
    if change.level not in LEVELS or not scope_exists(change.level, change.scope_id):
        raise Invalid(_("请选集团、品牌或门店。"), field="level")
    _require(actor, change.level, change.scope_id)
    if change.valid_from < GROUP_CLOCK.day(at):
        raise Invalid(_("生效日最早是今天：已经按旧值算过的结果不会改。"), field="valid_from")
    stored = definition.store(definition.read(change.value))
    row, _made = ParameterValue.objects.update_or_create(
        code=change.code,
        level=change.level,
        scope_id=change.scope_id,
        valid_from=change.valid_from,
        defaults={
            "value": stored,
            "actor_key": actor.key,
            "reason": cleaned(change.reason, "reason", 200, required=False),
            "at": at,
        },
    )
    _announce(row, value=stored, at=at)
    return row.pk


@command(MANAGE_PARAMETERS)
def withdraw_parameter(*, actor: Actor, value_id: int, at: datetime) -> None:
    """Take back a value that does not hold yet; the history keeps it.

    :raises NotFound: unknown, or beyond the actor's stores
    :raises ParameterInForce: it holds already
    """
    row = ParameterValue.objects.select_for_update().filter(pk=value_id).first()
    if row is None or not covers(actor, MANAGE_PARAMETERS, row.level, row.scope_id):
        raise NotFound
    if row.valid_from <= GROUP_CLOCK.day(at):
        raise ParameterInForce
    _announce(row, value=None, at=at)
    row.delete()


def _definition(code: str) -> parameters.ParameterDefinition:
    try:
        return parameters.definition(code)
    except KeyError:
        raise NotFound from None


def _require(actor: Actor, level: str, scope_id: int) -> None:
    if not covers(actor, MANAGE_PARAMETERS, level, scope_id):
        raise Denied(_("这个范围超出您管理的门店，请找集团管理员。"), permission=MANAGE_PARAMETERS)


def _announce(row: ParameterValue, *, value: Any, at: datetime) -> None:
    parameters.forget()
    store_id = row.scope_id if row.level == "store" else None
    day = row.valid_from.isoformat()
    audit.note(None, store_id, code=row.code, level=row.level, scope_id=row.scope_id, value=value, valid_from=day)
    events.publish(
        ParameterChanged(store_id=store_id, code=row.code, level=row.level, scope_id=row.scope_id, valid_from=day), at=at
    )
