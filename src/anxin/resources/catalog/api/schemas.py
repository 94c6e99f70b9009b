"""What the catalogue's endpoints read and answer."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from anxin.platform.api import Body, Id, Yuan, with_fields_of
from anxin.resources.catalog import commands, queries

NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, Field(max_length=100, pattern=NO_NUL)]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=NO_NUL)]
Hours = Annotated[Decimal, Field(ge=0, max_digits=6, decimal_places=2)]
Quantity = Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=3)]
Whole = Annotated[int, Field(ge=0, le=2_000_000)]
Months = Annotated[int, Field(ge=0, le=240)]
StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
LabourClassCode = Literal["general", "express", "body", "paint", "high_voltage", "diagnosis"]


def values_of(schema: Schema) -> dict[str, Any]:
    """The values of a schema as they are; ``dict()`` would write money out as text."""
    return {name: getattr(schema, name) for name in type(schema).model_fields}


class RowListQuery(Schema):
    """Filter and cursor of a list."""

    text: Text = ""
    is_active: bool | None = None
    cursor: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""


class CatalogueListQuery(RowListQuery):
    """Filter and cursor of a list whose rows can stand on the price board."""

    is_on_board: bool | None = None

    def filter(self) -> queries.CatalogueFilter:
        """The filter that the pages use, too."""
        return queries.CatalogueFilter(self.text, self.is_active, self.is_on_board)


class OperationIn(Body):
    """What a labour operation says."""

    code: Code
    name: Text
    hours: Hours
    labour_class: LabourClassCode = "general"
    skill: Literal["mechanical", "electrical", "body", "paint", "high_voltage", "diagnosis"] = "mechanical"
    is_high_voltage: bool = False
    brand_id: Id | None = None
    is_active: bool = True
    is_on_board: bool = False
    needs_position: bool = False
    is_care: bool = False

    def terms(self) -> commands.OperationTerms:
        """The command's form of it."""
        return commands.OperationTerms(**values_of(self))


class OperationOut(OperationIn):
    """A labour operation."""

    id: int
    version: int


class ArticleIn(Body):
    """What a part article says; prices include tax."""

    number: Code
    name: Text
    price: Yuan
    unit: Annotated[str, Field(min_length=1, max_length=8, pattern=NO_NUL)] = "个"
    next_price: Yuan | None = None
    next_price_on: date | None = None
    quality_days: Whole = 0
    quality_km: Whole = 0
    origin: Literal["genuine", "brand", "other", "customer"] = "genuine"
    brand_id: Id | None = None
    is_active: bool = True
    is_on_board: bool = False
    needs_position: bool = False
    is_care: bool = False
    is_accessory: bool = False
    part_class: Annotated[str, Field(max_length=20, pattern=NO_NUL)] = ""
    display_place: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""
    purchase_unit: Annotated[str, Field(max_length=8, pattern=NO_NUL)] = ""
    purchase_factor: Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=3)] = Decimal(1)

    def terms(self) -> commands.ArticleTerms:
        """The command's form of it."""
        return commands.ArticleTerms(**values_of(self))


class ArticleOut(ArticleIn):
    """A part article."""

    id: int
    other_numbers: list[str]
    version: int


class PackageLineIn(Body):
    """An operation (by code) or article (by number) in a package."""

    kind: Literal["operation", "article"]
    code: Code
    quantity: Quantity = Decimal(1)
    position: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""


class PackageIn(Body):
    """What a package says; without ``price`` (tax included) it costs the sum of its lines."""

    code: Code
    name: Text
    lines: Annotated[list[PackageLineIn], Field(max_length=60)]
    price: Yuan | None = None
    model_pattern: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    brand_id: Id | None = None
    is_active: bool = True
    is_on_board: bool = False
    care_every_km: Whole = 0
    care_every_months: Months = 0

    def terms(self) -> commands.PackageTerms:
        """The command's form of it."""
        lines = [commands.PackageLineTerms(line.kind, line.code, line.quantity, line.position) for line in self.lines]
        return commands.PackageTerms(**{**values_of(self), "lines": lines})


@with_fields_of(queries.PackageRow)
class PackageSummary(Schema):
    """A package in a list."""


@with_fields_of(queries.PackageLineRow)
class PackageLineOut(Schema):
    """A line of a package."""


class PackageOut(PackageSummary):
    """A package with its lines."""

    lines: list[PackageLineOut]


class MaintenanceIn(Body):
    """A row of the maintenance schedule: a package due every so many kilometres or months; 0 is no limit of that kind."""

    code: Code
    name: Text
    package_code: Code
    every_km: Whole = 0
    every_months: Months = 0
    first_km: Whole = 0
    first_months: Months = 0
    model_pattern: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    brand_id: Id | None = None
    is_active: bool = True

    def terms(self) -> commands.MaintenanceTerms:
        """The command's form of it."""
        return commands.MaintenanceTerms(**values_of(self))


@with_fields_of(queries.MaintenanceRow)
class MaintenanceOut(Schema):
    """A row of the maintenance schedule."""


class CatalogueChangedOut(Schema):
    """A row after the write."""

    id: int
    code: str
    version: int


class RateIn(Body):
    """Price of a labour hour, tax included: for a store, a brand, or (neither given) the group."""

    labour_class: LabourClassCode
    rate: Yuan
    valid_from: date
    brand_id: Id | None = None
    store_id: StoreId | None = None


@with_fields_of(commands.RateSet)
class RateOut(Schema):
    """A rate after the write."""


class RateRowOut(RateOut):
    """A rate with its scope."""

    brand_id: int | None
    store_id: int | None


class ImportIn(Body):
    """Rows to be written by code and brand; up to 1,000 of each kind."""

    operations: Annotated[list[OperationIn], Field(max_length=1000)] = []
    articles: Annotated[list[ArticleIn], Field(max_length=1000)] = []
    packages: Annotated[list[PackageIn], Field(max_length=1000)] = []
    maintenance: Annotated[list[MaintenanceIn], Field(max_length=1000)] = []


class OutcomeOut(Schema):
    """What became of a row: created, updated, unchanged or refused."""

    code: str
    outcome: str
    errors: dict[str, str]


class ImportOut(Schema):
    """Outcomes in the order given: operations, articles, packages, maintenance."""

    outcomes: list[OutcomeOut]
