"""Permissions of the market notes."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

_WHO_HEARS = "@management @front_desk_leads customer_relations_manager extension_manager"

NOTE = declare("market.note", _("登记市场情况：竞争对手、本地行情、客户反馈"), _WHO_HEARS)
SEE = declare("market.see", _("查看市场情况"), f"@overseers {_WHO_HEARS}")
ANSWER = declare("market.answer", _("答复市场情况：要不要做什么"), "@management")
