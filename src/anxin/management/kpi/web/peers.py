"""A figure beside like stores and the brand, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi import queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Comparison, Level, PeerClass
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.peers import Band
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.places import Place
from anxin.platform import clock
from anxin.platform.clock import GROUP_CLOCK
from anxin.platform.ui.formats import format_day
from anxin.platform.web import PageRequest

SIDES = {
    "above": gettext_lazy("本店高于它"),
    "about": gettext_lazy("本店和它差不多"),
    "below": gettext_lazy("本店低于它"),
}


def peers_view(request: PageRequest, place: Place, code: str) -> dict[str, object]:
    """The panel of a store's month, of a running one that of the last month that was published; empty for other periods and
    units, and before the first night."""
    if place.level is not Level.STORE or place.period is not Period.MONTH:
        return {}
    found = queries.read_peers(request.actor, [code], place.unit_id, place.day)
    today = GROUP_CLOCK.day(clock.now())
    told = queries.newest_compared(place.day, today)
    if told < place.day.replace(day=1) and not any(one.peers or one.brand for one in found):
        found = queries.read_peers(request.actor, [code], place.unit_id, told) or found
    if not found:
        return {}
    (one,) = found
    definition = catalogue().definitions[code]
    view: dict[str, object] = {
        "words": _("截至 %(day)s") % {"day": format_day(one.span.last)},
        "value": _with_unit(labels.number(one.value, definition), definition),
        "class": class_words(one.peer_class) if one.peer_class else "",
        "peers": _said(one.peers, definition),
        "brand": _said(one.brand, definition),
        "is_about": any(each and each.whole is None for each in (one.peers, one.brand)),
        "day": queries.peers_day(today),
    }
    return {"beside": view}


def _said(found: Comparison | None, definition: Definition) -> dict[str, object]:
    if found is None:
        return {}
    view: dict[str, object] = {
        "median": _with_unit(median_words(found, definition), definition),
        "side": SIDES[found.side] if found.side else "",
    }
    if found.whole:
        whole = found.whole
        view |= {
            "mean": _with_unit(labels.number(whole.mean, definition), definition),
            "middle": _with_unit("–".join(labels.number(one, definition) for one in (whole.lower, whole.upper)), definition),
            "stores": whole.stores,
            "rank": whole.rank,
        }
    return view


def median_words(found: Comparison, definition: Definition) -> str:
    """The median; about, it has no more digits than are said."""
    if found.whole:
        return labels.number(found.median, definition)
    return _("约 %(value)s") % {"value": f"{found.median:,f}".replace("-", "−")}


def _with_unit(words: str, definition: Definition) -> str:
    return f"{words} {labels.UNITS[definition.unit]}".strip()


@dataclass(frozen=True, slots=True)
class Beside:
    """What the sheet says of like stores and the brand, by figure; ``until`` is the last day that counts there."""

    peers: Mapping[str, str]
    brand: Mapping[str, str]
    until: str


def peers_of_sheet(request: PageRequest, place: Place, codes: Sequence[str]) -> Beside | None:
    """The medians of like stores and of the brand of a store's month, where they are told; None without any."""
    if place.level is not Level.STORE or place.period is not Period.MONTH:
        return None
    found = queries.read_peers(request.actor, codes, place.unit_id, place.day)
    known = catalogue().definitions
    peers = {one.code: median_words(one.peers, known[one.code]) for one in found if one.peers}
    brand = {one.code: median_words(one.brand, known[one.code]) for one in found if one.brand}
    if not peers and not brand:
        return None
    return Beside(peers, brand, format_day(max(one.span.last for one in found)))


def class_words(found: PeerClass) -> str:
    """What the stores have in common: 中端 · 开业 24–60 个月 · 月进厂 800–1,500 台."""
    words = [str(labels.TIERS[found.tier])]
    if found.age != Band(0, None):
        words.append(_("开业 %(months)s 个月") % {"months": _range(found.age)})
    if found.entries != Band(0, None):
        words.append(_("月进厂 %(count)s 台") % {"count": _range(found.entries)})
    return " · ".join(words)


def _range(band: Band) -> str:
    if band.limit is None:
        return f"≥ {band.least:,}"
    return f"{band.least:,}–{band.limit:,}" if band.least else f"< {band.limit:,}"
