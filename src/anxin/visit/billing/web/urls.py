"""Pages of the cash desk; each act is named as its command."""

from django.urls import path

from anxin.visit.billing.web import before, cashier, closing, control, day, invoices, papers, payments, receivables, requests

app_name = "billing"
ORDER = "cashier/orders/<str:number>"

urlpatterns = [
    path("cashier/", cashier.cashier, name="cashier"),
    path("cashier/receivables/", receivables.receivables, name="receivables"),
    path("cashier/day/", day.day, name="day"),
    path("cashier/day/<str:on>/close/", closing.close_day, name="close_day"),
    path("cashier/day/<str:on>/reopen/", closing.reopen_day, name="reopen_day"),
    path("cashier/day/<str:on>/receive-cash/", closing.receive_cash, name="receive_cash"),
    path("cashier/invoices/", invoices.invoices, name="invoices"),
    path(f"{ORDER}/bills/<int:bill_id>/invoice/", invoices.request_invoice, name="request_invoice"),
    path(f"{ORDER}/invoices/<int:invoice_id>/red-letter/", invoices.red_letter_invoice, name="red_letter_invoice"),
    path(f"{ORDER}/invoices/<int:invoice_id>/number/", invoices.record_invoice_number, name="record_invoice_number"),
    path(f"{ORDER}/invoices/<int:invoice_id>/retry/", invoices.retry_invoice, name="retry_invoice"),
    path(f"{ORDER}/invoices/<int:invoice_id>/cancel/", invoices.cancel_invoice, name="cancel_invoice"),
    path("cashier/control/", control.control, name="control"),
    path("cashier/control/figures/", control.figures, name="control_figures"),
    path(f"{ORDER}/", cashier.order, name="order"),
    path(f"{ORDER}/settle/", cashier.settle_order, name="settle_order"),
    path(f"{ORDER}/share/", before.share_payers, name="share_payers"),
    path(f"{ORDER}/shares/<int:share_id>/remove/", before.remove_share, name="remove_share"),
    path(f"{ORDER}/deposit/", before.take_deposit, name="take_deposit"),
    path(f"{ORDER}/deposit/<str:payer>/refund/", before.refund_deposit, name="refund_deposit"),
    path(f"{ORDER}/ask-free-express/", before.ask_free_express, name="ask_free_express"),
    path(f"{ORDER}/unlock/", before.unlock_order, name="unlock_order"),
    path(f"{ORDER}/show-preview/", before.show_preview, name="show_preview"),
    path(f"{ORDER}/print/", papers.print_bill, name="print_bill"),
    path(f"{ORDER}/bills/<int:bill_id>/take-payment/", payments.take_payment, name="take_payment"),
    path("cashier/payment-requests/<int:request_id>/", requests.payment_request, name="payment_request"),
    path("cashier/payment-requests/<int:request_id>/close/", requests.close_payment_request, name="close_payment_request"),
    path(f"{ORDER}/refunds/<int:refund_id>/retry/", requests.retry_platform_refund, name="retry_platform_refund"),
    path(f"{ORDER}/refunds/<int:refund_id>/settle/", requests.settle_platform_refund, name="settle_platform_refund"),
    path("payments/<str:method>/<int:store_id>/notify/", requests.notify, name="notify"),
    path("cashier/payments/<int:payment_id>/reverse/", payments.reverse_payment, name="reverse_payment"),
    path("cashier/payments/<int:payment_id>/receipt/", papers.print_receipt, name="print_receipt"),
]
