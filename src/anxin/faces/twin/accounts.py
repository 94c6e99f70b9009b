"""The sign-ins of the demo that a visitor may try."""

from collections.abc import Sequence
from dataclasses import dataclass

from anxin.faces.twin.organisation import STORES
from anxin.parties.org.models import User

DESKS = (
    ("服务顾问", "advisor"),
    ("车间调度", "dispatcher"),
    ("维修技师", "technician"),
    ("质检员", "inspector"),
    ("配件", "parts"),
    ("配件经理", "stock"),
    ("收银", "cashier"),
    ("客服", "care"),
    ("服务经理", "manager"),
    ("总经理", "gm"),
)


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in to try; the password is the demo's."""

    desk: str
    login: str


def accounts() -> list[Account]:
    """The accounts to try, desk by desk; the password is the same for all."""
    found = [Account("系统管理员", "admin"), Account("集团售后", "group"), Account("品牌总监", "director.ht")]
    for store in STORES:
        found += [Account(f"{desk}（{store.name}）", f"{stem}.{store.code.lower()}") for desk, stem in DESKS]
    return found


def names_of_accounts(logins: Sequence[str]) -> dict[str, str]:
    """Sign-in name → the person whose it is."""
    return dict(User.objects.filter(username__in=logins).values_list("username", "display_name"))
