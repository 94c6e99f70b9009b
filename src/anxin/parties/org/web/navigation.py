"""Settings in the rail, the account behind one's name, the stores in the switcher."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.models import Region
from anxin.parties.org.permissions import OPEN_SETTINGS
from anxin.parties.org.queries import list_holders
from anxin.parties.org.stores import all_stores
from anxin.platform.actor import Actor
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.holders import register_holder_source
from anxin.platform.ui.navigation import (
    NavigationEntry,
    StoreChoice,
    register_entry,
    register_shell_link,
    register_store_source,
)


def list_store_choices(actor: Actor) -> Sequence[StoreChoice]:
    """The stores in scope, by region and code."""
    mine = [store for store in all_stores().values() if store.id in actor.store_ids]
    named = {store.region_id for store in mine if store.region_id is not None}
    # The switcher shows regions only where there are several, so most pages are spared the query.
    regions: dict[Any, str] = dict(Region.objects.filter(pk__in=named).values_list("pk", "name")) if len(named) > 1 else {}
    choices = [StoreChoice(store.id, store.name, regions.get(store.region_id, "")) for store in mine]
    return sorted(choices, key=lambda choice: choice.region)


register_entry(NavigationEntry("settings", _("设置"), "settings", "settings", OPEN_SETTINGS, order=900))
register_shell_link("account", "account")
register_shell_link("sign_out", "sign_out")
register_shell_link("switch_store", "switch_store")
register_store_source(list_store_choices)
register_holder_source(list_holders)
register_document("org.user", "user", _("用户"))
register_document("org.store", "store_settings", _("门店"))
register_document("org.brand", "edit_brand", _("品牌"))
register_document("org.region", "edit_region", _("区域"))
