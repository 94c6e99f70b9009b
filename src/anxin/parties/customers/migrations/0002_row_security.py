"""Policies: a store sees the customers and vehicles with which it has a relation, and what hangs on them.

``app.known_*`` open exactly one vehicle to whoever gave its whole VIN, or its whole plate and the phone of one of its
parties: the command that attaches a vehicle at reception sets them, and clears them before it ends.
"""

from django.db import migrations

from anxin.platform.database.rls import protect, protect_by_store

SCOPE = "ANY ((SELECT app_stores())::int[])"


def known(name: str) -> str:
    return f"(SELECT nullif(current_setting('app.known_{name}', true), ''))"


def related(relation: str, column: str) -> str:
    table = f"customers_{relation}store"
    return f"EXISTS (SELECT 1 FROM {table} r WHERE r.{relation}_id = {column} AND r.store_id = {SCOPE})"


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store(
            "customers_customerstore", "customers_vehiclestore", "customers_fileloan", "customers_datarequest"
        ),
        protect(
            "customers_customer",
            f"{related('customer', 'customers_customer.id')} OR phone = {known('phone')}"
            f" OR second_phone = {known('phone')}",
            insert="true",
        ),
        protect(
            "customers_vehicle",
            f"{related('vehicle', 'customers_vehicle.id')} OR vin = {known('vin')} OR plate = {known('plate')}",
            insert="true",
        ),
        protect(
            "customers_vehicleparty",
            f"{related('vehicle', 'customers_vehicleparty.vehicle_id')}"
            f" OR vehicle_id = {known('vehicle')}::bigint",
        ),
        protect("customers_vehicleplate", related("vehicle", "customers_vehicleplate.vehicle_id"), insert="true"),
        protect("customers_nametoken", related("customer", "customers_nametoken.customer_id")),
        protect("customers_consent", related("customer", "customers_consent.customer_id")),
        protect("customers_customerhistory", related("customer", "customers_customerhistory.pgh_obj_id"), insert="true"),
    ]
