"""Tables of customers and vehicles."""

from anxin.parties.customers.models.people import Consent, Customer, NameToken
from anxin.parties.customers.models.registers import DataRequest, FileLoan
from anxin.parties.customers.models.relations import (
    CustomerStore,
    GroupRow,
    VehicleStore,
    next_ids,
    relate_customers,
    relate_vehicles,
    reveal_exact,
)
from anxin.parties.customers.models.vehicles import Vehicle, VehicleParty, VehiclePlate

__all__ = [
    "Consent",
    "Customer",
    "CustomerStore",
    "DataRequest",
    "FileLoan",
    "GroupRow",
    "NameToken",
    "Vehicle",
    "VehicleParty",
    "VehiclePlate",
    "VehicleStore",
    "next_ids",
    "relate_customers",
    "relate_vehicles",
    "reveal_exact",
]
