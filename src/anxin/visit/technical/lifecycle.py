"""States of a case, and of the technical group's vote on it (R-WS15)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

OPEN, CLOSED = "OPEN", "CLOSED"
UNASKED, ASKED, REFUSED, AGREED = "UNASKED", "ASKED", "REFUSED", "AGREED"

CASE = Lifecycle(
    "technical_case",
    initial=(OPEN,),
    transitions={(OPEN, "work"): OPEN, (OPEN, "close"): CLOSED},
    labels={OPEN: _("处理中"), CLOSED: _("已结案")},
    refusals={"work": _("案例已经结案，不能再改；还有问题请再求助一次。"), "close": _("案例已经结案，请刷新后再看。")},
)
VOTE = Lifecycle(
    "technical_vote",
    initial=(UNASKED,),
    transitions={
        (UNASKED, "ask"): ASKED,
        (ASKED, "ask"): ASKED,
        (REFUSED, "ask"): ASKED,
        (AGREED, "ask"): ASKED,
        (ASKED, "agree"): AGREED,
        (ASKED, "refuse"): REFUSED,
    },
    labels={
        UNASKED: _("等技术总监定方案"),
        ASKED: _("技术小组表决中"),
        REFUSED: _("方案没有通过"),
        AGREED: _("技术小组一致同意"),
    },
)
