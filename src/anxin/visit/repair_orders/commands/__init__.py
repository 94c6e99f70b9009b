"""Public writes of the repair order, in the order of a visit."""

from anxin.visit.repair_orders.access import ORDER_KIND, require_order
from anxin.visit.repair_orders.commands.asking import PartsNotAnswered
from anxin.visit.repair_orders.commands.authorise import (
    Confirmations,
    NothingToAuthorise,
    authorise_repair_order,
)
from anxin.visit.repair_orders.commands.care import decide_care
from anxin.visit.repair_orders.commands.change import (
    ChangedRepairOrder,
    OrderLocked,
    PromiseAgreed,
    PromiseInThePast,
    add_job,
    change_job,
    change_repair_order,
    move_promise,
    remove_job,
    set_promise,
)
from anxin.visit.repair_orders.commands.close import (
    AdditionalItemsUndecided,
    ClosedRepairOrder,
    EstimateExceeded,
    FollowUpSuggestionNeeded,
    PartsNotSettled,
    cancel_repair_order,
    deliver_repair_order,
    settle_repair_order,
    unlock_repair_order,
)
from anxin.visit.repair_orders.commands.correcting import (
    CorrectedLine,
    NotDelivered,
    NothingToCorrect,
    correct_repair_order,
)
from anxin.visit.repair_orders.commands.decide import DecisionWithoutReason, GroupsUndecided, decide_items
from anxin.visit.repair_orders.commands.derived_links import have_derived_link
from anxin.visit.repair_orders.commands.done import JobWork, is_wash_agreed, lines_of_job, work_of
from anxin.visit.repair_orders.commands.erasure import erase_order_words
from anxin.visit.repair_orders.commands.estimates import SecondOrderNeeded
from anxin.visit.repair_orders.commands.facts import Facts, FactsMissing, OwnWish, WhyMissing
from anxin.visit.repair_orders.commands.following import FollowedParts, follow_parts
from anxin.visit.repair_orders.commands.gates import register_signature_gate
from anxin.visit.repair_orders.commands.held_jobs import JobHeld, hold_job_back, lift_job_hold, require_not_held
from anxin.visit.repair_orders.commands.holding import hold_for_money
from anxin.visit.repair_orders.commands.items import change_item, propose_items, remove_item
from anxin.visit.repair_orders.commands.lane import NotForExpress, set_express_lane
from anxin.visit.repair_orders.commands.leave import (
    PRICE_APPROVALS,
    DiscountNotGranted,
    QuotationNotSignedOff,
    follow_price_decision,
    sign_off_quotation,
)
from anxin.visit.repair_orders.commands.links import (
    LinkOutdated,
    NothingToSend,
    SentLink,
    answer_link,
    note_link_seen,
    report_stuck_link,
    revoke_approval_link,
    send_approval_link,
)
from anxin.visit.repair_orders.commands.no_plan import decline_plans
from anxin.visit.repair_orders.commands.open import NewItem, NewJob, OdometerWentBack, open_repair_order
from anxin.visit.repair_orders.commands.plans import NewPlan, PlanNotChosen, choose_plan, offer_plans
from anxin.visit.repair_orders.commands.pre_delivery import (
    InspectionOrdered,
    NoInspectionInCatalogue,
    open_pre_delivery_order,
    tell_sale,
    tell_sale_of_order,
)
from anxin.visit.repair_orders.commands.promising import PromiseBeforeTheBook
from anxin.visit.repair_orders.commands.proposals import propose_repair
from anxin.visit.repair_orders.commands.ready import CareConsentNeeded, PositionsMissing
from anxin.visit.repair_orders.commands.rework import PayerNotByTheRule
from anxin.visit.repair_orders.commands.rework_cause import follow_rework_cause
from anxin.visit.repair_orders.commands.rounding import CustomerTotalChanged, DearerThanListed, RoundedOrder, round_off
from anxin.visit.repair_orders.commands.sharing import NewShare, NothingToShare, SharedOrder, remove_share, share_payers
from anxin.visit.repair_orders.commands.signatures import SignatureNeeded, keep_signature
from anxin.visit.repair_orders.commands.standing import StandingOrders, hold_standing_orders
from anxin.visit.repair_orders.commands.supply import (
    MoreThanIssued,
    MoreThanSigned,
    NothingToIssue,
    SuppliedOrder,
    issue_order_parts,
    return_order_parts,
)
from anxin.visit.repair_orders.commands.support import (
    KeptQuestion,
    QuestionOpen,
    answer_technical_question,
    ask_technical_support,
    require_answered,
    withdraw_technical_question,
)
from anxin.visit.repair_orders.commands.turned_down import keep_turned_down_job
from anxin.visit.repair_orders.commands.work import (
    CauseAndCorrectionNeeded,
    JobNeeds,
    JobNotAuthorised,
    JobsUnfinished,
    WorkedOn,
    dispatch_repair_order,
    fail_inspection,
    finish_job,
    hold_job,
    hold_order,
    hold_orders,
    pass_inspection,
    recall_repair_order,
    start_job,
    write_job_words,
)
from anxin.visit.repair_orders.pricing import PositionNeeded

__all__ = [
    "ORDER_KIND",
    "PRICE_APPROVALS",
    "AdditionalItemsUndecided",
    "CareConsentNeeded",
    "CauseAndCorrectionNeeded",
    "ChangedRepairOrder",
    "ClosedRepairOrder",
    "Confirmations",
    "CorrectedLine",
    "CustomerTotalChanged",
    "DearerThanListed",
    "DecisionWithoutReason",
    "DiscountNotGranted",
    "EstimateExceeded",
    "Facts",
    "FactsMissing",
    "FollowUpSuggestionNeeded",
    "FollowedParts",
    "GroupsUndecided",
    "InspectionOrdered",
    "JobHeld",
    "JobNeeds",
    "JobNotAuthorised",
    "JobWork",
    "JobsUnfinished",
    "KeptQuestion",
    "LinkOutdated",
    "MoreThanIssued",
    "MoreThanSigned",
    "NewItem",
    "NewJob",
    "NewPlan",
    "NewShare",
    "NoInspectionInCatalogue",
    "NotDelivered",
    "NotForExpress",
    "NothingToAuthorise",
    "NothingToCorrect",
    "NothingToIssue",
    "NothingToSend",
    "NothingToShare",
    "OdometerWentBack",
    "OrderLocked",
    "OwnWish",
    "PartsNotAnswered",
    "PartsNotSettled",
    "PayerNotByTheRule",
    "PlanNotChosen",
    "PositionNeeded",
    "PositionsMissing",
    "PromiseAgreed",
    "PromiseBeforeTheBook",
    "PromiseInThePast",
    "QuestionOpen",
    "QuotationNotSignedOff",
    "RoundedOrder",
    "SecondOrderNeeded",
    "SentLink",
    "SharedOrder",
    "SignatureNeeded",
    "StandingOrders",
    "SuppliedOrder",
    "WhyMissing",
    "WorkedOn",
    "add_job",
    "answer_link",
    "answer_technical_question",
    "ask_technical_support",
    "authorise_repair_order",
    "cancel_repair_order",
    "change_item",
    "change_job",
    "change_repair_order",
    "choose_plan",
    "correct_repair_order",
    "decide_care",
    "decide_items",
    "decline_plans",
    "deliver_repair_order",
    "dispatch_repair_order",
    "erase_order_words",
    "fail_inspection",
    "finish_job",
    "follow_parts",
    "follow_price_decision",
    "follow_rework_cause",
    "have_derived_link",
    "hold_for_money",
    "hold_job",
    "hold_job_back",
    "hold_order",
    "hold_orders",
    "hold_standing_orders",
    "is_wash_agreed",
    "issue_order_parts",
    "keep_signature",
    "keep_turned_down_job",
    "lift_job_hold",
    "lines_of_job",
    "move_promise",
    "note_link_seen",
    "offer_plans",
    "open_pre_delivery_order",
    "open_repair_order",
    "pass_inspection",
    "propose_items",
    "propose_repair",
    "recall_repair_order",
    "register_signature_gate",
    "remove_item",
    "remove_job",
    "remove_share",
    "report_stuck_link",
    "require_answered",
    "require_not_held",
    "require_order",
    "return_order_parts",
    "revoke_approval_link",
    "round_off",
    "send_approval_link",
    "set_express_lane",
    "set_promise",
    "settle_repair_order",
    "share_payers",
    "sign_off_quotation",
    "start_job",
    "tell_sale",
    "tell_sale_of_order",
    "unlock_repair_order",
    "withdraw_technical_question",
    "work_of",
    "write_job_words",
]
