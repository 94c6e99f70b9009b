"""What the catalogue asks for a line that somebody wrote by hand: found by its code, or by the same name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.text import compact
from anxin.resources.catalog import rules
from anxin.resources.catalog.models import LabourOperation, PartArticle
from anxin.resources.catalog.queries.prices import for_store, priced_labour, priced_part, rates_of


@dataclass(frozen=True, slots=True)
class AskedPrice:
    """What the catalogue asks, tax included: of an operation for all its hours, of an article for one unit."""

    price: Money
    is_whole: bool


@query(None)
def find_asked_prices(
    actor: Actor, store_id: int, lines: Iterable[tuple[str, str]], on: date
) -> dict[tuple[str, str], AskedPrice]:
    """(code, name) → what the catalogue asks, for those that repeat an operation or article; the dearest of several.

    A name is the same whatever its spaces, signs and case.
    """
    wanted = {(code, name): (compact(code), _plain(name)) for code, name in lines}
    if not wanted:
        return {}
    found: dict[str, AskedPrice] = {}
    for key, asked in _candidates(store_id, list(wanted.values()), on):
        if key not in found or asked.price > found[key].price:
            found[key] = asked
    return {given: found[key] for given, keys in wanted.items() for key in reversed(keys) if key and key in found}


def _candidates(store_id: int, wanted: Sequence[tuple[str, str]], on: date) -> list[tuple[str, AskedPrice]]:
    codes = sorted({code for code, _name in wanted if code})
    names = Q(pk=None)
    for _code, name in wanted:
        if name:
            names |= Q(bigrams__contains=sorted(set(name)))
    served, found = for_store(store_id), []
    operations = list(LabourOperation.objects.filter(served, names | Q(code__in=codes), is_active=True))
    rates = rates_of(store_id, on) if operations else {}
    for row in operations:
        if row.labour_class in rates:
            asked = AskedPrice(priced_labour(row, rates).amount, is_whole=True)
            found += [(row.code, asked), (_plain(row.name), asked)]
    for part in PartArticle.objects.filter(served, names | Q(number__in=codes), is_active=True):
        asked = AskedPrice(priced_part(part, on).price, is_whole=False)
        found += [(part.number, asked), (_plain(part.name), asked)]
    return found


def _plain(name: str) -> str:
    return "".join(rules.runs(name))
