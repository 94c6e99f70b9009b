"""Public writes of the repair order, in the order of a visit."""

from anxin.visit.repair_orders.commands.authorise import (
    Confirmations,
    DecisionWithoutReason,
    NothingToAuthorise,
    SignatureNeeded,
    authorise_repair_order,
    decide_items,
    keep_signature,
)
from anxin.visit.repair_orders.commands.change import (
    OrderLocked,
    PromiseInThePast,
    add_job,
    change_item,
    change_job,
    change_repair_order,
    propose_items,
    remove_item,
    set_promise,
)
from anxin.visit.repair_orders.commands.close import (
    AdditionalItemsUndecided,
    EstimateExceeded,
    cancel_repair_order,
    deliver_repair_order,
    settle_repair_order,
)
from anxin.visit.repair_orders.commands.open import NewItem, NewJob, OdometerWentBack, open_repair_order
from anxin.visit.repair_orders.commands.work import (
    JobNotAuthorised,
    dispatch_repair_order,
    fail_inspection,
    finish_job,
    pass_inspection,
    start_job,
)

__all__ = [
    "AdditionalItemsUndecided",
    "Confirmations",
    "DecisionWithoutReason",
    "EstimateExceeded",
    "JobNotAuthorised",
    "NewItem",
    "NewJob",
    "NothingToAuthorise",
    "OdometerWentBack",
    "OrderLocked",
    "PromiseInThePast",
    "SignatureNeeded",
    "add_job",
    "authorise_repair_order",
    "cancel_repair_order",
    "change_item",
    "change_job",
    "change_repair_order",
    "decide_items",
    "deliver_repair_order",
    "dispatch_repair_order",
    "fail_inspection",
    "finish_job",
    "keep_signature",
    "open_repair_order",
    "pass_inspection",
    "propose_items",
    "remove_item",
    "set_promise",
    "settle_repair_order",
    "start_job",
]
