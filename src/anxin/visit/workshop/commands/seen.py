"""Who places a job says how he saw it placed (R-WS17)."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.errors import Conflict
from anxin.visit.workshop.covering import standing as stand_of_rows
from anxin.visit.workshop.models import Assignment


class PlacingChanged(Conflict):
    """The job was placed or planned anew since the caller saw it; ``stand`` is its ``stand_of`` now."""

    code = "placing_changed"
    default_rule = "R-WS17"


def require_seen(standing: Sequence[Assignment], seen: int | None) -> None:
    """:raises PlacingChanged: the job stands otherwise than was seen; None does not ask"""
    stand = stand_of_rows(standing)
    if seen is None or seen == stand:
        return
    if not standing:
        raise PlacingChanged(_("别人刚把这个项目撤回了，请看新的看板再派。"), stand=0)
    first = standing[0]
    names = "、".join(one.technician.name for one in standing)
    clock = store_info(first.store_id).clock
    since = f"{clock.local(first.planned_from):%H:%M}" if first.planned_from else ""
    until = f"{clock.local(first.planned_to):%H:%M}" if first.planned_to else ""
    raise PlacingChanged(
        _("这个项目的安排刚变了：现在是%(names)s %(since)s–%(until)s，请看新的安排再派。")
        % {"names": names, "since": since, "until": until},
        stand=stand,
    )
