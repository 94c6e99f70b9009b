"""Permissions of the workshop."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.files.purposes import declare_purpose
from anxin.platform.permissions import declare
from anxin.visit.repair_orders.permissions import SEE as SEE_ORDERS

SEE = declare(
    "workshop.see",
    _("查看车间派工与工时"),
    "@management @front_desk @workshop_leads @technicians @technical_leads @quality @parts @overseers",
)
DISPATCH = declare("workshop.dispatch", _("派工、改派、撤回"), "@management @workshop_leads")
CLOCK = declare("workshop.clock", _("开工、暂停、完工"), "@management @workshop_leads @technicians @technical_leads")
CLOCK_FOR_OTHERS = declare("workshop.clock_for_others", _("替别人开工、暂停"), "@management @workshop_leads")
CORRECT = declare(
    "workshop.correct_clock", _("更正工时记录"), "@management workshop_director workshop_supervisor dispatcher"
)
FIGURES = declare(
    "workshop.figures", _("查看等待账、工时与在店时间"), "@management @workshop_leads @technical_leads @overseers"
)
INSPECT = declare("workshop.inspect", _("登记总检结果"), "@management @quality @workshop_leads @technical_leads")
INSPECT_FINAL = declare(
    "workshop.inspect_final", _("登记终检结果"), "@management @quality @workshop_leads @technical_leads @front_desk"
)
REPORT = declare(
    "workshop.report_finding", _("上报新发现的问题"), "@management @workshop_leads @technicians @technical_leads @quality"
)

INSPECTION_PHOTO = declare_purpose("workshop.inspection", see=SEE_ORDERS, kinds=("image",))
FINDING_PHOTO = declare_purpose("workshop.finding", see=SEE, kinds=("image",), for_customers=True)
