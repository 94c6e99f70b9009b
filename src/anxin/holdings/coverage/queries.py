"""Public reads of coverage: the terms, and what they say of a car in words that the customer can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from anxin.holdings.coverage import parameters, rules
from anxin.holdings.coverage.models import WarrantyTerm
from anxin.parties.customers import permissions as customer_permissions
from anxin.parties.customers.queries import get_vehicle
from anxin.parties.org.queries import list_brands, store_info
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term as the list shows it; without a brand or a model it holds for every one, without a limit for ever."""

    id: int
    brand_id: int | None
    brand_name: str
    model_name: str
    part_group: str
    part_group_label: str
    sold_from: date | None
    months: int | None
    km: int | None


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """What covers one kind of part: ``answer`` is covered, not_covered or unclear, ``words`` say why."""

    part_group: str
    part_group_label: str
    answer: str
    why: str
    months: int | None
    km: int | None
    ends_on: date | None
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What covers a car on a day. ``answer`` sums the lines up: for the parts that were named, else for the whole car."""

    answer: str
    words: str
    starts_on: date | None
    lines: tuple[CoverageLine, ...]


@query(None)
def list_terms(actor: Actor) -> list[TermRow]:
    """Terms in force, those for every brand first."""
    names: dict[int | None, str] = {brand.id: brand.name for brand in list_brands(actor)}
    rows = WarrantyTerm.objects.filter(is_active=True).order_by("brand__name", "model_name", "part_group", "sold_from")
    return [
        TermRow(
            row.pk,
            row.brand_id,
            names.get(row.brand_id, ""),
            row.model_name,
            row.part_group,
            row.get_part_group_display(),
            row.sold_from,
            row.months,
            row.km,
        )
        for row in rows
    ]


@query(customer_permissions.SEE)
def what_covers(
    actor: Actor, vehicle_id: int, store_id: int, *, on: date, odometer_km: int | None = None, text: str = ""
) -> Coverage:
    """What covers a car on a day at a mileage (R-RC16); ``text`` are names of operations, parts or the customer's words.

    Kinds of parts are recognised in ``text`` line by line; without any the whole car answers, and what wears beside it.

    :raises NotFound: no such car or store for this actor
    """
    card = get_vehicle(actor, vehicle_id)
    store = store_info(store_id)
    starts_on = card.data.sold_on or card.data.first_registered_on
    mileage = odometer_km if odometer_km is not None else card.odometer_km
    car = rules.Car(card.data.brand_id, card.data.model_name, starts_on, on, mileage)
    named = rules.groups_in(text, {group: value(words, store.id, on) for group, words in parameters.WORDS.items()})
    terms = _terms()
    lines = tuple(
        _line(group, rules.judge_group(group, terms, _floor(group, store.id, on), car), car, named.get(group, ""))
        for group in (named or (rules.WHOLE, rules.WEAR))
    )
    asked = lines if named else lines[:1]
    words = _("；").join(line.words for line in lines)
    if starts_on is not None and card.data.sold_on is None:
        words += _("（档案没有销售日期，按上牌日期算）")
    return Coverage(rules.summed(line.answer for line in asked), words, starts_on, lines)


def _terms() -> Sequence[rules.Term]:
    return [
        rules.Term(row.brand_id, row.model_name, row.part_group, row.sold_from, rules.Limit(row.months, row.km))
        for row in WarrantyTerm.objects.filter(is_active=True)
    ]


def _floor(group: str, store_id: int, on: date) -> rules.Limit:
    wears = group == rules.WEAR
    months, km = (parameters.WEAR_MONTHS, parameters.WEAR_KM) if wears else (parameters.LEGAL_MONTHS, parameters.LEGAL_KM)
    return rules.Limit(value(months, store_id, on), value(km, store_id, on))


def _line(group: str, verdict: rules.Verdict, car: rules.Car, named: str) -> CoverageLine:
    label = str(WarrantyTerm.PartGroup(group).label)
    limit = verdict.limit
    given = {
        "what": _("%(group)s“%(named)s”") % {"group": label, "named": named} if named else label,
        "limit": _limit(limit),
        "day": verdict.ends_on.isoformat() if verdict.ends_on else "",
        "km": f"{limit.km:,}" if limit.km is not None else "",
        "over": f"{(car.odometer_km or 0) - (limit.km or 0):,}",
    }
    return CoverageLine(
        group, label, verdict.answer, verdict.why, limit.months, limit.km, verdict.ends_on, _words(verdict) % given
    )


def _words(verdict: rules.Verdict) -> str:
    if verdict.why == "over_km":
        return _("%(what)s过保：超出 %(over)s km（限 %(limit)s）")
    if verdict.why == "over_time":
        return _("%(what)s过保：%(day)s 已到期（限 %(limit)s）")
    if verdict.why == "start_unknown":
        return _("%(what)s还不能确定：档案里没有销售日期和上牌日期，请补上（限 %(limit)s）")
    if verdict.why == "mileage_unknown":
        return _("%(what)s还不能确定：请先填里程（限 %(limit)s）")
    if verdict.ends_on is not None and verdict.limit.km is not None:
        return _("%(what)s在保：到 %(day)s 或 %(km)s km，先到为准")
    if verdict.ends_on is not None:
        return _("%(what)s在保：到 %(day)s")
    return _("%(what)s在保：到 %(km)s km") if verdict.limit.km is not None else _("%(what)s在保：不限时间和里程")


def _limit(limit: rules.Limit) -> str:
    months = _("%(n)s 个月") % {"n": limit.months} if limit.months is not None else ""
    return " / ".join(part for part in (months, f"{limit.km:,} km" if limit.km is not None else "") if part)
