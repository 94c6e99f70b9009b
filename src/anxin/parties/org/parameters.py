"""Limits of the organisation: sign-in, and the named service promises of the sources (M01.11).

The promises stand here, below the modules that keep them, so that each is declared once.
"""

from django.utils.translation import gettext_lazy as _

from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import ParameterDefinition, declare

SIGN_IN_TRIES = declare("org.sign_in_tries", "integer", 5, _("登录连续输错几次后锁定账号"), "M01.03", minimum=3, maximum=20)
ADDRESS_TRIES = declare(
    "org.address_tries", "integer", 60, _("同一网络地址输错几次后锁定该地址"), "M01.03", minimum=10, maximum=10_000
)
LOCKOUT_MINUTES = declare(
    "org.lockout_minutes", "integer", 15, _("登录锁定时长"), "M01.03", unit="min", minimum=1, maximum=24 * 60
)


def _promise(code: str, amount: int, unit: DeadlineUnit, label: object, source: str) -> ParameterDefinition:
    return declare(f"org.{code}", "deadline", Deadline(amount, unit), label, source, is_sla=True)


SUPPLIER_ON_SITE = _promise("supplier_on_site", 60, DeadlineUnit.MINUTES, _("设备供应商到场"), "R-SV04")
SUPPLIER_NOTICE = _promise("supplier_notice", 7, DeadlineUnit.DAYS, _("设备供应商上门前通知"), "R-SV06")
COMPLAINT_RESPONSE = _promise("complaint_response", 30, DeadlineUnit.MINUTES, _("投诉：首次响应"), "X-C02")
COMPLAINT_SORTING = _promise("complaint_sorting", 1, DeadlineUnit.HOURS, _("投诉：分类定级"), "X-C02")
COMPLAINT_LIABILITY = _promise("complaint_liability", 24, DeadlineUnit.HOURS, _("投诉：超时连带责任"), "X-C02")
COMPLAINT_CLOSING = _promise("complaint_closing", 48, DeadlineUnit.HOURS, _("投诉：结案"), "X-C02")
RESCUE_CITY = _promise("rescue_city", 30, DeadlineUnit.MINUTES, _("救援：市区到达"), "R-RS02")
RESCUE_COUNTY = _promise("rescue_county", 1, DeadlineUnit.HOURS, _("救援：周边县到达"), "R-RS03")
RESCUE_PROVINCE = _promise("rescue_province", 12, DeadlineUnit.HOURS, _("救援：省内到达"), "R-RS04")
EXPRESS_MAINTENANCE = _promise("express_maintenance", 60, DeadlineUnit.WORKING_MINUTES, _("快速保养：含接待"), "R-WS13")
EXPRESS_BODY = _promise("express_body", 4, DeadlineUnit.WORKING_HOURS, _("快速钣喷"), "R-WS13")
PARTS_EMERGENCY = _promise("parts_emergency", 48, DeadlineUnit.HOURS, _("配件：紧急订货回复"), "R-PT11")
