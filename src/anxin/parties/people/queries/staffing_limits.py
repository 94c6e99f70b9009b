"""The limits of staffing as the rules want them: which posts exclude each other, how strong a team must be (M01.04)."""

from datetime import date

from anxin.parties.people.parameters import (
    BEAUTY_EXCLUDES,
    BEAUTY_TEAM_MINIMUM,
    INSURANCE_EXCLUDES,
    INSURANCE_TEAM_MINIMUM,
    PARTS_SELLER_MINIMUM,
    WARRANTY_DEPUTY_POSTS,
)
from anxin.parties.people.rules import Incompatibility, TeamMinimum
from anxin.platform.parameters import value


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
            no_other_post=True,
        ),
    ]


def warranty_deputy_posts(store_id: int, on: date) -> frozenset[str]:
    """Posts from which the warranty clerk's deputy may come."""
    return frozenset(value(WARRANTY_DEPUTY_POSTS, store_id, on).split())
