"""Permissions of reviews."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

_HEADS = "@front_desk_leads @technical_leads workshop_director workshop_supervisor parts_manager finance_manager"
_MORE_HEADS = "customer_relations_manager extension_manager"

SUGGEST = declare("reviews.suggest", _("提建议，看自己提的和交给自己落实的建议"), "@staff")
SEE = declare("reviews.see", _("查看全店的建议"), f"@management @overseers {_HEADS} {_MORE_HEADS}")
JUDGE = declare("reviews.judge", _("判定本部门的建议、确认落实"), f"@management {_HEADS} {_MORE_HEADS}")
JUDGE_ALL = declare("reviews.judge_all", _("判定任何部门的建议"), "@management")
SEE_REVIEWS = declare(
    "reviews.see_reviews",
    _("查看工单复盘，和复盘那些日子的维修周期、一次修复率、内返率、完工准时率"),
    f"@management @overseers {_HEADS} {_MORE_HEADS}",
)
REVIEW = declare(
    "reviews.review_orders",
    _("主持工单复盘：挑工单、写原因、定措施"),
    "@management @front_desk_leads workshop_director workshop_supervisor technical_director",
)
