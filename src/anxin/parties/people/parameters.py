"""Limits of staffing: which posts exclude each other and how many people a team needs at least (M01.04)."""

from datetime import date, time

from django.utils.translation import gettext_lazy as _

from anxin.parties.people.rules import Incompatibility, TeamMinimum
from anxin.platform.parameters import declare, value

INSURANCE_TEAM_MINIMUM = declare(
    "people.insurance_team_minimum", "integer", 2, _("事故保险团队最少人数"), "R-IN04", unit="人", minimum=0
)
INSURANCE_EXCLUDES = declare(
    "people.insurance_excludes",
    "text",
    "service_advisor front_desk_supervisor service_supervisor advisor_assistant",
    _("保险服务顾问不得兼任的岗位（岗位代码，空格分隔）"),
    "R-IN04",
)
BEAUTY_TEAM_MINIMUM = declare(
    "people.beauty_team_minimum", "integer", 4, _("美容团队最少人数"), "R-EX03", unit="人", minimum=0
)
BEAUTY_EXCLUDES = declare(
    "people.beauty_excludes",
    "text",
    "technician body_technician express_technician apprentice",
    _("美容人员不得兼任的岗位（岗位代码，空格分隔）"),
    "R-EX03",
)
PARTS_SELLER_MINIMUM = declare(
    "people.parts_seller_minimum", "integer", 1, _("专职配件外销员最少人数"), "R-PT09", unit="人", minimum=0
)
WARRANTY_DEPUTY_POSTS = declare(
    "people.warranty_deputy_posts",
    "text",
    "technical_supervisor service_advisor technician",
    _("可任索赔员 B 岗的岗位（岗位代码，空格分隔）"),
    "R-WA06",
)


def incompatibilities(store_id: int, on: date) -> list[Incompatibility]:
    """The pairs of posts that one person may not hold in a store on a day."""

    def words(text: str) -> frozenset[str]:
        return frozenset(text.split())

    insurance, beauty = (words(value(one, store_id, on)) for one in (INSURANCE_EXCLUDES, BEAUTY_EXCLUDES))
    return [
        Incompatibility("insurance_advisor", insurance, "R-IN04"),
        Incompatibility("insurance_claims_clerk", insurance, "R-IN04"),
        Incompatibility("extension_staff", beauty, "R-EX03"),
    ]


def team_minimums(store_id: int, on: date) -> list[TeamMinimum]:
    """The teams that a store must have on a day, with their least strength."""
    insurance = frozenset({"insurance_advisor", "insurance_claims_clerk"})
    return [
        TeamMinimum("insurance", insurance, value(INSURANCE_TEAM_MINIMUM, store_id, on), "R-IN04"),
        TeamMinimum("beauty", frozenset({"extension_staff"}), value(BEAUTY_TEAM_MINIMUM, store_id, on), "R-EX03"),
        TeamMinimum(
            "parts_seller",
            frozenset({"parts_seller"}),
            value(PARTS_SELLER_MINIMUM, store_id, on),
            "R-PT09",
            full_time_only=True,
        ),
    ]


def warranty_deputy_posts(store_id: int, on: date) -> frozenset[str]:
    """Posts from which the warranty clerk's deputy may come."""
    return frozenset(value(WARRANTY_DEPUTY_POSTS, store_id, on).split())

SHIFT_PRESETS = declare(
    "people.shift_presets",
    "text",
    "08:00-17:00 08:30-17:30 09:00-18:00 08:00-12:00 13:00-18:00",
    _("排班可选的班次（起止时间，空格分隔）"),
    "M01.05",
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
