"""Access cases of the organisation: units, users, grants, calendars, parameters."""

from datetime import date, time, timedelta
from typing import Any

from anxin.parties.org import commands as org
from anxin.parties.org.models import Store
from anxin.parties.org.queries import AccessFilter, AuditFilter, ParameterFilter, UserFilter, store_info
from anxin.parties.org.tests.factories import grant_to, make_bay, make_brand, make_region, make_user
from anxin.platform.ui.lists import Order, Window
from tests.access.world import AT, TODAY, World, case

PARAMETER = "importing.kept_days"
HOURS = {day: [(time(9), time(17))] for day in range(6)}


def details(w: World) -> org.StoreDetails:
    store = Store.objects.get(pk=w.sid)
    return org.StoreDetails(store.code, "新店名", store.brand_id, store.region_id, store.company)


def user(w: World) -> int:
    """A user of store A with a name of its own."""
    made = w.once("named user", lambda: make_user(w.store, "technician", username="ouyang", display_name="欧阳静怡"))
    return int(made.pk)


def dismissed(w: World) -> int:
    boss = w.person(w.store, "administrator")
    w.once("dismissed", lambda: org.deactivate_user(actor=boss, user_id=user(w), at=AT) or True)
    return user(w)


def grant(w: World) -> int:
    owner = make_user(w.store, "technician")
    return int(w.once("grant", lambda: grant_to(owner, "service_advisor", w.store)).pk)


def bay(w: World) -> int:
    """One of two bays of store A: the last one cannot be retired."""
    w.once("other bay", lambda: make_bay(w.store))
    return int(w.once("bay", lambda: make_bay(w.store)).pk)


def place(w: World) -> dict[str, Any]:
    return {"kind": org.PlaceKind.BAY, "place_id": bay(w)}


def retired(w: World) -> dict[str, Any]:
    boss = w.person(w.store, "administrator")
    w.once("retired", lambda: org.retire_place(actor=boss, **place(w), at=AT) or True)
    return place(w)


def limit(w: World, day: date = TODAY) -> org.SetParameter:
    return org.SetParameter(PARAMETER, "store", w.sid, 40, day, "试行")


def planned_limit(w: World) -> int:
    boss = w.person(w.store, "administrator")
    later = limit(w, TODAY + timedelta(days=9))
    return int(w.once("limit", lambda: org.set_parameter(actor=boss, change=later, at=AT)))


def closed(w: World) -> dict[str, Any]:
    boss = w.person(w.store, "administrator")
    day = {"store_id": w.sid, "day": TODAY + timedelta(days=9)}
    w.once("closed", lambda: org.set_holiday(actor=boss, **day, kind="closed", name="盘点", at=AT))
    return day


COMMANDS = {
    "org.change_group": case(lambda w: {"name": "安心汽车", "expected_version": None}, level="group"),
    "org.create_region": case(lambda w: {"name": "华东"}, level="group"),
    "org.change_region": case(
        lambda w: {"region_id": make_region().pk, "name": "华南大区", "expected_version": None}, level="group"
    ),
    "org.create_brand": case(
        lambda w: {"code": "BMW", "name": "宝马", "name_en": "BMW", "tier": "high"}, level="group"
    ),
    "org.change_brand": case(
        lambda w: {
            "brand_id": make_brand().pk, "name": "大众", "name_en": "VW", "tier": "mid", "expected_version": None,
        },
        level="group",
    ),
    "org.create_store": case(
        lambda w: {"details": org.StoreDetails("NS", "南山店", make_brand().pk, company="南山汽车有限公司")}, level="group"
    ),
    "org.change_store": case(lambda w: {"store_id": w.sid, "details": details(w), "expected_version": None}),
    "org.set_store_hours": case(lambda w: {"store_id": w.sid, "hours": HOURS}),
    "org.set_holiday": case(lambda w: {"store_id": w.sid, "day": TODAY, "kind": "closed", "name": "盘点"}),
    "org.remove_holiday": case(closed),
    "org.add_bay": case(lambda w: {"store_id": w.sid, "code": "B9", "kind": "general", "is_high_voltage": False}),
    "org.add_parking_place": case(lambda w: {"store_id": w.sid, "code": "P9"}),
    "org.add_department": case(lambda w: {"store_id": w.sid, "name": "机修部"}),
    "org.add_team": case(lambda w: {"store_id": w.sid, "name": "一班", "department_id": None}),
    "org.change_bay": case(lambda w: {"bay_id": bay(w), "kind": "reception", "is_high_voltage": False}),
    "org.retire_place": case(place),
    "org.restore_place": case(retired),
    "org.create_user": case(
        lambda w: {"username": "zhaomin", "display_name": "赵敏", "home_store_id": w.sid}
    ),
    "org.change_user": case(
        lambda w: {"user_id": user(w), "display_name": "欧阳静", "home_store_id": w.sid, "expected_version": None}
    ),
    "org.reset_password": case(lambda w: {"user_id": user(w)}),
    "org.end_sessions": case(lambda w: {"user_id": user(w)}),
    "org.deactivate_user": case(lambda w: {"user_id": user(w)}, role="administrator"),
    "org.reactivate_user": case(lambda w: {"user_id": dismissed(w)}),
    "org.grant_role": case(
        lambda w: {"user_id": user(w), "role": "service_advisor", "scope": org.GrantScope("store", w.sid)}
    ),
    "org.revoke_grant": case(lambda w: {"grant_id": grant(w)}),
    "org.set_role_permission": case(
        lambda w: {"role": "technician", "permission": "billing.see", "allowed": True}, level="group"
    ),
    "org.set_parameter": case(lambda w: {"change": limit(w)}),
    "org.withdraw_parameter": case(lambda w: {"value_id": planned_limit(w)}),
}  # fmt: skip

QUERIES = {
    "org.get_store_places": case(lambda w: bay(w) and {"store_id": w.sid}),
    "org.get_user": case(lambda w: {"user_id": user(w)}),
    "org.list_users": case(lambda w: user(w) and {"wanted": UserFilter(), "order": Order(), "window": Window()}),
    "org.list_access": case(lambda w: user(w) and {"wanted": AccessFilter(), "window": Window(limit=500), "on": TODAY}),
    "org.list_audit": case(
        lambda w: closed(w) and {"wanted": AuditFilter(), "clock": store_info(w.sid).clock, "limit": 500}
    ),
    "org.get_parameter": case(lambda w: planned_limit(w) and {"code": PARAMETER, "store_id": w.sid, "on": TODAY}),
    "org.list_parameters": case(
        lambda w: planned_limit(w) and {"wanted": ParameterFilter(), "store_id": w.sid, "on": TODAY + timedelta(days=60)}
    ),
    "org.list_setup_steps": case(lambda w: bay(w) and {"store_id": w.sid}),
}
