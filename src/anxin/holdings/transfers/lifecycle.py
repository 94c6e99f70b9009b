"""States of a transfer between two stores (M14.10)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

ASKED, AGREED, REFUSED, WITHDRAWN, SENT, DONE = "ASKED", "AGREED", "REFUSED", "WITHDRAWN", "SENT", "DONE"
OPEN = (ASKED, AGREED, SENT)
"""In these somebody still has to do something."""
_MOVED_ON = _("这张调拨单已经走到下一步，请刷新后再看。")
_NOTHING_ON_THE_WAY = _("这张调拨单没有在途的配件，请刷新后再看。")

TRANSFER = Lifecycle(
    "transfer",
    initial=(ASKED,),
    transitions={
        (ASKED, "agree"): AGREED,
        (ASKED, "refuse"): REFUSED,
        (ASKED, "withdraw"): WITHDRAWN,
        (AGREED, "refuse"): REFUSED,
        (AGREED, "withdraw"): WITHDRAWN,
        (AGREED, "send"): SENT,
        (SENT, "receive"): SENT,
        (SENT, "miss"): SENT,
        (SENT, "take_back"): SENT,
        (SENT, "write_off"): SENT,
        (SENT, "finish"): DONE,
    },
    labels={
        ASKED: _("等答复"),
        AGREED: _("已同意，等发货"),
        REFUSED: _("不能调"),
        WITHDRAWN: _("已撤回"),
        SENT: _("在途"),
        DONE: _("已完成"),
    },
    refusals={
        "agree": _MOVED_ON,
        "refuse": _("已经发货或已经结束的调拨不能拒绝；发错了请收回。"),
        "withdraw": _("已经发货或已经结束的调拨不能撤回；不要了请对方收回。"),
        "send": _("只有已同意、还没有发货的调拨才能发货，请刷新后再看。"),
        "receive": _NOTHING_ON_THE_WAY,
        "miss": _NOTHING_ON_THE_WAY,
        "take_back": _NOTHING_ON_THE_WAY,
        "write_off": _NOTHING_ON_THE_WAY,
        "finish": _MOVED_ON,
    },
)
