"""Staff in the rail, and the first days' step that is done when the store can receive and repair a car."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import SetupStepState, register_setup_step
from anxin.parties.people import permissions
from anxin.parties.people.models import Employee
from anxin.parties.people.queries import post_label
from anxin.platform.actor import Actor
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("people", _("员工"), "users", "people", permissions.SEE, order=800))
register_document("people.employee", "employee", _("员工"))

NEEDED_POSTS = ("service_advisor", "technician")


def staff_state(actor: Actor, store_id: int) -> SetupStepState:
    """Done when an advisor and a technician are employed and can sign in: the least that a visit needs."""
    present = list(Employee.objects.in_stores([store_id]).filter(left_on=None))
    posts = {post for one in present if one.user_id for post in (one.post, *one.extra_posts)}
    missing = [post_label(post) for post in NEEDED_POSTS if post not in posts]
    count = len(present)
    if missing:
        words = _("%(count)s 人已入职；还要有能登录的：%(missing)s")
        return SetupStepState(False, words % {"count": count, "missing": " / ".join(missing)})
    return SetupStepState(True, _("%(count)s 人已入职") % {"count": count})


register_setup_step("people", staff_state, url_name="add_colleague", action=_("添加员工"))
