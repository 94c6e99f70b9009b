"""Tables of customers and vehicles."""

from anxin.parties.customers.models.people import Consent, Customer, NameToken
from anxin.parties.customers.models.registers import DataRequest, FileLoan
from anxin.parties.customers.models.relations import (
    CustomerStore,
    GroupRow,
    VehicleStore,
    relate_customers,
    relate_vehicle,
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
    "relate_customers",
    "relate_vehicle",
    "reveal_exact",
]
