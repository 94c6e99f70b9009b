"""Proposed targets: the list over the stores that the actor sees, one, and what a new one starts from (M23.08)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.management.budgets import permissions
from anxin.management.budgets.lifecycle import OPEN, TARGET_PROPOSAL
from anxin.management.budgets.models import TargetProposal
from anxin.management.kpi.queries import YearSuggestion, get_definition, suggest_year_targets
from anxin.management.kpi.queries.handbook import say
from anxin.management.market.queries import NoteRow, list_newest_notes
from anxin.parties.org.queries import all_stores, names_by_key
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SORTS = {"proposed_at": "proposed_at", "answered_at": "answered_at", "year": "year", "code": "code"}


@dataclass(frozen=True, slots=True)
class ProposalFilter:
    """Which proposals."""

    state: tuple[str, ...] = filter_field(_("状态"), default=(), choices=tuple(TARGET_PROPOSAL.labels.items()))
    year: int | None = filter_field(_("年份"))
    is_open: bool = filter_field(_("只看没谈定的"), default=False)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal; numbers are in shown units, ``change`` is to what the store reached before, as a ratio."""

    id: int
    store_id: int
    store: str
    year: int
    code: str
    name: str
    unit: str
    before: Decimal | None
    value: Decimal
    change: Decimal | None
    words: str
    state: str
    state_label: str
    proposed_at: datetime
    proposed_by: str
    counter: Decimal | None
    reason: str
    answered_at: datetime | None
    answered_by: str
    closed_at: datetime | None
    closed_by: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ProposalBasis:
    """What a store could be asked: figures with what they reached, and the newest market notes."""

    store_id: int
    store: str
    lines: tuple[YearSuggestion, ...]
    notes: tuple[NoteRow, ...]


@query(permissions.SEE_PROPOSALS)
def page_target_proposals(
    actor: Actor, asked: ProposalFilter, order: Order, window: Window, *, url: Callable[[int], str] = lambda _id: ""
) -> RowPage[ProposalRow]:
    """Proposals to the stores that the actor sees, the newest first."""
    rows = TargetProposal.objects.visible_to(actor, permissions.SEE_PROPOSALS)
    if asked.state:
        rows = rows.filter(state__in=asked.state)
    if asked.year is not None:
        rows = rows.filter(year=asked.year)
    if asked.is_open:
        rows = rows.filter(state__in=OPEN)
    by = order.as_order_by(SORTS) if order.name in SORTS else ["-pk"]
    found = list(rows.order_by(*by)[window.offset : window.offset + window.limit])
    return RowPage(_rows(actor, found, url), rows.count())


@query(permissions.SEE_PROPOSALS)
def get_target_proposal(actor: Actor, proposal_id: int) -> ProposalRow:
    """One proposal.

    :raises NotFound: unknown or out of scope
    """
    rows = TargetProposal.objects.visible_to(actor, permissions.SEE_PROPOSALS).filter(pk=proposal_id)
    if not (found := list(rows)):
        raise NotFound
    return _rows(actor, found, lambda _id: "")[0]


@query(permissions.PROPOSE)
def read_proposal_basis(
    actor: Actor, store_ids: Collection[int], year: int, codes: Sequence[str], growth_percent: Decimal, today: date
) -> list[ProposalBasis]:
    """What each of some stores could be asked for a year, by name: history grown by so many percent, the market beside it.

    :raises NotFound: an unknown figure
    :raises Denied: a store to which the actor may not propose
    """
    for store_id in store_ids:
        actor.require(permissions.PROPOSE, store_id)
    house = Actor.system("budgets", store_ids)
    lines: dict[int, list[YearSuggestion]] = {store_id: [] for store_id in store_ids}
    for one in suggest_year_targets(house, list(store_ids), year, codes, growth_percent, today):
        lines[one.store_id].append(one)
    notes = list_newest_notes(house, store_ids) if store_ids else {}
    named = [
        ProposalBasis(store_id, all_stores()[store_id].name, tuple(found), tuple(notes.get(store_id, ())))
        for store_id, found in lines.items()
    ]
    return sorted(named, key=lambda one: (one.store, one.store_id))


def _rows(actor: Actor, found: Sequence[TargetProposal], url: Callable[[int], str]) -> list[ProposalRow]:
    names = names_by_key(actor, {key for one in found for key in (one.proposed_by, one.answered_by, one.closed_by) if key})
    return [_row(actor, one, names, url(one.pk)) for one in found]


def _row(actor: Actor, one: TargetProposal, names: Mapping[str, str], url: str) -> ProposalRow:
    definition = get_definition(actor, one.code)
    return ProposalRow(
        one.pk,
        one.store_id,
        all_stores()[one.store_id].name,
        one.year,
        one.code,
        say(definition.name),
        definition.unit,
        one.before,
        one.value,
        one.value / one.before - 1 if one.before else None,
        one.words,
        one.state,
        str(TARGET_PROPOSAL.labels[one.state]),
        one.proposed_at,
        names.get(one.proposed_by, ""),
        one.counter,
        one.reason,
        one.answered_at,
        names.get(one.answered_by, ""),
        one.closed_at,
        names.get(one.closed_by, ""),
        url,
    )
