"""Makes group, brands, stores, users and actors for the tests of every module.

Rows are written as the app role, each in a unit of work of its own. Does not make anything of a higher module.
"""

from datetime import UTC, datetime, time
from itertools import count

from anxin.parties.org import actors, stores
from anxin.parties.org.models import Bay, Brand, Grant, Group, ParkingPlace, Region, Store, StoreHours, User
from anxin.parties.org.queries import system_actor
from anxin.platform.actor import Actor
from anxin.platform.scope import unit_of_work

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
"""Friday 20 November 2026, 14:00 in Shanghai: inside opening hours, no holiday."""

PASSWORD = "Zhengtong-2026"

_serial = count(1)


def make_group(name: str = "安心集团") -> Group:
    """The group; the same row when it exists."""
    return Group.objects.first() or Group.objects.create(name=name)


def make_region(name: str = "华南") -> Region:
    """A region; the same row when the name exists."""
    return Region.objects.get_or_create(name=name)[0]


def make_brand(code: str = "VW", name: str = "", tier: str = Brand.Tier.MID) -> Brand:
    """A brand; the same row when the code exists."""
    return Brand.objects.get_or_create(code=code, defaults={"name": name or f"品牌{code}", "tier": tier})[0]


def make_store(
    code: str = "LG", brand: Brand | None = None, *, region: Region | None = None, name: str = "", with_hours: bool = True
) -> Store:
    """A store, open 08:00-18:00 from Monday to Sunday; the same row when the code exists."""
    known = Store.objects.filter(code=code).first()
    if known is not None:
        return known
    make_group()
    company = f"{code} 汽车销售服务有限公司"
    store = Store.objects.create(
        code=code, name=name or f"门店{code}", company=company, brand=brand or make_brand(), region=region
    )
    stores.forget()
    if with_hours:
        with unit_of_work(system_actor("test"), "test", writable=True):
            StoreHours.objects.bulk_create(
                StoreHours(store=store, weekday=day, opens_at=time(8), closes_at=time(18)) for day in range(7)
            )
        stores.forget()
    return store


def make_bay(store: Store, code: str = "", kind: str = Bay.Kind.GENERAL, *, is_high_voltage: bool = False) -> Bay:
    """A bay of a store."""
    with unit_of_work(system_actor("test"), "test", writable=True):
        bay: Bay = Bay.objects.create(
            store=store, code=code or f"B{next(_serial):03}", kind=kind, is_high_voltage=is_high_voltage
        )
    return bay


def make_parking_place(store: Store, code: str = "") -> ParkingPlace:
    """A parking place of a store."""
    with unit_of_work(system_actor("test"), "test", writable=True):
        place: ParkingPlace = ParkingPlace.objects.create(store=store, code=code or f"P{next(_serial):03}")
    return place


def make_user(
    store: Store | None, *roles: str, username: str | None = None, level: str = "store", display_name: str = ""
) -> User:
    """A user with these roles: in the store, or in its brand or region, or (``level="group"``) everywhere."""
    number = next(_serial)
    user = User(username=username or f"user{number}", display_name=display_name or f"员工{number}", home_store=store)
    user.set_password(PASSWORD)
    user.save()
    for role in roles:
        grant_to(user, role, store, level=level)
    return user


def grant_to(user: User, role: str, store: Store | None = None, *, level: str = "store") -> Grant:
    """One grant more; the next ``actor_for`` sees it."""
    scope = {"region": store and store.region_id, "brand": store and store.brand_id, "store": store and store.pk}
    grant = Grant.objects.create(
        user=user, role=role, level=level, scope_id=scope.get(level) or 0, granted_by="system:test", granted_at=AT
    )
    actors.forget()
    return grant


def actor_for(user: User) -> Actor:
    """What the user may do on the day of ``AT``."""
    stores.forget()
    actors.forget()
    return actors.actor_of(User.objects.get(pk=user.pk), AT.date())


def make_actor(store: Store, *roles: str, level: str = "store") -> Actor:
    """The actor of a new user with these roles."""
    return actor_for(make_user(store, *roles, level=level))
