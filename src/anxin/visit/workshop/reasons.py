"""Why nobody works on a job that was begun: the codes and their words, which tables and limits share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WaitReason(models.TextChoices):
    """A reason of the waiting ledger."""

    APPROVAL = "approval", _("等客户确认")
    PARTS = "parts", _("等配件")
    BAY = "bay", _("等工位")
    TOOL = "tool", _("等工具设备")
    UNCLEAR_ORDER = "unclear_order", _("工单不清楚")
    EXPERT = "expert", _("等技术会诊")
    OTHER_CAR = "other_car", _("先做别的车")
    # Never chosen: what was waited for is there, and the technician has not gone on.
    READY = "ready", _("可以继续，等技师")
    # Never chosen either: what was added may only be done by somebody with the certificate, on a bay that is equipped.
    HIGH_VOLTAGE = "high_voltage", _("等高压证技师或高压工位")
    BREAK = "break", _("休息")
    END_OF_SHIFT = "end_of_shift", _("下班")
    OTHER = "other", _("其他")


NEVER_CHOSEN = (WaitReason.READY, WaitReason.HIGH_VOLTAGE)
"""What the program finds out by itself."""
