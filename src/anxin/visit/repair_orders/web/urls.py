"""Pages of the repair order; each act is named as its command."""

from django.urls import path

from anxin.visit.repair_orders.web import (
    acts,
    authorise,
    detail,
    figures,
    link,
    lists,
    papers,
    plans,
    pre_delivery,
    propose,
    sending,
    supply,
    support,
)

app_name = "repair_orders"
ORDER = "repair-orders/<str:number>"
SUPPORT = "repair-orders/support/<int:question_id>"

urlpatterns = [
    path("repair-orders/", lists.list_repair_orders, name="list"),
    path("repair-orders/pre-delivery/", pre_delivery.pre_delivery, name="pre_delivery"),
    path(
        "repair-orders/pre-delivery/<int:sold_car_id>/open/",
        pre_delivery.open_pre_delivery_order,
        name="open_pre_delivery_order",
    ),
    path("repair-orders/figures/", figures.order_figures, name="figures"),
    path("repair-orders/support/ask/", support.ask_technical_support, name="ask_technical_support"),
    path(f"{SUPPORT}/", support.technical_question, name="technical_question"),
    path(f"{SUPPORT}/answer/", support.answer_technical_question, name="answer_technical_question"),
    path(f"{SUPPORT}/withdraw/", support.withdraw_technical_question, name="withdraw_technical_question"),
    path(f"{ORDER}/", detail.repair_order, name="detail"),
    path(f"{ORDER}/version/", detail.repair_order_version, name="version"),
    path(f"{ORDER}/add-job/", acts.add_job, name="add_job"),
    path(f"{ORDER}/change/", acts.change_repair_order, name="change_repair_order"),
    path(f"{ORDER}/set-promise/", acts.set_promise, name="set_promise"),
    path(f"{ORDER}/set-express-lane/", acts.set_express_lane, name="set_express_lane"),
    path(f"{ORDER}/cancel/", acts.cancel_repair_order, name="cancel_repair_order"),
    path(f"{ORDER}/jobs/<int:job_id>/propose-items/", propose.propose_items, name="propose_items"),
    path(f"{ORDER}/jobs/<int:job_id>/plans/", plans.offer_plans, name="offer_plans"),
    path(f"{ORDER}/plans/<int:offer_id>/choose/", plans.choose_plan, name="choose_plan"),
    path(f"{ORDER}/plans/<int:offer_id>/decline/", plans.decline_plans, name="decline_plans"),
    path(f"{ORDER}/jobs/<int:job_id>/change/", acts.change_job, name="change_job"),
    path(f"{ORDER}/items/<int:item_id>/change/", acts.change_item, name="change_item"),
    path(f"{ORDER}/items/<int:item_id>/remove/", acts.remove_item, name="remove_item"),
    path(f"{ORDER}/jobs/<int:job_id>/remove/", acts.remove_job, name="remove_job"),
    path(f"{ORDER}/decide-care/", acts.decide_care, name="decide_care"),
    path(f"{ORDER}/sign-off-quotation/", acts.sign_off_quotation, name="sign_off_quotation"),
    path(f"{ORDER}/decide-items/", authorise.decide_items, name="decide_items"),
    path(f"{ORDER}/approval-link/", sending.send_approval_link, name="send_approval_link"),
    path(f"{ORDER}/revoke-link/", sending.revoke_approval_link, name="revoke_approval_link"),
    path("a/<str:token>/", link.answer_link, name="answer_link"),
    path("a/<str:token>/sum/", link.sum_link, name="sum_link"),
    path("a/<str:token>/seen/", link.note_link_seen, name="note_link_seen"),
    path("a/<str:token>/photos/<uuid:key>/", link.link_photo, name="link_photo"),
    path(f"{ORDER}/authorise/", authorise.authorise_repair_order, name="authorise_repair_order"),
    path(f"{ORDER}/parts/", supply.supply_order, name="supply_order"),
    path(f"{ORDER}/issue-parts/", supply.issue_order_parts, name="issue_order_parts"),
    path(f"{ORDER}/return-parts/", supply.return_order_parts, name="return_order_parts"),
    path(f"{ORDER}/print/", papers.print_repair_order, name="print"),
    path(f"{ORDER}/signatures/<int:signature_id>/", papers.show_signature, name="signature"),
]
