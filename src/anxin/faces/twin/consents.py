"""What the demo's customers agreed to, as signed with their first order."""

from collections.abc import Sequence
from datetime import datetime

from anxin.faces.twin.people import PlannedCar
from anxin.parties.customers.models import Consent
from anxin.parties.org.queries import system_actor
from anxin.platform.scope import unit_of_work


def make_consents(store_id: int, customers: Sequence[int], fleet: Sequence[PlannedCar], at: datetime) -> None:
    """Consent to be called about a service, as signed with the first order."""
    with unit_of_work(system_actor("twin"), "twin.make_consents", writable=True):
        Consent.objects.bulk_create(
            Consent(
                customer_id=one, store_id=store_id, purpose="service", given_at=at, channel="paper", evidence="首次来店签字"
            )
            for one, car in zip(customers, fleet, strict=True)
            if car.has_consent
        )
