"""Two stores with the same staff, and visits in the first: what the access cases take their arguments from."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from anxin.parties.customers.tests.factories import make_consent, make_customer, make_vehicle
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.roles import expand
from anxin.parties.org.tests.factories import AT, actor_for, make_bay, make_region, make_store, make_user
from anxin.parties.people.models import Employee
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor
from anxin.platform.permissions import all_permissions
from anxin.platform.references import DocumentRef
from anxin.visit.billing.commands import settle_order
from anxin.visit.billing.tests.factories import CASHIER_ROLES
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.tests.factories import FrontDesk, inspected_order, open_order, signed_order, view_of
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, make_technician

HOUR = timedelta(hours=1)
TODAY = AT.date()
DOCUMENT = DocumentRef("test.document", 1)
# The first of these roles that holds a permission by default tries it out.
USUAL = ("service_manager", "after_sales_manager", "administrator", "general_manager")

Arguments = Callable[["World"], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """Arguments under which the right role in the right store succeeds; the same person's peer elsewhere does not.

    ``role`` stands in for the permission's usual role; ``level`` is "group" where rows belong to the whole group.
    ``actor`` names somebody of the world who must act (the technician whose clock runs).
    """

    arguments: Arguments
    role: str = ""
    level: str = "store"
    actor: Callable[["World"], Actor] | None = None


def case(arguments: Arguments, role: str = "", level: str = "store", actor: Any = None) -> Case:
    """Short for :class:`Case`."""
    return Case(arguments, role, level, actor)


def usual_role(permission: str) -> str:
    """A role that holds the permission by default."""
    holders = expand(all_permissions()[permission].default_roles)
    return next((role for role in USUAL if role in holders), None) or min(holders)


@dataclass
class World:
    """Store A, in which everything happens, and store B, whose people try the same."""

    store: Store = field(default_factory=lambda: make_store("LG", region=make_region()))
    other: Store = field(default_factory=lambda: make_store("FT", region=make_region()))
    _kept: dict[str, Any] = field(default_factory=dict)
    _serial: Any = field(default_factory=itertools.count)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """The same thing whenever it is asked for."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def person(self, store: Store, role: str, level: str = "store") -> Actor:
        """The actor of a user with this role who is also an employee."""

        def make() -> Actor:
            user = make_user(store, role, level=level)
            make_employee(store, role, user=user)
            return actor_for(user)

        return self.once(f"{store.code} {role} {level}", make)

    @property
    def sid(self) -> int:
        """Id of store A."""
        return self.store.pk

    @property
    def desk(self) -> FrontDesk:
        """Somebody in store A who does a whole visit."""

        def make() -> FrontDesk:
            user = make_user(self.store, *CASHIER_ROLES)
            employee = make_employee(self.store, user=user)
            return FrontDesk(self.store, actor_for(user), employee.pk)

        return self.once("desk", make)

    @property
    def floor(self) -> Floor:
        """The workshop of store A."""

        def make() -> Floor:
            dispatcher, inspector = (self.person(self.store, role) for role in ("dispatcher", "quality_inspector"))
            wang, li = (make_technician(self.desk, name) for name in ("王强", "李明"))
            return Floor(self.desk, dispatcher, inspector, wang, li, make_bay(self.store))

        return self.once("floor", make)

    @property
    def employee(self) -> Employee:
        """An employee of store A."""
        return self.once("employee", lambda: make_employee(self.store, "technician"))

    @property
    def colleague(self) -> Employee:
        """Another employee of store A."""
        return self.once("colleague", lambda: make_employee(self.store, "technician"))

    @property
    def user_id(self) -> int:
        """A user of store A without grants."""
        return self.once("user", lambda: make_user(self.store, "technician")).pk

    @property
    def customer(self) -> int:
        """A customer of store A who agreed to be contacted."""

        def make() -> int:
            customer = make_customer(self.store)
            make_consent(self.store, customer)
            return customer

        return self.once("customer", make)

    @property
    def vehicle(self) -> int:
        """That customer's vehicle."""
        return self.once("vehicle", lambda: make_vehicle(self.store, owner_id=self.customer))

    @property
    def open(self) -> orders.RepairOrderView:
        """A new order."""
        return view_of(self.desk, self.once("open", lambda: open_order(self.desk)).number)

    @property
    def signed(self) -> orders.RepairOrderView:
        """A signed order."""
        return view_of(self.desk, self.once("signed", lambda: signed_order(self.desk)).number)

    @property
    def inspected(self) -> orders.RepairOrderView:
        """An order whose work is done."""
        return view_of(self.desk, self.once("inspected", lambda: inspected_order(self.desk)).number)

    @property
    def settled(self) -> Any:
        """A settled, unpaid order."""
        number = self.inspected.head.number
        return self.once("settled", lambda: settle_order(actor=self.desk.actor, number=number, at=AT + 2 * HOUR))

    @property
    def at_work(self) -> OrderAtWork:
        """A signed order, as the workshop names it."""
        return OrderAtWork(self.signed.head.number, tuple(job.id for job in self.signed.jobs))

    @property
    def system(self) -> Actor:
        """The program itself."""
        return system_actor("test")
