"""Bookings as the cash desk needs them: it takes money for them and may see nothing else of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.plates import normalise_tail
from anxin.resources.catalog.queries import package_names
from anxin.visit.appointments.lifecycle import APPOINTMENT, ARRIVED, BOOKED, CANCELLED, ENDED, NO_SHOW
from anxin.visit.appointments.models import Appointment

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class BookedCar:
    """A booking: whose car is expected when."""

    id: int
    number: str
    store_id: int
    state: str
    state_label: str
    wanted_at: datetime
    plate: str
    model_name: str
    customer_id: int
    customer_name: str
    package_name: str = ""
    vin: str = ""

    @property
    def is_expected(self) -> bool:
        """Whether the car is still to come."""
        return self.state == BOOKED

    @property
    def has_arrived(self) -> bool:
        """Whether it is here."""
        return self.state == ARRIVED

    @property
    def is_over(self) -> bool:
        """Whether it was called off, or its car did not come."""
        return self.state in ENDED


def get_booked_car(actor: Actor, permission: str, number: str) -> BookedCar:
    """One booking, for a query of a higher module that needs ``permission``.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    """
    row = Appointment.objects.visible_to(actor, permission).select_related("vehicle", "customer").one(number=number)
    names = package_names(actor, row.store_id, {row.package_code}) if row.package_code else {}
    return _booked(row, names.get(row.package_code, row.package_code))


def find_booked_cars(actor: Actor, permission: str, store_id: int, text: str, today: date) -> list[BookedCar]:
    """Cars that a store still expects whose plate or booking number ends so, the next to come first; none without text."""
    wanted = normalise_tail(text)
    if not wanted:
        return []
    rows = Appointment.objects.visible_to(actor, permission).select_related("vehicle", "customer")
    mine = rows.filter(store_id=store_id, state=BOOKED, wanted_on__gte=today)
    ends = mine.filter(Q(number__endswith=wanted) | Q(vehicle__plate__endswith=wanted))
    return [_booked(row) for row in ends.order_by("wanted_at", "pk")[:MOST_FOUND]]


def why_over(state: str) -> str:
    """In words why a booking needs no money any more; empty while its car is expected or here."""
    return {CANCELLED: _("预约已取消"), NO_SHOW: _("未到店")}.get(state, "")


def _booked(row: Appointment, package_name: str = "") -> BookedCar:
    return BookedCar(
        row.pk,
        row.number,
        row.store_id,
        row.state,
        str(APPOINTMENT.labels[row.state]),
        row.wanted_at,
        row.vehicle.plate or "",
        row.vehicle.model_name,
        row.customer_id,
        row.customer.name,
        package_name=package_name,
        vin=row.vehicle.vin or "",
    )
