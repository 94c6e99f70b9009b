"""Permissions of billing."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare(
    "billing.see", _("查看账单"), "@management @front_desk @cashiers @overseers warranty_clerk insurance_claims_clerk"
)
SETTLE = declare("billing.settle", _("结算工单"), "@management @cashiers @front_desk_leads")
TAKE_PAYMENT = declare("billing.take_payment", _("收款"), "@cashiers @management")
REVERSE_PAYMENT = declare("billing.reverse_payment", _("退款"), "finance_manager @management")
UNLOCK = declare("billing.unlock", _("解锁已结算的工单"), "finance_manager @management")
RECONCILE = declare("billing.reconcile", _("核对账目（每晚自动）"), "finance_manager @management")
CLOSE_DAY = declare("billing.close_day", _("日结"), "@cashiers finance_manager @management")
APPROVE_DIFFERENCE = declare("billing.approve_difference", _("批准较大的现金差"), "finance_manager @management")
REOPEN_DAY = declare("billing.reopen_day", _("重开已日结的一天"), "finance_manager @management")
RECEIVE_CASH = declare("billing.receive_cash", _("收缴日结现金"), "finance_manager @management")
INVOICE = declare("billing.invoice", _("开发票、红冲"), "@cashiers finance_manager @management")
GRANT_CREDIT = declare("billing.grant_credit", _("批准挂账额度"), "finance_manager @management")
COLLECT = declare("billing.collect", _("催收应收款"), "@cashiers finance_manager @management")
CORRECT = declare("billing.correct", _("更正已交车工单的账单"), "finance_manager general_manager")
