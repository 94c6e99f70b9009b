"""Permissions of the parts stock."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare(
    "parts.see",
    _("查看配件库存"),
    "@administrators @management @front_desk @workshop_leads @technicians @technical_leads @quality @parts "
    "@cashiers warranty_clerk @overseers",
)
ASK = declare(
    "parts.ask",
    _("查看配件有无与到货时间"),
    "@administrators @management @front_desk reception_guide @workshop_leads @technicians @technical_leads @quality @parts "
    "@customer_relations @cashiers warranty_clerk insurance_claims_clerk @overseers",
)
TELL = declare(
    "parts.tell_arrival",
    _("答复缺件的到货时间"),
    "parts_manager parts_clerk parts_buyer parts_seller after_sales_manager",
)
RECEIVE = declare("parts.receive", _("配件入库"), "parts_manager parts_clerk parts_buyer after_sales_manager")
SEND_BACK = declare("parts.send_back", _("配件退供应商"), "parts_manager parts_buyer after_sales_manager finance_manager")
IMPORT = declare("parts.import", _("导入期初库存"), "@administrators parts_manager parts_clerk after_sales_manager")
ISSUE = declare(
    "parts.issue",
    _("配件出库与退料"),
    "parts_manager parts_clerk parts_seller after_sales_manager service_manager workshop_director",
)
CORRECT = declare("parts.correct", _("盘点与冲正"), "parts_manager after_sales_manager finance_manager")
CORRECT_BEYOND = declare(
    "parts.correct_beyond", _("不开盘点单直接更正超过限额的库存"), "after_sales_manager finance_manager general_manager"
)
BOOK_COUNT = declare(
    "parts.book_count", _("按盘点单更正库存"), "parts_manager after_sales_manager finance_manager general_manager"
)
PLACE = declare("parts.place", _("维护库位"), "parts_manager parts_clerk after_sales_manager")
SET_LEVELS = declare(
    "parts.set_levels", _("维护最低、标准、最高库存和高需求件"), "parts_manager parts_buyer after_sales_manager"
)
CLEAR = declare("parts.clear", _("决定滞销、超期库存怎么处理"), "parts_manager after_sales_manager finance_manager")
