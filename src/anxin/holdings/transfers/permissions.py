"""Permissions of transfers. Who issues parts sends them, who receives goods receives them (``parts``)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare(
    "transfers.see",
    _("查看调拨"),
    "@administrators @management @parts @overseers finance_manager",
)
SEE_ELSEWHERE = declare(
    "transfers.see_elsewhere",
    _("查看别店可调的配件"),
    "@administrators @management @front_desk @workshop_leads @parts @overseers",
)
ASK = declare("transfers.ask", _("向别店调配件"), "parts_manager parts_clerk parts_buyer parts_seller after_sales_manager")
ANSWER = declare("transfers.answer", _("答复别店的调拨"), "parts_manager parts_clerk after_sales_manager")
INVOICE = declare("transfers.invoice", _("登记调拨发票"), "parts_manager finance_manager after_sales_manager @cashiers")
FOLLOW = declare("transfers.follow", _("跟进调拨与公布可调库存（自动）"), "parts_manager after_sales_manager")
