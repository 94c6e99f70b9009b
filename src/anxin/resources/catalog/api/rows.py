"""Endpoints that read and write the rows of the catalogue."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anxin.platform.api import Id, Page, actor_of, decode_cursor, encode_cursor, expected_version, read, write
from anxin.platform.errors import Invalid
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.resources.catalog import commands, queries
from anxin.resources.catalog.api.schemas import (
    ArticleIn,
    ArticleOut,
    CatalogueChangedOut,
    CatalogueListQuery,
    ImportIn,
    ImportOut,
    LabourClassCode,
    MaintenanceIn,
    MaintenanceOut,
    OperationIn,
    OperationOut,
    OutcomeOut,
    PackageIn,
    PackageOut,
    PackageSummary,
    RateIn,
    RateOut,
    RateRowOut,
    RowListQuery,
    StoreId,
    values_of,
)

router = Router(tags=["catalog"])
PAGE = 50


@router.get("/operations", response=Page[OperationOut])
def list_operations(
    request: HttpRequest, wanted: Query[CatalogueListQuery], labour_class: LabourClassCode | None = None
) -> Any:
    """Labour operations by name."""
    given = queries.OperationFilter(wanted.text, wanted.is_active, wanted.is_on_board, labour_class or "")
    window = _window(wanted.cursor)
    return _page(read(request, lambda: queries.list_operations(actor_of(request), given, Order("name"), window)), window)


@router.get("/operations/{operation_id}", response=OperationOut)
def get_operation(request: HttpRequest, operation_id: Id) -> Any:
    """One labour operation."""
    return read(request, lambda: queries.get_operation(actor_of(request), operation_id))


@router.post("/operations", response={201: CatalogueChangedOut})
def add_operation(request: HttpRequest, payload: OperationIn) -> HttpResponse:
    """Add a labour operation."""
    actor = actor_of(request)
    return write(
        request,
        CatalogueChangedOut,
        lambda at: commands.add_operation(actor=actor, terms=payload.terms(), at=at),
        status=201,
    )


@router.put("/operations/{operation_id}", response={200: CatalogueChangedOut})
def change_operation(request: HttpRequest, operation_id: Id, payload: OperationIn) -> HttpResponse:
    """Change a labour operation; If-Match carries the version that was read."""
    said: dict[str, Any] = {"actor": actor_of(request), "operation_id": operation_id, "version": expected_version(request)}
    return write(request, CatalogueChangedOut, lambda at: commands.change_operation(terms=payload.terms(), at=at, **said))


@router.get("/articles", response=Page[ArticleOut])
def list_articles(request: HttpRequest, wanted: Query[CatalogueListQuery]) -> Any:
    """Part articles by name."""
    window = _window(wanted.cursor)
    found = read(request, lambda: queries.list_articles(actor_of(request), wanted.filter(), Order("name"), window))
    return _page(found, window)


@router.get("/articles/{article_id}", response=ArticleOut)
def get_article(request: HttpRequest, article_id: Id) -> Any:
    """One part article."""
    return read(request, lambda: queries.get_article(actor_of(request), article_id))


@router.post("/articles", response={201: CatalogueChangedOut})
def add_article(request: HttpRequest, payload: ArticleIn) -> HttpResponse:
    """Add a part article."""
    actor = actor_of(request)
    return write(
        request, CatalogueChangedOut, lambda at: commands.add_article(actor=actor, terms=payload.terms(), at=at), status=201
    )


@router.put("/articles/{article_id}", response={200: CatalogueChangedOut})
def change_article(request: HttpRequest, article_id: Id, payload: ArticleIn) -> HttpResponse:
    """Change a part article; If-Match carries the version that was read."""
    said: dict[str, Any] = {"actor": actor_of(request), "article_id": article_id, "version": expected_version(request)}
    return write(request, CatalogueChangedOut, lambda at: commands.change_article(terms=payload.terms(), at=at, **said))


@router.get("/packages", response=Page[PackageSummary])
def list_package_rows(request: HttpRequest, wanted: Query[CatalogueListQuery]) -> Any:
    """Packages by name."""
    window = _window(wanted.cursor)
    found = read(request, lambda: queries.list_package_rows(actor_of(request), wanted.filter(), Order("name"), window))
    return _page(found, window)


@router.get("/packages/{package_id}", response=PackageOut)
def get_package(request: HttpRequest, package_id: Id) -> Any:
    """One package with its lines."""
    return read(request, lambda: queries.get_package(actor_of(request), package_id))


@router.post("/packages", response={201: CatalogueChangedOut})
def add_package(request: HttpRequest, payload: PackageIn) -> HttpResponse:
    """Add a package."""
    actor = actor_of(request)
    return write(
        request, CatalogueChangedOut, lambda at: commands.add_package(actor=actor, terms=payload.terms(), at=at), status=201
    )


@router.put("/packages/{package_id}", response={200: CatalogueChangedOut})
def change_package(request: HttpRequest, package_id: Id, payload: PackageIn) -> HttpResponse:
    """Change a package and replace its lines; If-Match carries the version that was read."""
    said: dict[str, Any] = {"actor": actor_of(request), "package_id": package_id, "version": expected_version(request)}
    return write(request, CatalogueChangedOut, lambda at: commands.change_package(terms=payload.terms(), at=at, **said))


@router.get("/maintenance", response=Page[MaintenanceOut])
def list_maintenance_items(request: HttpRequest, wanted: Query[RowListQuery]) -> Any:
    """Rows of the maintenance schedule by name."""
    window = _window(wanted.cursor)
    given = queries.RowFilter(wanted.text, wanted.is_active)
    return _page(
        read(request, lambda: queries.list_maintenance_items(actor_of(request), given, Order("name"), window)), window
    )


@router.get("/maintenance/{maintenance_item_id}", response=MaintenanceOut)
def get_maintenance_item(request: HttpRequest, maintenance_item_id: Id) -> Any:
    """One row of the maintenance schedule."""
    return read(request, lambda: queries.get_maintenance_item(actor_of(request), maintenance_item_id))


@router.post("/maintenance", response={201: CatalogueChangedOut})
def add_maintenance_item(request: HttpRequest, payload: MaintenanceIn) -> HttpResponse:
    """Add a row to the maintenance schedule."""
    said: dict[str, Any] = {"actor": actor_of(request), "terms": payload.terms()}
    return write(request, CatalogueChangedOut, lambda at: commands.add_maintenance_item(at=at, **said), status=201)


@router.put("/maintenance/{maintenance_item_id}", response={200: CatalogueChangedOut})
def change_maintenance_item(request: HttpRequest, maintenance_item_id: Id, payload: MaintenanceIn) -> HttpResponse:
    """Change a row of the maintenance schedule; If-Match carries the version that was read."""
    said: dict[str, Any] = {"actor": actor_of(request), "terms": payload.terms(), "version": expected_version(request)}
    return write(
        request,
        CatalogueChangedOut,
        lambda at: commands.change_maintenance_item(maintenance_item_id=maintenance_item_id, at=at, **said),
    )


@router.get("/labour-rates", response=list[RateRowOut])
def list_rates(request: HttpRequest, store_id: StoreId) -> Any:
    """Rates that hold or held in a store: its own, its brand's, the group's."""
    return read(request, lambda: queries.list_rates(actor_of(request), store_id))


@router.post("/labour-rates", response={201: RateOut})
def set_labour_rate(request: HttpRequest, payload: RateIn) -> HttpResponse:
    """Set the price of a labour hour from a day on."""
    said = {"actor": actor_of(request), **values_of(payload)}
    return write(request, RateOut, lambda at: commands.set_labour_rate(**said, at=at), status=201)


@router.post("/import", response={200: ImportOut})
def import_catalog(request: HttpRequest, payload: ImportIn) -> HttpResponse:
    """Write many rows at once; a refused row does not keep the others out."""
    actor = actor_of(request)

    def run(at: Any) -> ImportOut:
        outcomes = commands.import_catalog(
            actor=actor,
            operations=[row.terms() for row in payload.operations],
            articles=[row.terms() for row in payload.articles],
            packages=[row.terms() for row in payload.packages],
            maintenance=[row.terms() for row in payload.maintenance],
            at=at,
        )
        rows = [
            OutcomeOut(code=each.code, outcome=each.outcome, errors={k: str(v) for k, v in each.errors.items()})
            for each in outcomes
        ]
        return ImportOut(outcomes=rows)

    return write(request, ImportOut, run)


def _window(cursor: str) -> Window:
    values = decode_cursor(cursor) or [0]
    if len(values) != 1 or not isinstance(values[0], int) or not 0 <= values[0] <= 10_000_000:
        raise Invalid(field="cursor")
    return Window(values[0], PAGE)


def _page(found: RowPage[Any], window: Window) -> dict[str, Any]:
    after = window.offset + len(found.rows)
    return {"items": found.rows, "next": encode_cursor([after]) if after < found.total else None}
