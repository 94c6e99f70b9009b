"""What the database itself holds of a settled order: its lines no longer change (M06.13)."""

import pgtrigger

from anxin.visit.repair_orders.lifecycle import CANCELLED, DELIVERED, SETTLED

CHARGED = ("amount", "payer", "quantity", "unit_price", "discount", "rounded_off", "tax_rate", "decision")
"""Columns of an item out of which its bill is made."""


def locked_when_settled(*columns: str) -> pgtrigger.Trigger:
    """Refuses new and deleted rows, and changes of these columns, while the order of the row is settled or called off.

    A correction of a delivered order (``app.correction``) changes rows, and makes and deletes none.
    Imported history (``app.history``) is born with its order.
    """
    # pgtrigger does not type this one class of its own.
    changed: pgtrigger.Operation = pgtrigger.UpdateOf(*columns)  # type: ignore[no-untyped-call]
    return pgtrigger.Trigger(
        name="locked_when_settled",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Delete | changed,
        func=f"""
            IF coalesce(current_setting('app.history', true), '') <> 'on' AND EXISTS (
                SELECT FROM repair_orders_repairorder
                WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.repair_order_id ELSE NEW.repair_order_id END
                AND state IN ('{SETTLED}', '{DELIVERED}', '{CANCELLED}')
                AND NOT (
                    TG_OP = 'UPDATE' AND state = '{DELIVERED}'
                    AND coalesce(current_setting('app.correction', true), '') = 'on'
                )
            ) THEN
                RAISE EXCEPTION 'the order is settled: unlock it first';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )
