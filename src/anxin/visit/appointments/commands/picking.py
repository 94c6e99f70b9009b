"""Parts are laid ready for a booking before the car comes (R-PT07, M04.08)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.visit.appointments import permissions
from anxin.visit.appointments.commands.booking import KeptAppointment, kept, locked
from anxin.visit.appointments.commands.times import KIND
from anxin.visit.appointments.lifecycle import ARRIVED, BOOKED


class NothingToPick(Conflict):
    """Parts are laid ready only for a booking with a package whose car is still to be received."""

    code = "nothing_to_pick"
    default_rule = "R-PT07"
    default_message = _("只给还没接车、选了套餐的预约备料，请刷新后再看。")


@command(permissions.PICK, rule="R-PT07")
def lay_parts_ready(
    *, actor: Actor, number: str, at: datetime, is_ready: bool = True, version: int | None = None
) -> KeptAppointment:
    """The parts of a booking lie ready and are promised to it; not ``is_ready``: they went back to the shelf.

    :raises NotFound: unknown or out of scope
    :raises NothingToPick: no package, called off, missed, or received
    :raises VersionConflict: it was changed since it was read
    """
    row = locked(actor, permissions.PICK, number)
    waits = row.state == BOOKED or (row.state == ARRIVED and row.document_id is None)
    if not row.package_code or not waits:
        raise NothingToPick(rule="R-PT07")
    require_version(row, version)
    row.parts_ready_at = at if is_ready else None
    row.save(update_fields=["parts_ready_at", "version"])
    audit.note(DocumentRef(KIND, row.pk), row.store_id, parts_ready=is_ready)
    return kept(row)
