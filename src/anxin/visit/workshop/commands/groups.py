"""A team leader dispatches inside the own team (R-WS08)."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.errors import Denied
from anxin.visit.workshop.queries.groups import led_team


class NotYourTeam(Denied):
    """A team leader dispatches in the own team only."""

    code = "not_your_team"
    default_rule = "R-WS08"
    default_message = _("班组长只能给本班组的技师派工、改派和撤回，其他班组请找车间调度。")


def require_own_team(actor: Actor, store_id: int, team_ids: Iterable[int | None], day: date) -> None:
    """See that everybody whom a placing touches, by team, is of the team that the actor leads, if that is all he may place.

    :raises NotYourTeam: somebody is of another team, or of none
    """
    own = led_team(actor, store_id, day)
    if own is not None and any(team != own for team in team_ids):
        raise NotYourTeam
