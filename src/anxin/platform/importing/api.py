"""Endpoints of imports: upload a workbook, look at its check, take the good rows, fetch what stayed out."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from anxin.platform.api import Id, actor_of, read, write
from anxin.platform.files.uploads import read_at_most
from anxin.platform.importing import commands, queries
from anxin.platform.ui.lists import XLSX_TYPE

router = Router(tags=["imports"])
StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
XLSX_ANSWER = {"responses": {200: {"content": {XLSX_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}}


class ImportListQuery(Schema):
    store_id: StoreId
    limit: Annotated[int, Field(ge=1, le=200)] = 20


class ImportKept(Schema):
    run_id: int
    state: str


class ImportRunOut(Schema):
    """A run; ``good_rows`` would go in and ``bad_rows`` stay out, ``files`` are what may be fetched."""

    id: int
    kind: str
    file_name: str
    state: str
    uploaded_at: datetime
    finished_at: datetime | None
    is_stop_asked: bool
    rows_done: int
    rows_total: int
    good_rows: int
    bad_rows: int
    created_rows: int
    updated_rows: int
    unchanged_rows: int
    refused_rows: int
    files: list[str]


class ImportProblem(Schema):
    """What is wrong with a cell and what to do; an error keeps its row out."""

    row: int
    column: str
    value: str
    message: str
    cure: str
    is_error: bool


@router.get("", response={200: list[ImportRunOut]})
def list_imports(request: HttpRequest, wanted: Query[ImportListQuery]) -> Any:
    """The latest runs of a store, of the kinds that the token's user may import."""
    return read(request, lambda: queries.list_runs(actor_of(request), wanted.store_id, wanted.limit))


@router.post("", response={201: ImportKept})
def upload_import(
    request: HttpRequest,
    file: File[UploadedFile],
    store_id: Form[StoreId],
    kind: Form[Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")]],
) -> HttpResponse:
    """Upload a workbook (XLSX or CSV) and have it checked; nothing is written before the import is started."""

    def keep(at: datetime) -> commands.RunKept:
        content = read_at_most(file, commands.largest_upload(store_id, at))
        return commands.upload_import(
            actor=actor_of(request), store_id=store_id, kind=kind, file_name=file.name or "", content=content, at=at
        )

    return write(request, ImportKept, keep, status=201)


@router.get("/{run_id}", response={200: ImportRunOut})
def get_import(request: HttpRequest, run_id: Id) -> Any:
    """A run, with how far it is."""
    return read(request, lambda: queries.get_run(actor_of(request), run_id))


@router.get("/{run_id}/problems", response={200: list[ImportProblem]})
def list_import_problems(request: HttpRequest, run_id: Id) -> Any:
    """The first problems of a checked file, errors first."""
    return read(request, lambda: queries.list_problems(actor_of(request), run_id))


@router.post("/{run_id}/start", response={200: ImportKept})
def start_import(request: HttpRequest, run_id: Id) -> HttpResponse:
    """Take the good rows of a checked file."""
    return write(request, ImportKept, lambda at: commands.start_import(actor=actor_of(request), run_id=run_id, at=at))


@router.post("/{run_id}/stop", response={200: ImportKept})
def stop_import(request: HttpRequest, run_id: Id) -> HttpResponse:
    """Stop a run, or discard a checked file; what was written stays."""
    return write(request, ImportKept, lambda at: commands.stop_import(actor=actor_of(request), run_id=run_id, at=at))


@router.get("/{run_id}/files/{role}", openapi_extra=XLSX_ANSWER)
def get_import_file(request: HttpRequest, run_id: Id, role: Literal["report", "remaining"]) -> HttpResponse:
    """The list of problems, or the rows that stayed out, as XLSX."""
    content = read(request, lambda: queries.get_file(actor_of(request), run_id, role))
    return HttpResponse(content, content_type=XLSX_TYPE)
