"""Access cases of customers and vehicles."""

from datetime import timedelta
from typing import Any

from anxin.parties.customers import commands as customers
from anxin.parties.customers.queries import CustomerFilter, VehicleFilter
from anxin.parties.customers.tests.factories import make_phone, make_plate, make_vin
from anxin.platform.ui.lists import Order, Window
from tests.access.world import AT, TODAY, World, case

NAME, PLATE, PHONE = "欧阳静怡", make_plate(77001), make_phone(13977001)
NEW_CUSTOMER = customers.CustomerData(name="司马相如", phone=make_phone(13977002))
NEW_VEHICLE = customers.VehicleData(plate=make_plate(77002), model_name="朗逸")
LIST: dict[str, Any] = {"order": Order(), "window": Window()}
VIN = make_vin(977001)


def customer(w: World) -> int:
    """A customer of store A with a name and phone of its own."""
    data = customers.CustomerData(name=NAME, phone=PHONE)
    kept = w.once("named", lambda: customers.register_customer(actor=w.system, store_id=w.sid, data=data, at=AT))
    return int(kept.customer_id)


def vehicle(w: World) -> int:
    """That customer's car."""
    data = customers.VehicleData(plate=PLATE, vin=VIN, model_name="途观")
    kept = w.once(
        "car",
        lambda: customers.register_vehicle(
            actor=w.system, store_id=w.sid, data=data, owner_id=customer(w), known_phone="", at=AT
        ),
    )
    return int(kept.vehicle_id)


def party(w: World) -> int:
    role = {"vehicle_id": vehicle(w), "customer_id": customer(w), "role": "driver", "valid_from": TODAY - timedelta(days=9)}
    made = w.once("party", lambda: customers.set_party(actor=w.system, store_id=w.sid, **role, at=AT))
    return int(made.party_id)


def agreed(w: World) -> int:
    """The customer, who has agreed to be contacted about service."""
    consent = {"customer_id": customer(w), "purpose": "service", "channel": "screen", "evidence": "LG-C-2026-1"}
    w.once("agreed", lambda: customers.give_consent(actor=w.system, store_id=w.sid, **consent, at=AT))
    return customer(w)


def loan(w: World) -> dict[str, Any]:
    borrower = w.person(w.store, "service_advisor").id
    due_on = TODAY + timedelta(days=3)
    return {
        "store_id": w.sid, "customer_id": customer(w), "borrower_user_id": borrower, "purpose": "核对索赔", "due_on": due_on,
    }  # fmt: skip


def lent(w: World) -> int:
    return int(w.once("lent", lambda: customers.lend_file(actor=w.system, **loan(w), at=AT)).loan_id)


def request(w: World) -> dict[str, Any]:
    agreed(w)
    return {"store_id": w.sid, "department": "财务部", "purpose": "年度审计抽样", "fields": ["name", "kind"]}


def answered(w: World) -> bool:
    return bool(w.once("answered", lambda: customers.answer_data_request(actor=w.system, **request(w), at=AT)))


def erased(w: World) -> int:
    customers.erase_customer(actor=w.system, customer_id=customer(w), at=AT, is_confirmed=True)
    return customer(w)


COMMANDS = {
    "customers.register_customer": case(lambda w: {"store_id": w.sid, "data": NEW_CUSTOMER}),
    "customers.register_vehicle": case(lambda w: {"store_id": w.sid, "data": NEW_VEHICLE, "owner_id": customer(w)}),
    "customers.change_customer": case(lambda w: {"customer_id": customer(w), "data": NEW_CUSTOMER, "version": None}),
    "customers.change_vehicle": case(lambda w: {"vehicle_id": vehicle(w), "data": NEW_VEHICLE, "version": None}),
    "customers.assign_advisor": case(
        lambda w: {
            "store_id": w.sid, "customer_id": customer(w), "advisor_user_id": w.person(w.store, "service_advisor").id,
        }
    ),
    "customers.attach_vehicle": case(lambda w: vehicle(w) and {"store_id": w.sid, "vin": VIN}),
    "customers.ensure_relation": case(lambda w: {"store_id": w.sid, "vehicle_id": vehicle(w)}),
    "customers.note_visit": case(lambda w: {"store_id": w.sid, "vehicle_id": vehicle(w)}),
    "customers.record_odometer": case(lambda w: {"vehicle_id": vehicle(w), "odometer_km": 41286}),
    "customers.set_party": case(
        lambda w: {"store_id": w.sid, "vehicle_id": vehicle(w), "customer_id": customer(w), "role": "driver"}
    ),
    "customers.end_party": case(lambda w: {"store_id": w.sid, "party_id": party(w)}),
    "customers.give_consent": case(
        lambda w: {"store_id": w.sid, "customer_id": customer(w), "purpose": "service", "channel": "screen"}
    ),
    "customers.record_consent_answer": case(
        lambda w: {
            "store_id": w.sid, "customer_id": customer(w), "purpose": "video", "answer": "refused", "channel": "screen",
        }
    ),
    "customers.announce_consent": case(lambda w: {"customer_id": agreed(w), "purpose": "service", "besides": 0}),
    "customers.withdraw_consent": case(
        lambda w: {"store_id": w.sid, "customer_id": agreed(w), "purpose": "service"}
    ),
    "customers.reveal_phone": case(lambda w: {"customer_id": customer(w), "reason": "visit"}),
    "customers.copy_personal_data": case(lambda w: {"customer_id": customer(w)}),
    "customers.erase_customer": case(lambda w: {"customer_id": customer(w), "is_confirmed": True}),
    "customers.announce_erasure": case(lambda w: {"customer_id": erased(w)}),
    "customers.forget_customer": case(lambda w: {"store_id": w.sid, "customer_id": customer(w)}),
    "customers.lend_file": case(loan),
    "customers.return_file": case(lambda w: {"loan_id": lent(w)}),
    "customers.answer_data_request": case(request),
    "customers.import_customers": case(lambda w: {"store_id": w.sid, "rows": [NEW_CUSTOMER]}),
    "customers.import_vehicles": case(
        lambda w: {"store_id": w.sid, "rows": [customers.VehicleImport(NEW_VEHICLE, NEW_CUSTOMER)]}
    ),
}  # fmt: skip

QUERIES = {
    "customers.count_fleet_vehicles": case(
        lambda w: vehicle(w) and {"customer_id": customer(w), "since": AT - timedelta(days=365)}
    ),
    "customers.find_vehicle": case(lambda w: vehicle(w) and {"plate": PLATE}),
    "customers.get_contact_state": case(lambda w: {"customer_id": customer(w), "purpose": "service"}),
    "customers.get_customer": case(lambda w: {"customer_id": customer(w)}),
    "customers.get_customer_data": case(lambda w: {"customer_id": customer(w)}),
    "customers.get_vehicle": case(lambda w: {"vehicle_id": vehicle(w)}),
    "customers.find_consent_answer": case(lambda w: {"customer_id": agreed(w), "purpose": "service"}),
    "customers.list_consents": case(lambda w: {"customer_id": agreed(w)}),
    "customers.list_customers": case(lambda w: customer(w) and {"wanted": CustomerFilter(), **LIST}),
    "customers.list_data_requests": case(lambda w: answered(w) and {"store_id": w.sid, "window": Window()}),
    "customers.list_loans": case(lambda w: lent(w) and {"store_id": w.sid, "window": Window()}),
    "customers.list_vehicle_cards": case(lambda w: {"vehicle_ids": [vehicle(w)]}),
    "customers.list_vehicles": case(lambda w: vehicle(w) and {"wanted": VehicleFilter(), **LIST}),
    "customers.who_agreed": case(lambda w: {"customer_ids": [agreed(w)], "purpose": "service"}),
    "customers.may_contact": case(lambda w: {"customer_id": agreed(w), "purpose": "service"}),
    "customers.search_customers": case(lambda w: customer(w) and {"text": NAME}),
    "customers.search_vehicles": case(lambda w: vehicle(w) and {"text": PLATE}),
}
