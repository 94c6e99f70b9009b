"""Limits of staffing: which posts exclude each other and how many people a team needs at least (M01.04)."""

from datetime import date, time

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare, value

INSURANCE_TEAM_MINIMUM = declare(
    "people.insurance_team_minimum", "integer", 2, _("事故保险团队最少人数"), "R-IN04", unit=_("人"), minimum=0
)
INSURANCE_EXCLUDES = declare(
    "people.insurance_excludes",
    "posts",
    "service_advisor front_desk_supervisor service_supervisor advisor_assistant",
    _("保险服务顾问不得兼任的岗位（岗位代码，空格分隔）"),
    "R-IN04",
)
BEAUTY_TEAM_MINIMUM = declare(
    "people.beauty_team_minimum", "integer", 4, _("美容团队最少人数"), "R-EX03", unit=_("人"), minimum=0
)
BEAUTY_EXCLUDES = declare(
    "people.beauty_excludes",
    "posts",
    "technician body_technician express_technician apprentice",
    _("美容人员不得兼任的岗位（岗位代码，空格分隔）"),
    "R-EX03",
)
PARTS_SELLER_MINIMUM = declare(
    "people.parts_seller_minimum", "integer", 1, _("专职配件外销员最少人数"), "R-PT09", unit=_("人"), minimum=0
)
WARRANTY_DEPUTY_POSTS = declare(
    "people.warranty_deputy_posts",
    "posts",
    "technical_supervisor service_advisor technician",
    _("可任索赔员 B 岗的岗位（岗位代码，空格分隔）"),
    "R-WA06",
)
LONGEST_SUBSTITUTION = declare(
    "people.longest_substitution", "integer", 90, _("一次代班最长天数"), "M01.10", unit=_("天"), minimum=1
)
SHIFT_PRESETS = declare(
    "people.shift_presets",
    "text",
    "08:00-17:00 08:30-17:30 09:00-18:00 08:00-12:00 13:00-18:00",
    _("排班可选的班次（起止时间，空格分隔）"),
    "M01.05",
)
CERTIFICATE_DAYS = declare(
    "people.certificate_days",
    "integer",
    30,
    _("证书到期前几天提醒续办"),
    "R-QC08",
    unit=_("天"),
    minimum=0,
    maximum=365,
)


def shift_presets(store_id: int, on: date) -> list[tuple[time, time]]:
    """The shifts that the roster page offers; what cannot be read is left out."""
    found = []
    for word in value(SHIFT_PRESETS, store_id, on).split():
        starts, _dash, ends = word.partition("-")
        try:
            found.append((time.fromisoformat(starts), time.fromisoformat(ends)))
        except ValueError:
            continue
    return found
