"""Permissions of assessments."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

_ABOVE = "brand_after_sales_director group_after_sales regional_manager"

ASSESS = declare("assessments.assess", _("按指标的结果考核门店和人员，撤销考核"), f"@management {_ABOVE}")
SEE = declare("assessments.see", _("查看全店的考核"), "@management @overseers")
OWN = declare("assessments.own", _("看对自己的考核，提异议"), "@staff")
OBJECT_FOR_STORE = declare("assessments.object_for_store", _("对门店的考核提异议"), "@management")
ANSWER = declare("assessments.answer", _("答复考核的异议"), f"general_manager after_sales_manager {_ABOVE}")
