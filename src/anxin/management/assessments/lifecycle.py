"""States of an assessment (M22.14)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

GIVEN, OBJECTED, UPHELD, REJECTED, WITHDRAWN = ("GIVEN", "OBJECTED", "UPHELD", "REJECTED", "WITHDRAWN")
_NO_OBJECTION = _("这条考核没有待答复的异议，请刷新后再看。")

ASSESSMENT = Lifecycle(
    "assessment",
    initial=(GIVEN,),
    transitions={
        (GIVEN, "object"): OBJECTED,
        (GIVEN, "withdraw"): WITHDRAWN,
        (OBJECTED, "uphold"): UPHELD,
        (OBJECTED, "reject"): REJECTED,
    },
    labels={
        GIVEN: _("已考核"),
        OBJECTED: _("异议待答复"),
        UPHELD: _("异议成立"),
        REJECTED: _("异议不成立"),
        WITHDRAWN: _("已撤销"),
    },
    refusals={
        "object": _("这条考核已经提过异议，或者已经撤销，请刷新后再看。"),
        "withdraw": _("提过异议的考核不能直接撤销，请答复异议；已撤销的不用再撤。"),
        "uphold": _NO_OBJECTION,
        "reject": _NO_OBJECTION,
    },
)
