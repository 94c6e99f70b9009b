"""Pure decisions about customers and vehicles: parties over time, tails and tokens for search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from anxin.platform.phones import mask_phone
from anxin.platform.text import clean_text, compact

EXCLUSIVE_ROLES = frozenset({"owner", "payer"})
_LAST = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class CustomerData:
    """What a person types into a customer file (FORM-01). ``trade`` is the customer's line of business (R-CF05)."""

    name: str
    kind: str = "private"
    salutation: str = ""
    phone: str = ""
    second_phone: str = ""
    contact_person: str = ""
    address: str = ""
    tax_number: str = ""
    trade: str = ""
    source: str = ""
    wishes: str = ""


MASKED = ("phone", "second_phone", "tax_number")


def mask_of(name: str, value: str) -> str:
    """What a form, a card or a conflict shows of a field in ``MASKED`` (R-CF09): who needs it whole asks, and is logged.

    A private customer's tax number is that of the identity card.
    """
    if not value or name not in MASKED:
        return value
    return f"****{value[-4:]}" if name == "tax_number" else mask_phone(value)


def kept_or_typed(name: str, known: str, typed: str) -> str:
    """A masked field after a change: empty or the mask itself leaves what is known, a dash clears it."""
    if typed.strip() in ("", mask_of(name, known)):
        return known
    return "" if typed.strip() in ("-", "—") else typed


@dataclass(frozen=True, slots=True)
class VehicleData:
    """What a person types into a vehicle file (FORM-01). VIN or plate is needed; intervals in km and months."""

    vin: str = ""
    plate: str = ""
    brand_id: int | None = None
    brand_name: str = ""
    model_name: str = ""
    model_year: int | None = None
    body_type: str = ""
    engine_type: str = ""
    engine_number: str = ""
    color: str = ""
    is_own_sold: bool = False
    sold_store_id: int | None = None
    sold_on: date | None = None
    first_registered_on: date | None = None
    first_service_on: date | None = None
    service_interval_km: int | None = None
    service_interval_months: int | None = None
    next_service_on: date | None = None
    next_service_km: int | None = None


@dataclass(frozen=True, slots=True)
class PartyPeriod:
    """One party of a vehicle in one role: days [valid_from, valid_to)."""

    id: int
    customer_id: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PartyPlan:
    """What to write so that a customer holds a role from a day on.

    ``end_id`` is closed on that day; ``replace_id`` began on that very day and is given to the new customer.
    ``is_new`` asks for a new row. ``clash`` is a period in the way: nothing may be written.
    """

    end_id: int | None = None
    replace_id: int | None = None
    is_new: bool = False
    clash: PartyPeriod | None = None


def plan_party(role: str, periods: Sequence[PartyPeriod], customer_id: int, valid_from: date) -> PartyPlan:
    """Plan that ``customer_id`` holds ``role`` from ``valid_from``; ``periods`` are those of the vehicle in that role.

    One owner and one payer at a time; several drivers, each once at a time.
    """
    rivals = periods if role in EXCLUSIVE_ROLES else [one for one in periods if one.customer_id == customer_id]
    current = next((one for one in rivals if one.valid_to is None), None)
    if current and current.customer_id == customer_id and current.valid_from <= valid_from:
        return PartyPlan()
    for each in rivals:
        if each is not current and each.valid_to is not None and each.valid_to > valid_from:
            return PartyPlan(clash=each)
    if current is None:
        return PartyPlan(is_new=True)
    if current.valid_from > valid_from:
        return PartyPlan(clash=current)
    if current.valid_from == valid_from:
        return PartyPlan(replace_id=current.id)
    return PartyPlan(end_id=current.id, is_new=True)


def prefix_range(prefix: str) -> tuple[str, str]:
    """Bounds of all texts that begin with ``prefix``, in code-point order.

    Under row-level security only comparisons may use an index before the policy is checked; LIKE may not.
    """
    return prefix, prefix + _LAST


def tail_range(tail: str) -> tuple[str, str]:
    """Bounds for a column that holds texts reversed, of all texts that end with ``tail``."""
    return prefix_range(tail[::-1])


def name_tokens(name: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters of a name."""
    text = clean_text(name)
    return frozenset(first + second for first, second in pairwise(text) if _is_hanzi(first) and _is_hanzi(second))


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What a typed text may mean; empty where it cannot mean that."""

    plate_tail: str = ""
    vin_tail: str = ""
    phone_tail: str = ""
    initials: str = ""
    name: str = ""


def read_search(text: str) -> SearchTerms:
    """Decide what a typed text may mean: plate tail ≥ 4, VIN tail 6-17, phone tail ≥ 4 digits, initials ≥ 2, name ≥ 2."""
    code = compact(text).translate(_DROPPED)
    name = clean_text(text)
    if not code or len(code) > 80:
        return SearchTerms()
    is_code = all(one.isalnum() for one in code)
    latin = code.isascii() and is_code
    return SearchTerms(
        plate_tail=code if is_code and 4 <= len(code) <= 12 and _looks_like_plate(code) else "",
        vin_tail=code if latin and 6 <= len(code) <= 17 else "",
        phone_tail=code.lstrip("+") if code.lstrip("+").isdecimal() and code.isascii() and len(code) >= 4 else "",
        initials=code.lower() if latin and 2 <= len(code) <= 8 and not code.isdecimal() else "",
        name=name if len(name) >= 2 and any(_is_hanzi(one) for one in name) and name_tokens(name) else "",
    )


_DROPPED = str.maketrans("", "", "·•-－—.。 ")


def _looks_like_plate(code: str) -> bool:
    return any(one.isdecimal() or one.isascii() for one in code)


def _is_hanzi(character: str) -> bool:
    return "㐀" <= character <= "鿿" or "\U00020000" <= character <= "\U0003134f" or character == "〇"
