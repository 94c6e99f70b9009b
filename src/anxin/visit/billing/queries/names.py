"""Who pays, by name."""

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.parameters import value
from anxin.platform.ui.formats import PAYER_LABELS
from anxin.visit.billing.parameters import MANUFACTURER


def payer_words(payer: str, store_id: int, insurer: str = "") -> str:
    """A payer by name: an insurer as it was named, warranty by the maker of the store's brand, others by their label."""
    label, name = str(PAYER_LABELS.get(payer, payer)), insurer
    if payer == "warranty":
        store = store_info(store_id)
        name = value(MANUFACTURER, store_id, store.clock.day(clock.now())) or store.brand_name
    return f"{label}：{name}" if name else label
