"""What the endpoints of finished and inspected work take and give."""

from typing import Annotated, Literal

from ninja import Field, Schema

from anxin.platform.api import Body, Id, with_fields_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.api.schemas import Code, LinePhotoOut, Note, StepOut, Words

Keys = Annotated[list[Code], Field(max_length=20)]
Level = Literal["self", "general", "final"]


class CheckIn(Body):
    """The result of an item of a checklist; ``photo_keys`` of uploads that show what failed."""

    code: Annotated[str, Field(max_length=24, pattern=r"^[a-z0-9_]+$")]
    passed: bool
    note: Note = ""
    photo_keys: Keys = []


class FinishIn(Body):
    """Cause, correction, and the technician's own inspection item by item; ``despite`` a call for help."""

    cause: Words | None = None
    correction: Words | None = None
    checks: Annotated[list[CheckIn], Field(max_length=60)]
    despite: bool = False


class FinishedOut(StepOut):
    """A finished job."""

    job_id: int
    job_state: str
    inspection_id: int


class JobNoteIn(Body):
    """What is wrong with a job that goes back; ``photo_keys`` of uploads that show it."""

    job_id: Id
    note: Note = ""
    photo_keys: Keys = []


class InspectIn(Body):
    """An inspection item by item; ``rework_job_ids`` go back to the workshop, ``job_notes`` say why."""

    checks: Annotated[list[CheckIn], Field(max_length=60)]
    note: Note = ""
    rework_job_ids: Annotated[list[Id], Field(max_length=30)] = []
    job_notes: Annotated[list[JobNoteIn], Field(max_length=30)] = []
    odometer_km: Annotated[int, Field(ge=0, le=9_999_999)] | None = None

    def verdict(self, level: str) -> commands.Verdict:
        """The command's form of it."""
        notes = {one.job_id: one.note for one in self.job_notes}
        photos = {one.job_id: one.photo_keys for one in self.job_notes if one.photo_keys}
        checks = read_checks(self.checks)
        return commands.Verdict(level, checks, self.note, self.rework_job_ids, notes, self.odometer_km, photos)


class WashIn(Body):
    """What the inspector saw of a washed car."""

    is_clean: bool
    note: Note = ""


@with_fields_of(queries.CheckLine)
class CheckLineOut(Schema):
    """A line to be answered."""


@with_fields_of(queries.CheckRow)
class CheckOut(Schema):
    """An answered line."""

    photos: list[LinePhotoOut]


@with_fields_of(queries.InspectionRow)
class InspectionOut(Schema):
    """An inspection with its lines."""

    items: list[CheckOut]


class InspectedOut(StepOut):
    """An inspected order."""

    inspection_id: int
    passed: bool


def read_checks(given: list[CheckIn]) -> list[commands.Check]:
    """The command's form of a filled checklist."""
    return [commands.Check(one.code, one.passed, one.note, one.photo_keys) for one in given]
