"""Who carries the gap: the members of a figure with what each of them moves it by."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from anxin.management.kpi import queries
from anxin.management.kpi.queries import Carrier, Level
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.queries.wording import months_words
from anxin.management.kpi.rules.contribution import rounded_together
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.standing import Standing, harm_sign
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.places import Place
from anxin.parties.org.queries import all_stores, list_bays, list_teams
from anxin.parties.people.queries import names_of, trade_label
from anxin.platform.actor import Actor
from anxin.platform.ui.formats import PAYER_LABELS
from anxin.platform.web import PageRequest
from anxin.resources.catalog.queries import find_articles
from anxin.visit.repair_orders.queries import item_kind_labels, order_kind_labels

CODES: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "kind": order_kind_labels,
    "order_kind": order_kind_labels,
    "line_kind": item_kind_labels,
    "payer": lambda: {code: str(label) for code, label in PAYER_LABELS.items()},
}
"""Column of codes → what they are called."""
STAFF = ("advisor_id", "technician_id", "clerk_id", "consultant_id")


def members_of(
    request: PageRequest, place: Place, reading: Reading
) -> tuple[str, queries.Contributions, Mapping[int | str, str]] | None:
    """By what the page divides the figure, its members and what they are called; None where it names nobody."""
    columns = queries.carrier_columns(reading.definition.code, place.level)
    asked = request.GET.get("by", "")
    column = asked if asked in columns else next(iter(columns), "")
    if not column:
        return None
    found = queries.list_contributions(
        request.actor, reading.definition.code, column, place.level, place.unit_id, place.period, place.day, reading=reading
    )
    return column, found, member_names(request.actor, place, column, [one.id for one in found.members if one.id is not None])


def members_view(request: PageRequest, place: Place, reading: Reading) -> dict[str, Any]:
    """What the panel of members shows; ``members`` is None where the figure names nobody.

    ``carriers`` are the people who carry the gap, whoever carries most first.
    """
    divided = members_of(request, place, reading)
    if divided is None:
        return {"members": None, "carriers": []}
    column, found, names = divided
    columns = queries.carrier_columns(reading.definition.code, place.level)
    held = reading.held or reading.target
    aim = held.value if held and reading.definition.unit == "percent" else None
    members = _together(found, reading.definition)
    rows = [_row(one, names, found.gap, reading.definition) for one in members]
    return {
        "members": rows,
        "carriers": [
            one.id for one, row in zip(members, rows, strict=True) if column in STAFF and row["is_drag"] and one.id
        ],
        "gap_words": _gap_words(found, reading),
        "nobodys": months_words(found.stated) if found.stated else "",
        "bar_target": aim,
        "member_links": [(labels.MEMBERS[one], one, one == column) for one in columns],
        "member_label": labels.MEMBERS[column],
    }


def member_names(actor: Actor, place: Place, column: str, ids: Collection[int | str]) -> Mapping[int | str, str]:
    """What members are called; whoever cannot be named has a number."""
    numbers = [one for one in ids if isinstance(one, int)]
    found: dict[int | str, str] = {one: f"{labels.MEMBERS[column]} {one}" for one in ids}
    store_id = place.unit_id if place.level is Level.STORE else 0
    people = names_of(actor, numbers) if column in STAFF else {}
    if people:
        found.update((one, people[one]) for one in people)
    elif column == "store_id":
        found |= {one: all_stores()[one].name for one in numbers}
    elif column == "article_id":
        found |= {one: f"{row.name} {row.number}" for one, row in find_articles(actor, numbers).items()}
    elif column == "bay_id" and store_id:
        found |= {row.id: row.code for row in list_bays(actor, store_id, with_retired=True) if row.id in numbers}
    elif column == "team_id" and store_id:
        found |= {row.id: row.name for row in list_teams(actor, store_id) if row.id in numbers}
    elif column == "trade":
        found |= {one: trade_label(str(one)) for one in ids}
    elif words := CODES.get(column):
        said = words()
        found |= {one: said.get(str(one), str(one)) for one in ids}
    return found


def name_of_member(one: Carrier, names: Mapping[int | str, str]) -> str:
    """What a member is called; what nobody accounts for has a name of its own."""
    return _("没有记到谁") if one.id is None else names[one.id]


def _together(found: queries.Contributions, definition: Definition) -> list[Carrier]:
    """Members with parts that sum, as they are shown, to the gap as it is shown."""
    parts = [one.points for one in found.members if one.points is not None]
    if found.gap is None:
        return [*found.members]
    rounded = iter(rounded_together(parts, found.gap, definition.decimals))
    return [one if one.points is None else replace(one, points=next(rounded)) for one in found.members]


def _row(one: Carrier, names: Mapping[int | str, str], gap: Decimal | None, definition: Definition) -> dict[str, object]:
    is_percent = one.value is not None and definition.unit == "percent"
    is_harm = gap is not None and gap * harm_sign(definition, gap) > 0
    return {
        "name": name_of_member(one, names),
        "value": labels.number(one.value, definition),
        "parts": labels.parts_words(one.parts),
        "share": float(one.value) if is_percent and one.value is not None else None,
        "level": labels.STANDINGS[one.standing][0],
        "points": labels.off(one.points, definition),
        "is_drag": bool(one.points and gap and one.points * gap > 0 and is_harm and not one.is_small),
        "is_small": one.is_small,
        "target": labels.target_words(one.target),
        "done": labels.progress(one.done, None),
    }


def _gap_words(found: queries.Contributions, reading: Reading) -> str:
    if not found.gap or found.aim is None:
        return ""
    given = {
        "gap": labels.off(found.gap, reading.definition),
        "aim": labels.number(found.aim, reading.definition),
    }
    if reading.standing is Standing.NONE:
        return _("比上期 %(aim)s: %(gap)s") % given
    if reading.held != reading.target:
        return _("比到今天应有的 %(aim)s: %(gap)s") % given
    return _("比目标 %(aim)s: %(gap)s") % given
