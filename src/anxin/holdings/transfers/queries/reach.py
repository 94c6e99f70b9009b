"""Which stores of the group a store may ask for parts."""

from datetime import date

from anxin.holdings.transfers.parameters import REACH, SHARES
from anxin.parties.org.queries import StoreInfo, all_stores, store_info
from anxin.platform.parameters import value


def lenders_of(store_id: int, on: date) -> dict[int, StoreInfo]:
    """The stores that share what they have and that this one may ask, by id; without itself."""
    own, reach = store_info(store_id), value(REACH, store_id, on)
    return {
        other.id: other
        for other in all_stores().values()
        if other.id != store_id and other.is_active and _is_within(own, other, reach) and value(SHARES, other.id, on)
    }


def _is_within(own: StoreInfo, other: StoreInfo, reach: str) -> bool:
    if reach == "brand":
        return own.brand_id == other.brand_id
    return reach == "group" or (own.region_id is not None and own.region_id == other.region_id)
