"""Permissions of difficult cases."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.files.purposes import declare_purpose
from anxin.platform.permissions import declare

_EXPERTS = "@technical_leads technical_group_member technical_support"

SEE = declare(
    "technical.see",
    _("查看疑难案例"),
    f"@management @front_desk @workshop_leads @technicians @quality @overseers {_EXPERTS}",
)
CALL = declare("technical.call", _("求助、上报疑难故障"), "@management @workshop_leads @technicians @technical_leads")
NOTE = declare("technical.note", _("记录疑难案例的处理过程"), f"@management @workshop_leads @technicians {_EXPERTS}")
LEAD = declare(
    "technical.lead", _("主持疑难案例：定方案、请技术组表决、结案"), "@management workshop_director @technical_leads"
)
VOTE = declare("technical.vote", _("技术小组表决"), f"@management @workshop_leads @technicians @quality {_EXPERTS}")
LEARN = declare(
    "technical.see_library",
    _("查看疑难问题库"),
    f"@management @front_desk @workshop_leads @technicians @quality @overseers {_EXPERTS}",
)
ADVISE = declare(
    "technical.advise",
    _("答复集团内其他门店的技术求助"),
    f"{_EXPERTS} group_after_sales brand_after_sales_director",
)
ANSWER_LINK = declare("technical.answer_by_link", _("凭链接答复一个技术求助（不给任何岗位）"), "")

CASE_FILE = declare_purpose("technical.case", see=SEE, kinds=("image", "pdf"))
