"""Which posts an employee may hold, and who may give them; not the rest of the staff file."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.permissions import MANAGE_USERS
from anxin.parties.org.queries import all_roles, permissions_of_roles, roles_in_store, store_info
from anxin.parties.people import rules
from anxin.parties.people.models import Employee
from anxin.parties.people.queries.employees import post_label
from anxin.parties.people.queries.staffing_limits import incompatibilities
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, Invalid

Access = tuple[int | None, list[str]]


class IncompatiblePosts(Invalid):
    """One person may not hold these posts together (M01.04)."""

    code = "incompatible_posts"


class OwnPosts(Denied):
    """Posts decide approvals, so nobody gives them to himself, unless he hands out access anyway."""

    code = "own_posts"
    default_message = _("不能改自己的岗位或登录用户，请另一位管理人员来改。")


class PostBeyondReach(Denied):
    """The employee's post may do what the actor may not."""

    code = "post_beyond_reach"
    default_message = _("这位员工的岗位权限比您大，请本人、人事或店内管理层来安排或结束代班。")


def may_in_post(actor: Actor, post: str, store_id: int) -> bool:
    """Whether the actor may in a store do himself whatever a post may."""
    return all(actor.may(code, store_id) for code in permissions_of_roles().get(post, ()))


def access_of(employee: Employee) -> Access:
    """The user behind a staff file and his posts: what decides approvals."""
    return employee.user_id, sorted({employee.post, *employee.extra_posts})


def require_posts(actor: Actor, employee: Employee, before: Access, at: datetime) -> None:
    """Check the posts in a file that is not saved yet; ``before`` is its access until now.

    :raises Invalid: unknown post
    :raises IncompatiblePosts: the posts exclude each other
    :raises OwnPosts: the actor's own posts or user
    """
    _require_not_own(actor, employee, before)
    _require_possible(employee, at)


def require_reach(actor: Actor, employee: Employee, before: Access, at: datetime) -> None:
    """Posts decide approvals: who signs in gets one above the actor's only from somebody who hands out access anyway.

    :raises PostBeyondReach: the post may do what the actor may not
    """
    user_id, posts = access_of(employee)
    if user_id is None or actor.may(MANAGE_USERS, employee.store_id):
        return
    # The posts that the user holds by a grant were given by whoever manages users: the file only follows.
    held = roles_in_store(user_id, employee.store_id, store_info(employee.store_id).clock.day(at))
    kept = before[1] if before[0] == user_id else []
    beyond = [one for one in posts if one not in {*held, *kept} and not may_in_post(actor, one, employee.store_id)]
    if beyond:
        message = _("“%(post)s”的权限比您大，请系统管理员来给这个岗位。") % {"post": post_label(beyond[0])}
        raise PostBeyondReach(message, field="post" if employee.post in beyond else "extra_posts")


def _require_possible(employee: Employee, at: datetime) -> None:
    posts = [employee.post, *employee.extra_posts]
    unknown = [post for post in posts if post not in all_roles()]
    if unknown:
        raise Invalid(_("没有这个岗位，请从列表中选择。"), field="post" if employee.post in unknown else "extra_posts")
    today = store_info(employee.store_id).clock.day(at)
    broken = rules.posts_in_conflict(posts, incompatibilities(employee.store_id, today))
    if broken is None:
        return
    other = next(post for post in posts if post in broken.excluded)
    message = _("%(post)s不得由%(other)s兼任，请另派专人。") % {"post": post_label(broken.post), "other": post_label(other)}
    raise IncompatiblePosts(message, field="extra_posts", rule=broken.source)


def _require_not_own(actor: Actor, employee: Employee, before: Access) -> None:
    after = access_of(employee)
    is_own = actor.person_id is not None and actor.person_id in (before[0], after[0])
    gives_access = actor.kind == "user" and actor.may(MANAGE_USERS, employee.store_id)
    if is_own and after != before and not gives_access:
        raise OwnPosts
