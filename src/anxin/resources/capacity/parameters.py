"""Limits of the book."""

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
PLANNABLE_PERCENT = declare(
    "capacity.plannable_percent",
    "integer",
    80,
    _("技师工时可预约比例，其余留给直接进店的车"),
    "M04.02",
    unit="%",
    minimum=0,
    maximum=100,
)
OFF_PEAK_PERCENT = declare(
    "capacity.off_peak_percent",
    "integer",
    50,
    _("时段占用低于多少算错峰"),
    "R-AP11",
    unit="%",
    minimum=0,
    maximum=100,
)
PATIENCE_MINUTES = declare(
    "capacity.patience_minutes",
    "integer",
    60,
    _("预约车开工后最多停等多少分钟"),
    "R-AP06",
    unit="min",
    minimum=0,
    maximum=480,
)
