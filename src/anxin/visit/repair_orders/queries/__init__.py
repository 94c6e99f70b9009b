"""Public reads of the repair order."""

from anxin.visit.repair_orders.link_tokens import new_token, store_of, token_hash
from anxin.visit.repair_orders.queries.authorisations import (
    AuthorisationView,
    BrokenProof,
    EstimateLine,
    LastChoices,
    ProofCheck,
    find_last_choices,
    get_signature,
    list_choices,
    verify_authorisation,
)
from anxin.visit.repair_orders.queries.beside import JobBeside, PartsOfJob, list_jobs_beside, list_parts_of_jobs
from anxin.visit.repair_orders.queries.care import CareOffer, CarePlan, count_care_jobs, list_care_offers, list_care_plan
from anxin.visit.repair_orders.queries.control import (
    AwaitingSettlementRow,
    SettledRow,
    list_awaiting_settlement,
    list_settled,
    list_settled_ids,
)
from anxin.visit.repair_orders.queries.express import ExpressDelay, ExpressOutcome, express_outcome, list_express_dues
from anxin.visit.repair_orders.queries.figures import (
    KindSales,
    OrderFigures,
    PackageSales,
    TooManyDays,
    order_figures,
    package_sales,
    sales_by_kind,
)
from anxin.visit.repair_orders.queries.in_shop import (
    DayFigures,
    InShopCount,
    InShopRow,
    count_by_state,
    count_in_shop,
    figures_of_day,
    list_ids_in_shop,
    list_in_shop,
)
from anxin.visit.repair_orders.queries.kept import KeptRow, list_kept
from anxin.visit.repair_orders.queries.leave import PriceRequest, PriceState, find_price_state, list_price_requests
from anxin.visit.repair_orders.queries.links import (
    AnswerView,
    LinkView,
    OfferGroup,
    OfferView,
    find_approval_link,
    get_offer,
    get_offer_photo,
    list_answers,
)
from anxin.visit.repair_orders.queries.lists import (
    OrderFilter,
    OrderRow,
    find_by_number,
    history_of_vehicle,
    list_orders,
    page_orders,
)
from anxin.visit.repair_orders.queries.obstacles import InspectedOrder, Obstacle, list_inspected, list_obstacles
from anxin.visit.repair_orders.queries.offers import (
    UnsoldItemRow,
    WaitingItemRow,
    list_unsold_items,
    list_unsold_of_vehicles,
    list_waiting_items,
)
from anxin.visit.repair_orders.queries.open_jobs import OpenJobRow, list_open_jobs
from anxin.visit.repair_orders.queries.order import PayerRow, RepairOrderView, get_number, get_order_head, get_repair_order
from anxin.visit.repair_orders.queries.outlook import (
    Outlook,
    PartOutlook,
    expect_promise,
    get_outlook,
    list_held_until,
    list_without_hours,
)
from anxin.visit.repair_orders.queries.packages import PackageShare, package_shares
from anxin.visit.repair_orders.queries.part_needs import needs_of_orders
from anxin.visit.repair_orders.queries.plans import PlanOfferView, PlanView
from anxin.visit.repair_orders.queries.pre_delivery import NewCarToInspect, list_new_cars_to_inspect
from anxin.visit.repair_orders.queries.proposals import ProposalView
from anxin.visit.repair_orders.queries.quality import QualityRow, list_in_quality_period
from anxin.visit.repair_orders.queries.released import ReleasedFinding, list_released_findings
from anxin.visit.repair_orders.queries.rework import EarlierJob, list_earlier_jobs
from anxin.visit.repair_orders.queries.shares import OwedLine, ShareView, list_shares
from anxin.visit.repair_orders.queries.stays import (
    OrderCounts,
    Readiness,
    SoldJob,
    Stay,
    count_orders,
    get_readiness,
    list_sold_jobs,
    list_stays,
)
from anxin.visit.repair_orders.queries.steps import OrderSteps, list_delivered_steps, list_order_steps
from anxin.visit.repair_orders.queries.suggestion import follow_up_suggestion
from anxin.visit.repair_orders.queries.supply import OrderToSupply, PartToIssue, get_order_to_supply, list_orders_to_supply
from anxin.visit.repair_orders.queries.support import QuestionRow, get_technical_question, list_technical_questions
from anxin.visit.repair_orders.queries.views import ItemView, JobView, OrderHead
from anxin.visit.repair_orders.rules import PromiseClock, masked_plate, promise_clock

__all__ = [
    "AnswerView",
    "AuthorisationView",
    "AwaitingSettlementRow",
    "BrokenProof",
    "CareOffer",
    "CarePlan",
    "DayFigures",
    "EarlierJob",
    "EstimateLine",
    "ExpressDelay",
    "ExpressOutcome",
    "InShopCount",
    "InShopRow",
    "InspectedOrder",
    "ItemView",
    "JobBeside",
    "JobView",
    "KeptRow",
    "KindSales",
    "LastChoices",
    "LinkView",
    "NewCarToInspect",
    "Obstacle",
    "OfferGroup",
    "OfferView",
    "OpenJobRow",
    "OrderCounts",
    "OrderFigures",
    "OrderFilter",
    "OrderHead",
    "OrderRow",
    "OrderSteps",
    "OrderToSupply",
    "Outlook",
    "OwedLine",
    "PackageSales",
    "PackageShare",
    "PartOutlook",
    "PartToIssue",
    "PartsOfJob",
    "PayerRow",
    "PlanOfferView",
    "PlanView",
    "PriceRequest",
    "PriceState",
    "PromiseClock",
    "ProofCheck",
    "ProposalView",
    "QualityRow",
    "QuestionRow",
    "Readiness",
    "ReleasedFinding",
    "RepairOrderView",
    "SettledRow",
    "ShareView",
    "SoldJob",
    "Stay",
    "TooManyDays",
    "UnsoldItemRow",
    "WaitingItemRow",
    "count_by_state",
    "count_care_jobs",
    "count_in_shop",
    "count_orders",
    "expect_promise",
    "express_outcome",
    "figures_of_day",
    "find_approval_link",
    "find_by_number",
    "find_last_choices",
    "find_price_state",
    "follow_up_suggestion",
    "get_number",
    "get_offer",
    "get_offer_photo",
    "get_order_head",
    "get_order_to_supply",
    "get_outlook",
    "get_readiness",
    "get_repair_order",
    "get_signature",
    "get_technical_question",
    "history_of_vehicle",
    "list_answers",
    "list_awaiting_settlement",
    "list_care_offers",
    "list_care_plan",
    "list_choices",
    "list_delivered_steps",
    "list_earlier_jobs",
    "list_express_dues",
    "list_held_until",
    "list_ids_in_shop",
    "list_in_quality_period",
    "list_in_shop",
    "list_inspected",
    "list_jobs_beside",
    "list_kept",
    "list_new_cars_to_inspect",
    "list_obstacles",
    "list_open_jobs",
    "list_order_steps",
    "list_orders",
    "list_orders_to_supply",
    "list_parts_of_jobs",
    "list_price_requests",
    "list_released_findings",
    "list_settled",
    "list_settled_ids",
    "list_shares",
    "list_sold_jobs",
    "list_stays",
    "list_technical_questions",
    "list_unsold_items",
    "list_unsold_of_vehicles",
    "list_waiting_items",
    "list_without_hours",
    "masked_plate",
    "needs_of_orders",
    "new_token",
    "order_figures",
    "package_sales",
    "package_shares",
    "page_orders",
    "promise_clock",
    "sales_by_kind",
    "store_of",
    "token_hash",
    "verify_authorisation",
]
