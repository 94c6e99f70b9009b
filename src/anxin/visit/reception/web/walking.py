"""The walk-around as its step shows it: what is kept or, after a refusal, what was posted; and what is missing on it."""

from dataclasses import asdict, replace
from typing import Any

from django.utils.translation import gettext

from anxin.platform.files.queries import files_by_key
from anxin.platform.parameters import value
from anxin.platform.ui.pages import VERSION_FIELD
from anxin.visit.reception import permissions, queries
from anxin.visit.reception.parameters import FAR_MORE_KM, PHOTOS_ARE_REQUIRED
from anxin.visit.reception.web import words
from anxin.visit.reception.web.forms import WalkAroundForm

TYPED = ("belongings_note", "bulky_note", "locker", "protective_set", "protective_words")


def shown_sheet(actor: Any, sheet: queries.SheetView, form: WalkAroundForm | None) -> queries.SheetView:
    """The sheet with everything that a refused form posted in place of what is kept; no kept photo goes.

    When somebody else saved in between, their marks stand beside the posted ones: none is lost unseen.
    """
    if form is None or sheet.state != "DRAFT":
        return sheet
    posted: Any = form.data
    marks = list(sheet.marks)
    if "marks" in form.cleaned_data:
        given = [asdict(mark) for mark in form.cleaned_data["marks"]]
        is_stale = posted.get(VERSION_FIELD, "") not in ("", str(sheet.version))
        marks = [mark for mark in marks if mark not in given] + given if is_stale else given
    kept = {photo.key for photo in sheet.photos}
    fresh = [key for key in dict.fromkeys(posted.getlist("photos")) if key not in kept]
    typed: dict[str, Any] = {name: str(form[name].value() or "") for name in TYPED}
    told = (form["remarks"].value(), form["marks_text"].value())
    return replace(
        sheet,
        **typed,
        marks=tuple(marks),
        photos=(*sheet.photos, *files_by_key(actor, fresh, permissions.WALK_AROUND_PHOTO)),
        odometer_was_reset=bool(form["odometer_was_reset"].value()),
        warning_lights=tuple(posted.getlist("warning_lights")),
        valuables=tuple(posted.getlist("valuables")),
        remarks=" ".join(part for part in told if part),
    )


def fill_walk(actor: Any, sheet: queries.SheetView, form: WalkAroundForm | None) -> dict[str, Any]:
    """What the step of the walk-around shows."""
    shown = shown_sheet(actor, sheet, form)
    missing = missing_places(shown)
    labels = [words.PLACES.get(each.label, "") for each in shown.photos]
    return {
        "sheet": shown,
        "photos": [
            {"id": each.key, "url": each.thumb_url, "label": label} for each, label in zip(shown.photos, labels, strict=True)
        ],
        "marks": [
            mark | {"zone_label": str(words.ZONES.get(mark["zone"], "")), "kind_label": str(words.MARK_KINDS[mark["kind"]])}
            for mark in shown.marks
        ],
        "places": missing,
        "shot": len(words.PLACES) - len(missing),
        "value": form.data if form is not None else None,
    }


def far_more_km(reception: queries.ReceptionView) -> int | None:
    """How many kilometres more than at the last visit, where that is so much that somebody should look again; else None."""
    typed, known = reception.sheet.odometer_km, reception.last_odometer_km
    if typed is None or known is None:
        return None
    more = typed - known
    return more if more > value(FAR_MORE_KM, reception.row.store_id, reception.row.arrived_at) else None


def missing_places(sheet: queries.SheetView) -> list[Any]:
    """Names of the places of the car that no photo of the sheet shows."""
    shot = {photo.label for photo in sheet.photos}
    return [text for code, text in words.PLACES.items() if code not in shot]


def missing_words(sheet: queries.SheetView) -> str:
    """What a sheet still lacks, named: fields, then places without a photo; empty when it is whole."""
    named = [str(words.MISSING[name]) for name in sheet.missing]
    places = missing_places(sheet)
    if places:
        named.append(gettext("照片（%(places)s）") % {"places": " ".join(map(str, places))})
    return " / ".join(named)


def is_unfinished(reception: queries.ReceptionView) -> bool:
    """Whether the walk-around cannot be signed yet: a field is missing, or a photo where the store asks for all."""
    sheet, row = reception.sheet, reception.row
    if sheet.missing:
        return True
    return bool(missing_places(sheet)) and value(PHOTOS_ARE_REQUIRED, row.store_id, row.arrived_at)
