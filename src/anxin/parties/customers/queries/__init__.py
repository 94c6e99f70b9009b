"""Public reads of customers and vehicles."""

from anxin.parties.customers.queries.cards import (
    CustomerCard,
    PartyRow,
    PlateRow,
    VehicleCard,
    VehicleOfCustomer,
    find_vehicle,
    get_customer,
    get_customer_data,
    get_vehicle,
    list_vehicle_cards,
)
from anxin.parties.customers.queries.consents import (
    ConsentRow,
    ContactAddress,
    get_contact_address,
    list_consents,
    may_contact,
    who_agreed,
)
from anxin.parties.customers.queries.lists import (
    CustomerFilter,
    CustomerRow,
    VehicleFilter,
    VehicleRow,
    count_fleet_vehicles,
    list_customers,
    list_vehicles,
)
from anxin.parties.customers.queries.registers import DataRequestRow, LoanRow, list_data_requests, list_loans
from anxin.parties.customers.queries.search import CustomerHit, VehicleHit, search_customers, search_vehicles

__all__ = [
    "ConsentRow",
    "ContactAddress",
    "CustomerCard",
    "CustomerFilter",
    "CustomerHit",
    "CustomerRow",
    "DataRequestRow",
    "LoanRow",
    "PartyRow",
    "PlateRow",
    "VehicleCard",
    "VehicleFilter",
    "VehicleHit",
    "VehicleOfCustomer",
    "VehicleRow",
    "count_fleet_vehicles",
    "find_vehicle",
    "get_contact_address",
    "get_customer",
    "get_customer_data",
    "get_vehicle",
    "list_consents",
    "list_customers",
    "list_data_requests",
    "list_loans",
    "list_vehicle_cards",
    "list_vehicles",
    "may_contact",
    "search_customers",
    "search_vehicles",
    "who_agreed",
]
