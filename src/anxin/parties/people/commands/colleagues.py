"""A new colleague in one go: account, posts, staff file and skills, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from anxin.parties.org.commands import GrantScope, create_user, grant_role
from anxin.parties.org.queries import store_info
from anxin.parties.people import permissions
from anxin.parties.people.commands.employees import EmployeeDetails, hire_employee, set_skill
from anxin.platform.actor import Actor
from anxin.platform.commands import command


@dataclass(frozen=True, slots=True)
class AddedColleague:
    """The new colleague; the one-time password is shown once and kept nowhere in clear."""

    id: int
    user_id: int
    username: str
    initial_password: str


@command(permissions.MANAGE)
def add_colleague(
    *,
    actor: Actor,
    store_id: int,
    details: EmployeeDetails,
    username: str = "",
    skills: Sequence[str] = (),
    at: datetime,
) -> AddedColleague:
    """Take somebody on who signs in: account, the posts in this store, staff file, skills (M01.02, M01.03).

    Without ``username`` the staff number is the sign-in name. A post begins on the day of joining.

    :raises Denied: the actor may not manage staff and users of the store
    :raises Invalid: a value can be mended; nothing of the rest was done
    :raises IncompatiblePosts: the posts exclude each other
    """
    actor.require(permissions.MANAGE, store_id)
    account = create_user(
        actor=actor, username=username or details.number, display_name=details.name, home_store_id=store_id, at=at
    )
    joins_later = details.joined_on > store_info(store_id).clock.day(at)
    scope = GrantScope("store", store_id, valid_from=details.joined_on if joins_later else None)
    for role in dict.fromkeys((details.post, *details.extra_posts)):
        grant_role(actor=actor, user_id=account.id, role=role, scope=scope, at=at)
    hired = hire_employee(actor=actor, store_id=store_id, details=replace(details, user_id=account.id), at=at)
    for code in skills:
        set_skill(actor=actor, employee_id=hired.id, code=code, at=at)
    return AddedColleague(hired.id, account.id, account.username, account.initial_password)
