"""A shop to be measured: the demo's brands and a store in which every client is one person who may do every step.

Owns: the people with their tokens. Does not own: the steps.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Client:
    """A person with an API token."""

    store_id: int
    token: str
    number: int


ROLES = ("service_advisor", "technician", "parts_clerk", "quality_inspector", "cashier", "service_manager")


def make_clients(count: int) -> list[Client]:
    """Group, catalogue, and this many people in the first store, each with a token for everything."""
    from anxin.faces.twin import organisation
    from anxin.parties.org import actors
    from anxin.parties.org.commands import SetParameter, set_parameter
    from anxin.parties.org.models import ApiToken, Grant, User
    from anxin.parties.org.queries import system_actor
    from anxin.parties.org.sign_in import digest
    from anxin.parties.people.commands import EmployeeDetails, hire_employee, set_skill

    at = datetime.now(UTC) - timedelta(days=1)
    store_id = organisation.make_group(at)["LG"]
    organisation.make_catalogue(at)
    organisation.make_stock(organisation.STORES[0], store_id, 1_000_000, at)
    # Every client is one person at every post.
    alone = SetParameter("workshop.inspect_own_work", "store", store_id, True, datetime.now(UTC).date())
    set_parameter(actor=system_actor("bench"), change=alone, at=datetime.now(UTC))
    made = []
    for number in range(count):
        user = User(username=f"bench{number}", display_name=f"测试{number}", home_store_id=store_id, password="!")
        user.save()
        for role in ROLES:
            Grant.objects.create(
                user=user, role=role, level="store", scope_id=store_id, granted_by="system:bench", granted_at=at
            )
        token = f"anx_bench_{number:04d}_{'x' * 24}"
        ApiToken.objects.create(
            user=user, name="bench", digest=digest(token), scopes=["*"], created_at=at, expires_at=at + timedelta(days=9)
        )
        details = EmployeeDetails(
            number=f"B{number:03}", name=f"测试{number}", post="technician", joined_on=at.date(), user_id=user.pk
        )
        hired = hire_employee(actor=system_actor("bench"), store_id=store_id, details=details, at=at)
        for code in ("mechanical", "electrical", "diagnosis"):
            set_skill(actor=system_actor("bench"), employee_id=hired.id, code=code, at=at)
        made.append(Client(store_id, token, number))
    actors.forget()
    return made
