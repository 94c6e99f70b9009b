"""States of a rebate that the manufacturer owes for a car (M23.10)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

CLAIMED, SETTLED, REFUSED, WITHDRAWN = "CLAIMED", "SETTLED", "REFUSED", "WITHDRAWN"
LIVE = (CLAIMED, SETTLED)
"""What stands: of these a car has one for each programme."""
_MOVED_ON = _("这笔返利已经不是“已申报”，请刷新后再看。")

REBATE = Lifecycle(
    "rebate",
    initial=(CLAIMED,),
    transitions={
        (CLAIMED, "settle"): SETTLED,
        (CLAIMED, "refuse"): REFUSED,
        (CLAIMED, "withdraw"): WITHDRAWN,
        (SETTLED, "withdraw"): WITHDRAWN,
        (REFUSED, "withdraw"): WITHDRAWN,
    },
    labels={CLAIMED: _("已申报"), SETTLED: _("已结算"), REFUSED: _("厂家拒付"), WITHDRAWN: _("已撤销")},
    refusals={"settle": _MOVED_ON, "refuse": _MOVED_ON, "withdraw": _("这笔返利已经撤销，请刷新后再看。")},
)
