"""Addresses of purchasing."""

from django.urls import path

from anxin.holdings.purchasing.web import funds, orders, receipts, returns, special, suppliers

urlpatterns = [
    path("purchasing/", orders.orders, name="purchases"),
    path("purchasing/new/", orders.new_order, name="new_purchase"),
    path("purchasing/<int:order_id>/", orders.order, name="purchase"),
    path("purchasing/<int:order_id>/edit/", orders.edit_order, name="edit_purchase"),
    path("purchasing/<int:order_id>/place/", orders.place_order, name="place_purchase"),
    path("purchasing/<int:order_id>/answer/", orders.answer_order, name="answer_purchase"),
    path("purchasing/<int:order_id>/refuse/", orders.refuse_order, name="refuse_purchase"),
    path("purchasing/<int:order_id>/name/", orders.name_article, name="name_purchased"),
    path("purchasing/<int:order_id>/cancel/", orders.cancel_order, name="cancel_purchase"),
    path("purchasing/<int:order_id>/cancel-rest/", orders.cancel_rest, name="cancel_purchase_rest"),
    path("purchasing/<int:order_id>/receive/", receipts.receive, name="receive_purchase"),
    path("purchasing/receipts/<int:receipt_id>/", receipts.bill, name="purchase_bill"),
    path("purchasing/receipts/<int:receipt_id>/lines/<int:line_id>/undo/", receipts.undo_line, name="undo_purchase_receipt"),
    path("purchasing/receipts/<int:receipt_id>/returns/", returns.returns, name="supplier_returns"),
    path("purchasing/receipts/<int:receipt_id>/returns/<int:return_id>/", returns.credit, name="credit_supplier_return"),
    path("purchasing/receipts/<int:receipt_id>/returns/<int:return_id>/undo/", returns.undo, name="undo_supplier_return"),
    path("purchasing/<int:order_id>/release/", orders.release_order, name="release_purchase"),
    path("purchasing/funds/", funds.funds, name="purchase_funds"),
    path("purchasing/funds/set/", funds.set_fund, name="set_purchase_fund"),
    path("purchasing/funds/hold/", funds.hold_fund, name="hold_purchase_fund"),
    path("purchasing/funds/holds/<int:hold_id>/lift/", funds.lift_hold, name="lift_fund_hold"),
    path("purchasing/suppliers/<int:supplier_id>/evaluation/", returns.evaluation, name="supplier_evaluation"),
    path("special-orders/", special.special_orders, name="special_orders"),
    path("special-orders/new/", special.new_special, name="new_special"),
    path("special-orders/<int:special_id>/", special.special_order, name="special_order"),
    path("special-orders/<int:special_id>/delay/", special.delay, name="delay_special"),
    path("special-orders/<int:special_id>/arrived/", special.arrive, name="special_arrived"),
    path("special-orders/<int:special_id>/hand-over/", special.hand_over, name="hand_over_special"),
    path("special-orders/<int:special_id>/cancel/", special.cancel, name="cancel_special"),
    path("special-orders/<int:special_id>/order/", special.order, name="order_special"),
    path("purchasing/suppliers/", suppliers.suppliers, name="suppliers"),
    path("purchasing/suppliers/new/", suppliers.new_supplier, name="new_supplier"),
    path("purchasing/suppliers/<int:supplier_id>/", suppliers.supplier, name="supplier"),
]
