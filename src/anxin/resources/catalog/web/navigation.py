"""The catalogue in the rail, and the first days' step that is done when labour can be priced."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import SetupStepState, register_setup_step, store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.resources.catalog.queries.prices import rates_of

register_entry(NavigationEntry("catalog", _("价目"), "tag", "catalog_home", order=60))


def rates_state(actor: Actor, store_id: int) -> SetupStepState:
    """Done when one class of labour has a rate today."""
    count = len(rates_of(store_id, store_info(store_id).clock.day(clock.now())))
    return SetupStepState(count > 0, _("%(count)s 类工时有单价") % {"count": count} if count else "")


register_setup_step("rates", rates_state, url_name="catalog_rates", action=_("设置单价"))
