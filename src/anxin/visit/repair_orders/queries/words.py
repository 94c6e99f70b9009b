"""Words for the codes of orders, for whoever shows what orders left."""

from anxin.visit.repair_orders.models import Item, RepairOrder


def order_kind_labels() -> dict[str, str]:
    """Code → what the kind of an order is called in the language of the screen."""
    return {code: str(label) for code, label in RepairOrder.Kind.choices}


def item_kind_labels() -> dict[str, str]:
    """Code → what the kind of an item is called in the language of the screen."""
    return {code: str(label) for code, label in Item.Kind.choices}
