"""What damage on the outline of a car is called: on the screen, on paper, and in what is suggested because of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

MARK_KINDS: dict[str, Any] = {
    "scratch": _("刮"),
    "dent": _("凹"),
    "crack": _("裂"),
    "missing": _("缺"),
    "other": _("其他"),
}
ZONES: dict[str, Any] = {
    "front_bumper": _("前保险杠"),
    "front_bumper_left": _("左前保险杠"),
    "front_bumper_right": _("右前保险杠"),
    "bonnet": _("机盖"),
    "fender_front_left": _("左前翼子板"),
    "fender_front_right": _("右前翼子板"),
    "windscreen_front": _("前挡风玻璃"),
    "door_front_left": _("左前门"),
    "door_front_right": _("右前门"),
    "roof": _("车顶"),
    "door_rear_left": _("左后门"),
    "door_rear_right": _("右后门"),
    "windscreen_rear": _("后挡风玻璃"),
    "fender_rear_left": _("左后翼子板"),
    "fender_rear_right": _("右后翼子板"),
    "boot": _("后备箱"),
    "rear_bumper_left": _("左后保险杠"),
    "rear_bumper_right": _("右后保险杠"),
    "rear_bumper": _("后保险杠"),
}


def describe_mark(mark: Mapping[str, Any]) -> str:
    """A mark in one line."""
    zone = str(ZONES.get(mark.get("zone", ""), ""))
    return " ".join(part for part in (zone, str(MARK_KINDS[mark["kind"]]), mark.get("note", "")) if part)


def words_of_marks(marks: Iterable[Mapping[str, Any]]) -> str:
    """All marks in one text; empty without any."""
    return "；".join(describe_mark(mark) for mark in marks)
