"""What every endpoint shares: problem details, idempotency keys, ETags, cursors, money and times on the wire.

With the modules' ``api.py`` files the only code that knows ninja. Endpoints parse, call one command or query, answer.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Generic, TypeVar, get_args, get_type_hints

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, PlainSerializer, TypeAdapter, WithJsonSchema, create_model

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.idempotency import Answer, in_one_unit, once
from anxin.platform.idempotency.said import said_in
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.platform.ui.row_pages import PAGE_SIZE, RowPage, Window

T = TypeVar("T")
PAGE_LIMIT = 200
FARTHEST = 10_000_000


def _read_money(given: Any) -> Any:
    if isinstance(given, Money):
        return given
    # The pattern comes first: an exponent like 1e999999999 would make a number too large to compute with.
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,2})?", str(given)):
        raise ValueError('an amount in yuan, e.g. "846.00"')
    return Money.yuan(str(given))


Yuan = Annotated[
    Money,
    BeforeValidator(_read_money),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d{1,12}\.\d{2}$", "examples": ["846.00"]}),
]
"""An amount in yuan with two decimals, as a string."""

Id = Annotated[int, Field(ge=1, le=9_223_372_036_854_775_807)]
"""A primary key."""


class Body(Schema):
    """Base of request bodies and their parts: a field that nobody knows is refused, never dropped in silence."""

    model_config = ConfigDict(extra="forbid")


S = TypeVar("S", bound=Schema)


def with_fields_of(file: type[Any], types: Mapping[str, Any] = MappingProxyType({})) -> Callable[[type[S]], type[S]]:
    """Give a schema every field of a dataclass, with its type and default; ``types`` bounds a type or a named field."""

    known = {"Money": Yuan, **types}

    def fill(schema: type[S]) -> type[S]:
        hints = get_type_hints(file)
        given: dict[str, Any] = {}
        for one in fields(file):
            hint = hints[one.name]
            optional = isinstance(hint, UnionType) and type(None) in get_args(hint)
            plain = next(each for each in get_args(hint) if each is not type(None)) if optional else hint
            bounded = known.get(one.name, known.get(getattr(plain, "__name__", ""), plain))
            given[one.name] = (bounded | None if optional else bounded, ... if one.default is MISSING else one.default)
        about: dict[str, Any] = {"__doc__": schema.__doc__, "__module__": schema.__module__}
        return create_model(schema.__name__, __base__=schema, **about, **given)

    return fill


class Problem(Schema):
    """RFC 9457 problem details; ``code`` is stable, ``detail`` is for people.

    ``rule`` is the requirement row that refuses. ``offers`` are times that can be kept instead of one that cannot.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    errors: dict[str, str] | None = None
    differences: dict[str, list[Any]] | None = None
    rule: str | None = None
    offers: list[datetime] | None = None


class Page(Schema, Generic[T]):
    """One page of a list; ``next`` is the cursor of the following page, null on the last."""

    items: list[T]
    next: str | None = None


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind the bearer token."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def write(
    request: HttpRequest,
    schema: type[Schema],
    run: Callable[[datetime], Any],
    *,
    status: int = 200,
    keeps_answer: bool = True,
) -> HttpResponse:
    """Run one command and answer with its result as ``schema``; once, when an Idempotency-Key was sent.

    Several commands that ``run`` calls stand or fall together, with a key or without.
    A replayed answer carries ``Idempotency-Replayed: true``; a result with a ``version`` gives the ETag. An answer that
    holds personal data or a secret is not kept, whatever key comes with the request: such an act may be repeated.
    """
    at = clock.now()
    adapter = TypeAdapter(schema)

    def carry_out() -> Answer:
        result = run(at)
        body = adapter.dump_json(adapter.validate_python(result, from_attributes=True)).decode()
        version = getattr(result, "version", None)
        return Answer(status, body, {} if version is None else {"ETag": f'"{version}"'})

    key = request.headers.get("Idempotency-Key", "")
    if len(key) > 120:
        raise Invalid(field="Idempotency-Key")
    if key and keeps_answer:
        answer = once(actor_of(request), key, said_in(request), carry_out, at=at)
    else:
        answer = in_one_unit(actor_of(request), carry_out, at=at)
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json", headers=answer.headers)
    if answer.replayed:
        response["Idempotency-Replayed"] = "true"
    return response


def read(request: HttpRequest, run: Callable[[], T]) -> T:
    """Run queries in one read transaction."""
    with reading(actor_of(request), request.path):
        return run()


def expected_version(request: HttpRequest) -> int | None:
    """The version in If-Match; None when the header is missing.

    :raises Invalid: not an ETag that this API gave out
    """
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        return None
    number = given.removeprefix("W/").strip('"')
    if not number.isdecimal() or len(number) > 9:
        raise Invalid(field="If-Match")
    return int(number)


def encode_cursor(values: list[Any]) -> str:
    """An opaque cursor over the sort values of the last row."""
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> list[Any] | None:
    """Sort values of a cursor.

    :raises Invalid: not a cursor of this API
    """
    if not cursor:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list):
            raise ValueError
    except ValueError:
        raise Invalid(field="cursor") from None
    return values


def window_of(cursor: str) -> Window:
    """The window of a list that a cursor names, by how many rows come before it; the first without one.

    :raises Invalid: a cursor of something else
    """
    values = decode_cursor(cursor) or [0]
    if len(values) != 1 or type(values[0]) is not int or not 0 <= values[0] <= FARTHEST:
        raise Invalid(_("请从第一页重新开始。"), field="cursor")
    return Window(values[0], PAGE_SIZE)


def page_of(found: RowPage[Any], window: Window) -> dict[str, Any]:
    """A :class:`Page`: the rows of a window, with the cursor of those after them."""
    after = window.offset + len(found.rows)
    is_last = after >= found.total and not (found.is_more and found.rows)
    return {"items": found.rows, "next": None if is_last else encode_cursor([after])}
