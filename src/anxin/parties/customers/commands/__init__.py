"""Public writes of customers and vehicles, with the refusals that they raise."""

from anxin.parties.customers.commands.access import VehicleAlreadyRegistered, VehicleKnownElsewhere
from anxin.parties.customers.commands.consents import (
    ConsentAlreadyGiven,
    ConsentAnswer,
    ConsentKept,
    NoConsent,
    announce_consent,
    await_consents,
    give_consent,
    record_consent_answer,
    withdraw_consent,
)
from anxin.parties.customers.commands.customer_files import (
    PHONE_REASONS,
    CustomerAlreadyRegistered,
    CustomerIsErased,
    CustomerKept,
    RevealedPhone,
    assign_advisor,
    change_customer,
    register_customer,
    reveal_phone,
)
from anxin.parties.customers.commands.import_customers import import_customers
from anxin.parties.customers.commands.import_vehicles import VehicleImport, import_vehicles
from anxin.parties.customers.commands.parties import PartyClash, PartyKept, end_party, set_party
from anxin.parties.customers.commands.personal_data import (
    PersonalDataCopy,
    announce_erasure,
    copy_personal_data,
    erase_customer,
    forget_customer,
    register_phone_eraser,
)
from anxin.parties.customers.commands.proofs import TooManyProofs
from anxin.parties.customers.commands.registers import (
    DataExtract,
    FileIsLent,
    LoanKept,
    answer_data_request,
    lend_file,
    return_file,
)
from anxin.parties.customers.commands.relations import AttachedVehicle, attach_vehicle, ensure_relation, note_visit
from anxin.parties.customers.commands.vehicle_files import (
    OdometerWentBack,
    PlateInUse,
    VehicleKept,
    change_vehicle,
    record_odometer,
    register_vehicle,
)
from anxin.parties.customers.rules import CustomerData, VehicleData

__all__ = [
    "PHONE_REASONS",
    "AttachedVehicle",
    "ConsentAlreadyGiven",
    "ConsentAnswer",
    "ConsentKept",
    "CustomerAlreadyRegistered",
    "CustomerData",
    "CustomerIsErased",
    "CustomerKept",
    "DataExtract",
    "FileIsLent",
    "LoanKept",
    "NoConsent",
    "OdometerWentBack",
    "PartyClash",
    "PartyKept",
    "PersonalDataCopy",
    "PlateInUse",
    "RevealedPhone",
    "TooManyProofs",
    "VehicleAlreadyRegistered",
    "VehicleData",
    "VehicleImport",
    "VehicleKept",
    "VehicleKnownElsewhere",
    "announce_consent",
    "announce_erasure",
    "answer_data_request",
    "assign_advisor",
    "attach_vehicle",
    "await_consents",
    "change_customer",
    "change_vehicle",
    "copy_personal_data",
    "end_party",
    "ensure_relation",
    "erase_customer",
    "forget_customer",
    "give_consent",
    "import_customers",
    "import_vehicles",
    "lend_file",
    "note_visit",
    "record_consent_answer",
    "record_odometer",
    "register_customer",
    "register_phone_eraser",
    "register_vehicle",
    "return_file",
    "reveal_phone",
    "set_party",
    "withdraw_consent",
]
