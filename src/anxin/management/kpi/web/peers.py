"""A figure beside like stores and the brand, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from anxin.management.kpi import queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Level, PeerClass
from anxin.management.kpi.rules.peers import Band
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.places import Place
from anxin.platform.ui.formats import format_day
from anxin.platform.web import PageRequest


def peers_view(request: PageRequest, place: Place, code: str) -> dict[str, object]:
    """The panel of a store's month; empty for other periods and units, and before the first night."""
    if place.level is not Level.STORE or place.period is not Period.MONTH:
        return {}
    found = queries.read_peers(request.actor, [code], place.unit_id, place.day)
    if not found:
        return {}
    (one,) = found
    definition = catalogue().definitions[code]

    def say(value: Decimal | None) -> str:
        return f"{labels.number(value, definition)} {labels.UNITS[definition.unit]}".strip()

    view: dict[str, object] = {
        "words": _("截至 %(day)s") % {"day": format_day(one.span.last)},
        "value": say(one.value),
        "rank": one.rank,
        "class": class_words(one.peer_class) if one.peer_class else "",
        "brand": f"{say(one.brand.mean)}{_('（%(count)s 家店）') % {'count': one.brand.stores}}" if one.brand else "",
    }
    if one.peers:
        view |= {
            "stores": one.peers.stores,
            "median": f"{say(one.peers.median)}{_('（%(count)s 家店）') % {'count': one.peers.stores}}",
            "mean": say(one.peers.mean),
            "middle": f"{labels.number(one.peers.lower, definition)}–{say(one.peers.upper)}",
        }
    return {"beside": view}


@dataclass(frozen=True, slots=True)
class Beside:
    """What the sheet says of like stores and the brand, by figure; ``until`` is the last day that counts there."""

    peers: Mapping[str, str]
    brand: Mapping[str, str]
    until: str


def peers_of_sheet(request: PageRequest, place: Place, codes: Sequence[str]) -> Beside | None:
    """The median of like stores and the brand's mean of a store's month, where they may be shown; None without any."""
    if place.level is not Level.STORE or place.period is not Period.MONTH:
        return None
    found = queries.read_peers(request.actor, codes, place.unit_id, place.day)
    known = catalogue().definitions
    peers = {one.code: labels.number(one.peers.median, known[one.code]) for one in found if one.peers}
    brand = {one.code: labels.number(one.brand.mean, known[one.code]) for one in found if one.brand}
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
