"""Makes rows of the catalogue for the tests of this and higher modules, through commands."""

from datetime import date
from decimal import Decimal
from itertools import count

from anxin.parties.org.models import Brand, Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.resources.catalog import commands
from anxin.resources.catalog.models import LabourOperation, MaintenanceItem, Package, PartArticle

_serial = count(1)
LONG_AGO = date(2020, 1, 1)


def make_operation(
    code: str = "", name: str = "更换机油", hours: str = "0.50", *, brand: Brand | None = None, **terms: object
) -> LabourOperation:
    """A labour operation of the general class."""
    given = commands.OperationTerms(
        code=code or f"OP{next(_serial):04}",
        name=name,
        hours=Decimal(hours),
        brand_id=brand.pk if brand else None,
        **terms,  # type: ignore[arg-type]
    )
    made = commands.add_operation(actor=system_actor("test"), terms=given, at=AT)
    with reading(system_actor("test")):
        return LabourOperation.objects.get(pk=made.id)


def make_article(
    number: str = "", name: str = "机油滤清器", price: str = "68.00", *, brand: Brand | None = None, **terms: object
) -> PartArticle:
    """A part article with its price, tax included, in yuan."""
    given = commands.ArticleTerms(
        number=number or f"PN{next(_serial):06}",
        name=name,
        price=Money.yuan(price),
        brand_id=brand.pk if brand else None,
        **terms,  # type: ignore[arg-type]
    )
    made = commands.add_article(actor=system_actor("test"), terms=given, at=AT)
    with reading(system_actor("test")):
        return PartArticle.objects.get(pk=made.id)


def make_package(
    *rows: LabourOperation | PartArticle,
    code: str = "",
    name: str = "基础保养套餐",
    price: str | None = None,
    quantities: tuple[str, ...] = (),
    positions: tuple[str, ...] = (),
    brand: Brand | None = None,
    **terms: object,
) -> Package:
    """A package of these operations and articles, once each unless ``quantities`` say otherwise."""
    lines = [
        commands.PackageLineTerms(
            "operation" if isinstance(row, LabourOperation) else "article",
            row.code if isinstance(row, LabourOperation) else row.number,
            Decimal(quantities[index]) if quantities else Decimal(1),
            positions[index] if positions else "",
        )
        for index, row in enumerate(rows)
    ]
    given = commands.PackageTerms(
        code=code or f"PK{next(_serial):04}",
        name=name,
        lines=lines,
        price=None if price is None else Money.yuan(price),
        brand_id=brand.pk if brand else None,
        **terms,  # type: ignore[arg-type]
    )
    made = commands.add_package(actor=system_actor("test"), terms=given, at=AT)
    with reading(system_actor("test")):
        return Package.objects.get(pk=made.id)


def make_maintenance_item(
    package: Package, *, name: str = "", code: str = "", brand: Brand | None = None, **terms: object
) -> MaintenanceItem:
    """A row of the schedule, by the name of its package unless it has its own."""
    given = commands.MaintenanceTerms(
        code=code or f"MS{next(_serial):04}",
        name=name or package.name,
        package_code=package.code,
        brand_id=brand.pk if brand else None,
        **terms,  # type: ignore[arg-type]
    )
    made = commands.add_maintenance_item(actor=system_actor("test"), terms=given, at=AT)
    with reading(system_actor("test")):
        return MaintenanceItem.objects.get(pk=made.id)


def make_rate(
    rate: str = "240.00",
    labour_class: str = "general",
    *,
    store: Store | None = None,
    brand: Brand | None = None,
    valid_from: date = LONG_AGO,
) -> commands.RateSet:
    """An hourly rate in yuan, tax included: of the group unless a brand or store is given."""
    return commands.set_labour_rate(
        actor=system_actor("test"),
        labour_class=labour_class,
        rate=Money.yuan(rate),
        valid_from=valid_from,
        brand_id=brand.pk if brand else None,
        store_id=store.pk if store else None,
        at=AT,
    )
