"""Limits of appointments."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare

CARS_PER_SLOT = declare(
    "appointments.cars_per_slot", "integer", 4, _("每半小时最多预约几台"), "M04.01", minimum=1, maximum=100
)
CARS_PER_ADVISOR = declare(
    "appointments.cars_per_advisor_and_slot",
    "integer",
    1,
    _("每位顾问每半小时最多预约几台"),
    "M04.01",
    minimum=1,
    maximum=20,
)
PUNCTUAL_MINUTES = declare(
    "appointments.punctual_minutes",
    "integer",
    5,
    _("约定时间前多少分钟内到店算准时"),
    "R-AP05",
    unit="min",
    minimum=0,
    maximum=60,
)
