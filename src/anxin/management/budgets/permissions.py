"""Permissions of budgets."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

_WHO_SETS = "general_manager finance_manager brand_after_sales_director group_after_sales group_hr"

SET_LABOUR = declare("budgets.set_labour", _("设定人工预算"), _WHO_SETS)
SEE_LABOUR = declare(
    "budgets.see_labour",
    _("查看人工预算：各区域的编制、人工费用和毛利"),
    f"{_WHO_SETS} after_sales_manager service_director hr_manager group_operations regional_manager",
)
PROPOSE = declare(
    "budgets.propose_targets",
    _("给门店提建议目标，同意门店另提的数"),
    "brand_after_sales_director group_after_sales regional_manager",
)
ANSWER = declare("budgets.answer_proposal", _("答复建议目标：接受，或另提一个数"), "@management")
SEE_PROPOSALS = declare("budgets.see_proposals", _("查看建议目标"), "@management @overseers")
_WHO_FORECASTS = "after_sales_manager service_manager service_director @front_desk_leads"

FORECAST = declare("budgets.forecast", _("提出、确认年度预算预测"), _WHO_FORECASTS)
TAKE_FORECAST = declare("budgets.take_forecast", _("把确认的预测定为预算目标"), "@management")
SEE_FORECASTS = declare("budgets.see_forecasts", _("查看年度预算预测"), f"@management @overseers {_WHO_FORECASTS}")
