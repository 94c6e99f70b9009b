"""Why nobody works on a job that was begun: the codes and their words, which tables and limits share."""

from collections.abc import Collection, Iterable

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
    # Never chosen: the parts are there and kept for the job, and nobody has fetched them.
    PARTS_READY = "parts_ready", _("零件已到，待领")
    # Never chosen: what was waited for is there, and the technician has not gone on.
    READY = "ready", _("可以继续，等技师")
    # Never chosen either: what was added may only be done by somebody with the certificate, on a bay that is equipped.
    HIGH_VOLTAGE = "high_voltage", _("等高压证技师或高压工位")
    BREAK = "break", _("休息")
    END_OF_SHIFT = "end_of_shift", _("下班")
    OTHER = "other", _("其他")


CAN_GO_ON = (WaitReason.PARTS_READY, WaitReason.READY)
"""It is the technician's turn."""
NEVER_CHOSEN = (*CAN_GO_ON, WaitReason.HIGH_VOLTAGE)
"""What the program finds out by itself."""
PRECEDENCE = (
    WaitReason.EXPERT,
    WaitReason.HIGH_VOLTAGE,
    WaitReason.APPROVAL,
    WaitReason.PARTS,
    WaitReason.PARTS_READY,
)
"""What the program knows by itself, the one that names the minute first: what may not be done, or not by whoever has it,
before what nobody has agreed to, and that before the parts for it. What else a technician says goes before them all: why
the job stands still."""


def named(said: str, standing: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """The reason of a minute and what else is waited for, out of what was said and what stands in the way."""
    causes = [str(code) for code in PRECEDENCE if code in standing]
    if said and said not in (*PRECEDENCE, WaitReason.READY):
        return said, tuple(causes)
    return (causes[0], tuple(causes[1:])) if causes else (str(WaitReason.READY), ())


def also_words(codes: Iterable[str]) -> str:
    """What else is waited for, in words."""
    return "、".join(str(WaitReason(code).label) for code in codes)
