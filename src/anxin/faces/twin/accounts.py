"""The sign-ins of the demo that a visitor may try."""

from dataclasses import dataclass

from anxin.faces.twin.organisation import STORES

DESKS = (
    ("服务顾问", "advisor"),
    ("车间调度", "dispatcher"),
    ("维修技师", "technician"),
    ("质检员", "inspector"),
    ("配件", "parts"),
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
