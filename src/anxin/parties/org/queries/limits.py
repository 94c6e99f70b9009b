"""Reads of parameters: what holds in a store today, where it comes from, and every value there was (M01.06)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.permissions import OPEN_SETTINGS
from anxin.parties.org.queries.users import names_by_key, scope_names
from anxin.parties.org.scopes import scope_chain
from anxin.platform import parameters
from anxin.platform.actor import Actor
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.errors import NotFound, Refusal
from anxin.platform.money import Money
from anxin.platform.parameters import ParameterDefinition
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.queries import query
from anxin.platform.terms import spellings_of
from anxin.platform.ui.filters import filter_field

DEADLINE_UNITS = {
    DeadlineUnit.MINUTES: _("分钟"),
    DeadlineUnit.HOURS: _("小时"),
    DeadlineUnit.DAYS: _("天"),
    DeadlineUnit.WORKING_MINUTES: _("营业分钟"),
    DeadlineUnit.WORKING_HOURS: _("营业小时"),
    DeadlineUnit.WORKING_DAYS: _("工作日"),
    DeadlineUnit.MONTHS: _("个月"),
}


def module_choices() -> list[tuple[str, str]]:
    """Modules that declare parameters."""
    return [(code, code) for code in sorted({each.code.partition(".")[0] for each in parameters.definitions()})]


@dataclass(frozen=True)
class ParameterFilter:
    """Filter of the parameter list."""

    text: str = filter_field(_("名称、代码或来源"), default="")
    module: str = filter_field(_("模块"), choices=module_choices, default="")
    changed: bool | None = filter_field(_("已改过"))
    is_sla: bool | None = filter_field(_("服务时限"), hidden=True)


@dataclass(frozen=True, slots=True)
class ValueRow:
    """An override; ``is_current`` when it is the newest valid one of its scope."""

    id: int
    level: str
    scope_id: int
    where: str
    text: str
    valid_from: date
    reason: str
    by: str
    at: datetime
    is_current: bool
    is_future: bool


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A parameter as it holds in a store today; ``level`` names the scope that decides, or is empty for the default."""

    code: str
    module: str
    label: str
    source: str
    unit: str
    is_sla: bool
    default_text: str
    text: str
    level: str
    is_blank: bool
    value: Any


@dataclass(frozen=True, slots=True)
class ParameterCard:
    """A parameter with its values in every scope, the newest first."""

    row: ParameterRow
    kind: str
    minimum: Any
    maximum: Any
    choices: tuple[tuple[str, str], ...]
    tier_texts: tuple[tuple[str, str], ...]
    values: list[ValueRow]


@query(OPEN_SETTINGS)
def list_parameters(actor: Actor, wanted: ParameterFilter, store_id: int, on: date) -> list[ParameterRow]:
    """Parameters with the values that hold in a store on a day, by module and code.

    :raises NotFound: unknown store, or one whose settings the actor does not see
    """
    _require_settings(actor, store_id)
    scopes = _deciding_scopes(store_id, on)
    rows = [_row(each, store_id, on, scopes) for each in parameters.definitions()]
    # A search for 备件 finds what the screens call 配件 (M01.09).
    texts = [text.casefold() for text in spellings_of(wanted.text)]
    return [
        row
        for row in rows
        if any(text in f"{row.code} {row.label} {row.source}".casefold() for text in texts)
        and wanted.module in ("", row.module)
        and wanted.changed in (None, bool(row.level))
        and wanted.is_sla in (None, row.is_sla)
    ]


@query(OPEN_SETTINGS)
def get_parameter(actor: Actor, code: str, store_id: int, on: date) -> ParameterCard:
    """A parameter with its history in the scopes of the stores whose settings the actor sees.

    :raises NotFound: unknown parameter, unknown store, or one whose settings the actor does not see
    """
    _require_settings(actor, store_id)
    try:
        definition = parameters.definition(code)
    except KeyError:
        raise NotFound from None
    return ParameterCard(
        _row(definition, store_id, on, _deciding_scopes(store_id, on)),
        definition.kind,
        definition.minimum,
        definition.largest,
        tuple((key, str(label)) for key, label in definition.options.items()),
        tuple((tier, value_text(definition, typed)) for tier, typed in definition.by_tier.items()),
        _values(actor, definition, on),
    )


def value_text(definition: ParameterDefinition, typed: Any) -> str:
    """A typed value as people read it, without its unit."""
    if typed is None:
        return gettext("未设定")
    if isinstance(typed, Deadline):
        return f"{typed.amount} {DEADLINE_UNITS[typed.unit]}"
    if isinstance(typed, Money):
        return f"{typed.as_yuan:,}"
    if isinstance(typed, bool):
        return pgettext("parameter", "是") if typed else pgettext("parameter", "否")
    return str(definition.options.get(typed, typed))


def _row(definition: ParameterDefinition, store_id: int, on: date, scopes: dict[str, str]) -> ParameterRow:
    typed = parameters.value(definition, store_id, on)
    return ParameterRow(
        definition.code,
        definition.code.partition(".")[0],
        str(definition.label),
        definition.source,
        "¥" if definition.kind == "money" else str(definition.unit),
        definition.is_sla,
        value_text(definition, definition.by_tier.get(scope_chain(store_id).tier, definition.default)),
        value_text(definition, typed),
        scopes.get(definition.code, ""),
        typed is None,
        definition.store(typed),
    )


def _deciding_scopes(store_id: int, on: date) -> dict[str, str]:
    chain = list(scope_chain(store_id).scopes)
    rank = {scope: place for place, scope in enumerate(chain)}
    nearest: dict[str, int] = {}
    for code, level, scope_id in ParameterValue.objects.filter(valid_from__lte=on).values_list("code", "level", "scope_id"):
        place = rank.get((level, scope_id))
        if place is not None:
            nearest[code] = min(place, nearest.get(code, place))
    return {code: chain[place][0] for code, place in nearest.items()}


def _require_settings(actor: Actor, store_id: int) -> None:
    if store_id not in actor.stores_for(OPEN_SETTINGS):
        raise NotFound


def _values(actor: Actor, definition: ParameterDefinition, on: date) -> list[ValueRow]:
    names = scope_names()
    seen_scopes = {scope for store_id in actor.stores_for(OPEN_SETTINGS) for scope in scope_chain(store_id).scopes}
    known = ParameterValue.objects.filter(code=definition.code).order_by("level", "scope_id", "-valid_from")
    rows = [row for row in known if (row.level, row.scope_id) in seen_scopes]
    people = names_by_key(actor, [row.actor_key for row in rows])
    found: list[ValueRow] = []
    seen: set[tuple[str, int]] = set()
    for row in rows:
        scope = (row.level, row.scope_id)
        current = row.valid_from <= on and scope not in seen
        if current:
            seen.add(scope)
        try:
            text = value_text(definition, definition.read(row.value))
        except Refusal:
            # A newer version of the program narrowed the bounds: show what was stored.
            text = str(row.value)
        where, by = names.get(scope, "?"), people.get(row.actor_key, row.actor_key)
        found.append(
            ValueRow(
                row.pk,
                row.level,
                row.scope_id,
                where,
                text,
                row.valid_from,
                row.reason,
                by,
                row.at,
                current,
                row.valid_from > on,
            )
        )
    return found
