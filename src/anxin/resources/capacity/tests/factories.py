"""Makes a store that counts its technicians and bays."""

from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import make_bay, make_store
from anxin.parties.people.models import Employee
from anxin.parties.people.tests.factories import make_employee


def make_workshop(code: str = "LG", *, technicians: int = 1, bays: int = 2) -> tuple[Store, list[Employee]]:
    """A store open from 8 to 18 with mechanics and bays for them; gives the mechanics too."""
    store = make_store(code)
    for number in range(bays):
        make_bay(store, f"{number + 1}")
    return store, [make_employee(store, "technician", trade="mechanical") for _number in range(technicians)]
