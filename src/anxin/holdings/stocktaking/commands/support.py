"""A count sheet as commands fetch, change and answer it."""

from dataclasses import dataclass
from datetime import datetime

from anxin.holdings.stocktaking.events import CountSheetChanged
from anxin.holdings.stocktaking.models import CountSheet
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version

KIND = "stocktaking.countsheet"
LONGEST_WORDS = 120


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """A sheet after a step: so many of its lines are counted, and differ; gains and losses without sign and tax."""

    id: int
    number: str
    state: str
    version: int
    lines: int
    counted: int
    different: int
    gains: Money
    losses: Money


def locked_sheet(actor: Actor, permission: str, sheet_id: int) -> CountSheet:
    """The sheet, locked; counts leave its version alone.

    :raises NotFound: unknown, or in a store where the actor does not hold the permission
    """
    found: CountSheet = CountSheet.objects.visible_to(actor, permission).locked().one(pk=sheet_id)
    return found


def stepping_sheet(actor: Actor, permission: str, sheet_id: int, version: int | None) -> CountSheet:
    """The sheet, locked, its version counted up.

    :raises NotFound: unknown, or in a store where the actor does not hold the permission
    :raises VersionConflict: somebody else took a step first
    """
    row = locked_sheet(actor, permission, sheet_id)
    require_version(row, version)
    return row


def announce(row: CountSheet, step: str, at: datetime) -> None:
    """Tell that the sheet took a step."""
    events.publish(CountSheetChanged(store_id=row.store_id, countsheet_id=row.pk, step=step), at=at)


def subject(row: CountSheet) -> DocumentRef:
    """The sheet as tasks and the ledger name it."""
    return DocumentRef(KIND, row.pk)


def helper_of(row: CountSheet) -> Actor:
    """Who reads the stock and writes tasks for the sheet, in its store."""
    return Actor.system("stocktaking", [row.store_id])


def saved(row: CountSheet) -> SavedSheet:
    """The sheet as its commands answer."""
    sums = (row.lines, row.counted, row.different, row.gains, row.losses)
    return SavedSheet(row.pk, row.number, row.state, row.version, *sums)
