"""A reception takes no booking of another store."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('reception', '0002_row_security'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='reception',
            trigger=pgtrigger.compiler.Trigger(name='booking_of_this_store', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."appointment_id" IS NOT NULL)', func="\n    IF NOT EXISTS (SELECT FROM appointments_appointment WHERE id = NEW.appointment_id AND store_id = NEW.store_id) THEN\n        RAISE EXCEPTION 'reception: booking % is of another store', NEW.appointment_id;\n    END IF;\n    RETURN NEW;\n", hash='62a01299a13cabb8150c1ba3a4420d03c599b72e', operation='INSERT OR UPDATE OF "appointment_id", "store_id"', pgid='pgtrigger_booking_of_this_store_9be08', table='reception_reception', when='BEFORE')),
        ),
    ]
