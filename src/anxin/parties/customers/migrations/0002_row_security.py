"""Policies: a store sees the customers and vehicles with which it has a relation, and what hangs on them.

``app.known_*`` open exactly one vehicle to whoever gave its whole VIN, or its whole plate and the phone of one of its
people: the commands that attach a vehicle at reception set them, and clear them before they end. The CASE keeps the
planner from guessing that a policy lets one row in a hundred through; the functions keep it from hashing whole tables.
"""

from django.db import migrations

from anxin.platform.database.rls import protect, protect_by_store

SEES = """
CREATE OR REPLACE FUNCTION app_sees_{kind}(wanted bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RETURN EXISTS (SELECT 1 FROM customers_{kind} WHERE id = wanted); END $$;
"""


def known(name: str) -> str:
    return f"(SELECT nullif(current_setting('app.known_{name}', true), ''))"


def related(*otherwise: str) -> str:
    return f"CASE WHEN store_ids && (SELECT app_stores()) THEN true ELSE {' OR '.join(otherwise)} END"


CUSTOMERS = f"({known('customers')})::bigint[]"


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store(
            "customers_customerstore", "customers_vehiclestore", "customers_fileloan", "customers_datarequest"
        ),
        protect(
            "customers_customer",
            related(f"phone = {known('phone')}", f"second_phone = {known('phone')}", f"id = ANY ({CUSTOMERS})"),
            insert="true",
        ),
        protect("customers_nametoken", related(f"customer_id = ANY ({CUSTOMERS})"), insert="true"),
        protect(
            "customers_vehicle",
            related(f"vin = {known('vin')}", f"plate = {known('plate')}", f"id = ({known('vehicle')})::bigint"),
            insert="true",
        ),
        *(
            migrations.RunSQL(SEES.format(kind=kind), f"DROP FUNCTION app_sees_{kind}(bigint)")
            for kind in ("customer", "vehicle")
        ),
        protect("customers_vehicleparty", "app_sees_vehicle(vehicle_id)"),
        protect("customers_vehicleplate", "app_sees_vehicle(vehicle_id)"),
        protect("customers_consent", "app_sees_customer(customer_id)"),
        protect("customers_customerhistory", "app_sees_customer(pgh_obj_id)"),
    ]
