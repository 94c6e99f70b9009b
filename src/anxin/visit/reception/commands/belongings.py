"""What stays in the car or in a locker: one customer's things in a locker, bulky ones told to dispatch (R-RC13)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from anxin.parties.work.commands import create_task
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.models import LockerUse, Reception
from anxin.visit.reception.queries import list_free_lockers

KIND = "reception.reception"


class LockerTaken(Invalid):
    """Somebody else's things are in this locker; the message names some that are free."""

    code = "locker_taken"
    default_rule = "R-RC13"


class LockerNotReturned(Conflict):
    """There are things of the customer's in a locker; ``locker`` names it."""

    code = "locker_not_returned"
    default_rule = "R-RC13"

    def __init__(self, locker: str) -> None:
        said = _lazy("储物柜 %(locker)s 里还有客户的东西：请交还后勾选“柜里物品已交还”。") % {"locker": locker}
        super().__init__(said, field="is_locker_returned", rule="R-RC13", locker=locker)


def keep_locker(actor: Actor, reception: Reception, locker: str, *, at: datetime) -> None:
    """Take the locker for the customer's things, change to another one, or give it up while the sheet is a draft.

    :raises LockerTaken: it is in use; the unique index decides between two at once
    """
    uses = LockerUse.objects.visible_to(actor, permissions.SEE)
    use = uses.filter(reception=reception).first()
    if not locker:
        if use is not None:
            uses.filter(pk=use.pk).delete()
        return
    row = use or LockerUse(store_id=reception.store_id, reception=reception, taken_at=at)
    if row.locker == locker:
        return
    row.locker = locker
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        free = list_free_lockers(actor, reception.store_id, at)
        said = _("储物柜 %(locker)s 正在用，请换一个：%(free)s。") % {"locker": locker, "free": "、".join(free)}
        raise LockerTaken(said, field="locker", rule="R-RC13") from None


def give_locker_back(actor: Actor, reception: Reception, *, is_returned: bool, at: datetime) -> None:
    """The customer has the things again, so that the locker is free.

    :raises LockerNotReturned: there are things in it, and nobody says that they were given back
    """
    uses = LockerUse.objects.visible_to(actor, permissions.SEE).locked()
    use = uses.filter(reception=reception, returned_at=None).first()
    if use is None:
        return
    if not is_returned:
        raise LockerNotReturned(use.locker)
    use.returned_at = at
    use.save(update_fields=["returned_at"])


def fetch_from_locker(actor: Actor, reception: Reception, *, at: datetime) -> None:
    """The visit ended in the office: whoever cares for the car gives the things back, and the done task frees the locker."""
    uses = LockerUse.objects.visible_to(actor, permissions.SEE)
    use = uses.filter(reception=reception, returned_at=None).first()
    if use is None:
        return
    title = _("把储物柜 %(locker)s 里的东西交还客户（%(plate)s），交还后点完成")
    create_task(
        actor=actor,
        store_id=reception.store_id,
        kind=parameters.LOCKER_TASK,
        subject=DocumentRef(KIND, reception.pk),
        title=(title % {"locker": use.locker, "plate": reception.vehicle.plate or reception.number})[:120],
        owner_id=reception.advisor_id,
        post="" if reception.advisor_id else "service_advisor",
        due_at=at + timedelta(minutes=value(parameters.TELL_MINUTES, reception.store_id, at)),
        at=at,
    )


def tell_dispatch(actor: Actor, reception: Reception, bulky: str, *, at: datetime) -> None:
    """Tell the dispatcher of bulky things in the car, if there are any."""
    if not bulky:
        return
    title = _("%(reception)s 车上有大件：%(what)s") % {"reception": reception.number, "what": bulky}
    create_task(
        actor=actor,
        store_id=reception.store_id,
        kind=parameters.BULKY_TASK,
        subject=DocumentRef(KIND, reception.pk),
        title=title[:120],
        post="dispatcher",
        due_at=at + timedelta(minutes=value(parameters.TELL_MINUTES, reception.store_id, at)),
        at=at,
    )
