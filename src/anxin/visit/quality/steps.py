"""The words of the steps of the standard process."""

from django.utils.translation import gettext_lazy as _

STEPS = {
    "received": _("接车登记"),
    "interview": _("问诊"),
    "walk_around": _("环车检查"),
    "signature": _("估价签字和五项确认"),
    "dispatch": _("派工"),
    "self": _("自检"),
    "general": _("总检"),
    "final": _("终检"),
    "wash": _("查洗车"),
    "explanation": _("交车讲解签字"),
    "satisfaction": _("问是否非常满意"),
    "follow_up": _("回访建议"),
}


def step_label(code: str) -> str:
    """The step as the screen says it."""
    return str(STEPS[code])
