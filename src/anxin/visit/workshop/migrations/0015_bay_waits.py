"""Where a group, brand or store had said by itself which waits hold a bay, and parts were among them, parts that lie ready
and the certificate for high voltage hold it, too, as before they had a name of their own.

What was said since then is meant so.
"""

from django.db import migrations

from anxin.platform.database.rls import change_rows


def _hold_the_bay(reason: str, since: str) -> migrations.RunSQL:
    return change_rows(f"""
UPDATE platform_parametervalue SET value = to_jsonb((value #>> '{{}}') || ',{reason}')
WHERE code = 'workshop.bay_waits'
    AND 'parts' = ANY (string_to_array(value #>> '{{}}', ','))
    AND NOT '{reason}' = ANY (string_to_array(value #>> '{{}}', ','))
    AND at < (SELECT applied FROM django_migrations WHERE app = 'workshop' AND name = '{since}')
""")


class Migration(migrations.Migration):
    dependencies = [("workshop", "0014_waits_at_once")]

    operations = [
        _hold_the_bay("parts_ready", "0014_waits_at_once"),
        _hold_the_bay("high_voltage", "0013_high_voltage_wait"),
    ]
