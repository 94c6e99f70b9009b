"""Public writes of sold cars and of rebates for them, and their refusals."""

from anxin.holdings.vehicle_sales.commands.cars import KeptSoldCar
from anxin.holdings.vehicle_sales.commands.handing_over import HandedOverCar, NoTeam, SignatureMissing, hand_over_car
from anxin.holdings.vehicle_sales.commands.inspection import (
    Inspected,
    NotInspected,
    note_new_car_inspection,
    waive_new_car_inspection,
)
from anxin.holdings.vehicle_sales.commands.rebates import (
    KeptRebate,
    NewRebate,
    NotSoldHere,
    RebatedBefore,
    RebateDiffers,
    RebateEnded,
    Settlement,
    claim_rebate,
    import_rebate,
    refuse_rebate,
    settle_rebate,
    withdraw_rebate,
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
    "KeptRebate",
    "KeptSoldCar",
    "KeptTeam",
    "NewRebate",
    "NoTeam",
    "NotInspected",
    "NotSoldHere",
    "RebateDiffers",
    "RebateEnded",
    "RebatedBefore",
    "Settlement",
    "SignatureMissing",
    "SoldBefore",
    "cancel_sold_car",
    "claim_rebate",
    "erase_sale_words",
    "hand_over_car",
    "import_rebate",
    "note_new_car_inspection",
    "refuse_rebate",
    "register_sold_car",
    "set_delivery_team",
    "settle_rebate",
    "waive_new_car_inspection",
    "withdraw_rebate",
]
