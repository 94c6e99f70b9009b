"""The first run: group, brand, store and administrator in one step, possible once."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.commands.checked import cleaned
from anxin.parties.org.commands.grants import GrantScope, write_grant
from anxin.parties.org.commands.units import StoreDetails, write_brand, write_store
from anxin.parties.org.commands.users import check_strength, write_user
from anxin.parties.org.models import Group, Store, User
from anxin.parties.org.reach import ADMINISTRATOR
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Denied
from anxin.platform.turns import take_turn


@dataclass(frozen=True, slots=True)
class Installation:
    """What the first form asks for; the password is the administrator's own."""

    group_name: str
    brand_code: str
    brand_name: str
    tier: str
    store_code: str
    store_name: str
    username: str
    display_name: str
    password: str
    plate_prefix: str = "粤B"
    company: str = ""
    tax_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Installed:
    """The first store and its administrator."""

    store_id: int
    user_id: int


class AlreadyInstalled(Conflict):
    """There is a group, a store or a user already."""

    code = "already_installed"
    default_message = _("已经装好了，请登录；要加门店或用户，由管理员在“设置”里加。")


@command(None)
def install_group(*, actor: Actor, installation: Installation, at: datetime) -> Installed:
    """Make the group with its first brand, store and administrator in an empty database.

    :raises Denied: not called by the first-run page
    :raises AlreadyInstalled: the database is not empty
    :raises Invalid: a value is missing or malformed; the field is the installation's
    """
    if actor.kind != "system":
        raise Denied
    take_turn("org:installation")
    if User.objects.exists() or Store.objects.exists() or Group.objects.exists():
        raise AlreadyInstalled
    Group.objects.create(name=cleaned(installation.group_name, "group_name", 80))
    brand_id = write_brand(code=installation.brand_code, name=installation.brand_name, tier=installation.tier)
    details = StoreDetails(
        code=installation.store_code,
        name=installation.store_name,
        brand_id=brand_id,
        company=installation.company,
        tax_number=installation.tax_number,
        phone=installation.phone,
        plate_prefix=installation.plate_prefix,
    )
    store_id = write_store(details, at=at)
    user = write_user(installation.username, installation.display_name, store_id)
    check_strength(installation.password, user, field="password")
    user.set_password(installation.password)
    user.save()
    write_grant(user, ADMINISTRATOR, GrantScope("group"), actor_key=actor.key, at=at)
    return Installed(store_id, user.pk)
