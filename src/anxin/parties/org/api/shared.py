"""Types and answers that the endpoints of the organisation share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from anxin.platform.api import actor_of, write

RowId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2200, 12, 31))]
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Command = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """A row after a change."""

    id: int
    version: int


class OrgRowOut(Schema):
    """The row that was made, or that the act was about."""

    id: int


class OrgChangedOut(OrgRowOut):
    """The row after a change; the version is the ETag, too."""

    version: int


def make(request: HttpRequest, command: Command, **given: Any) -> HttpResponse:
    """Run a command that answers with the id of its row."""
    run = _bound(request, command, given)
    return write(request, OrgRowOut, lambda at: {"id": run(at)}, status=201)


def change(request: HttpRequest, command: Command, row_id: int, **given: Any) -> HttpResponse:
    """Run a command that answers with the row's new version."""
    run = _bound(request, command, given)
    return write(request, OrgChangedOut, lambda at: Changed(row_id, run(at)))


def carry_out(request: HttpRequest, command: Command, row_id: int, **given: Any) -> HttpResponse:
    """Run a command that answers with nothing new."""
    run = _bound(request, command, given)

    def act(at: datetime) -> dict[str, int]:
        run(at)
        return {"id": row_id}

    return write(request, OrgRowOut, act)


def _bound(request: HttpRequest, command: Command, given: dict[str, Any]) -> Callable[[datetime], Any]:
    return lambda at: command(actor=actor_of(request), at=at, **given)
