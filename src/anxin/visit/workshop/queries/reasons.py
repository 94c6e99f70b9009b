"""The words of a placement: why this technician and bay, and what is in the way of a job without a place."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.parties.people.queries import skill_label
from anxin.platform.parameters import value
from anxin.platform.ui.formats import format_time
from anxin.visit.repair_orders.parameters import PROMISE_MARGIN
from anxin.visit.workshop.placing import Left, minutes_late

REASONS = {
    "express": gettext_lazy("走快速通道"),
    "team": gettext_lazy("顾问的班组"),
    "same_car": gettext_lazy("车已在他手上"),
    "same_bay": gettext_lazy("车在这个工位"),
    "free_now": gettext_lazy("现在有空"),
    "free_then": gettext_lazy("那时有空"),
    "earliest": gettext_lazy("最早空闲"),
    "high_voltage": gettext_lazy("持高压证"),
    "only_one": gettext_lazy("只有他会做"),
    "least_load": gettext_lazy("今天已排最少"),
    "over_days": gettext_lazy("一个班做不完，分几段接着做"),
}


def reason_words(codes: Collection[str], stretches: Sequence[tuple[datetime, datetime]] = (), promise: str = "") -> str:
    """The reasons of a placing in one line, with its parts where it goes over days; what its promise suffers comes last."""
    told = [str(REASONS[code]) for code in codes if code in REASONS]
    told += [f"{format_time(since)}–{format_time(until)}" for since, until in stretches]
    return " · ".join([*told, promise] if promise else told)


def promise_words(ends_at: datetime, promised_at: datetime | None, store_id: int, day: date) -> str:
    """What work that ends then does to a promise: so late, or too little left to inspect, wash and settle; "" for nothing.

    Lateness is that of the work itself, as drop question and card say it.
    """
    if promised_at is None or ends_at + timedelta(minutes=value(PROMISE_MARGIN, store_id, day)) <= promised_at:
        return ""
    if late := minutes_late(ends_at, promised_at):
        return _("赶不上承诺，晚 %(late)s 分") % {"late": late}
    left = int((promised_at - ends_at).total_seconds() // 60)
    return _("承诺前只剩 %(left)s 分质检、洗车、结算") % {"left": left}


def left_words(left: Left) -> str:
    """Why a job has no place, and what would help."""
    skills = "、".join(skill_label(code) for code in left.skills)
    if left.cause == "skill":
        return _("当班的技师没有一个人具备：%(skills)s。请排一位有证的技师上班，或手工派给两个人。") % {"skills": skills}
    if left.cause == "nobody":
        return _("这天没有当班的技师，请先排班。")
    if left.cause == "high_voltage_bay":
        return _("没有可用的高压工位，请派到高压工位，或在设置里标出高压工位。")
    if left.cause == "bay":
        return _("没有适合这个项目的工位，请选别的工位，或在设置里添加。")
    return _("下班前排不出 %(hours)s 小时的空，请改到明天、加班，或和客户改约。") % {"hours": f"{left.minutes / 60:.1f}"}
