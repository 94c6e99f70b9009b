"""Public writes of sold cars, and their refusals."""

from anxin.holdings.vehicle_sales.commands.cars import KeptSoldCar
from anxin.holdings.vehicle_sales.commands.handing_over import HandedOverCar, NoTeam, SignatureMissing, hand_over_car
from anxin.holdings.vehicle_sales.commands.inspection import (
    Inspected,
    NotInspected,
    note_new_car_inspection,
    waive_new_car_inspection,
)
from anxin.holdings.vehicle_sales.commands.selling import (
    SoldBefore,
    cancel_sold_car,
    erase_sale_words,
    register_sold_car,
)
from anxin.holdings.vehicle_sales.commands.team import KeptTeam, set_delivery_team

__all__ = [
    "HandedOverCar",
    "Inspected",
    "KeptSoldCar",
    "KeptTeam",
    "NoTeam",
    "NotInspected",
    "SignatureMissing",
    "SoldBefore",
    "cancel_sold_car",
    "erase_sale_words",
    "hand_over_car",
    "note_new_car_inspection",
    "register_sold_car",
    "set_delivery_team",
    "waive_new_car_inspection",
]
