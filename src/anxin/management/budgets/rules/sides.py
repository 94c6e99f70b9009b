"""Who makes the forecast of a year's budget with whom: after-sales management and the front desk (R-KP09)."""

from collections.abc import Callable

MANAGER, FRONT_DESK = "manager", "front_desk"
POSTS = {
    MANAGER: ("after_sales_manager", "service_manager", "service_director"),
    FRONT_DESK: ("front_desk_supervisor", "service_supervisor"),
}


def sides_of(holds: Callable[[str], bool]) -> list[str]:
    """The sides on which a person with these posts stands, management first."""
    return [side for side, posts in POSTS.items() if any(holds(post) for post in posts)]


def other_side(side: str) -> str:
    """With whom it is made."""
    return FRONT_DESK if side == MANAGER else MANAGER
