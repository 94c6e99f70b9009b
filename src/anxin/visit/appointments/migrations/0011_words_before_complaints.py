"""0004 passed over the bookings of every store, whose rows the policies hid from it: what it was to change is changed now.

Only what was booked before it ran and is still to come: who booked later said himself what the words are.
"""

from django.db import migrations

from anxin.platform.database.rls import change_rows

OF_REPAIRS = """
UPDATE appointments_appointment SET is_complaint = true
WHERE kind = 'repair' AND state = 'BOOKED' AND words <> '' AND NOT is_complaint AND booked_at < (
    SELECT applied FROM django_migrations WHERE app = 'appointments' AND name = '0004_is_complaint')
"""


class Migration(migrations.Migration):
    dependencies = [("appointments", "0010_not_received_index")]

    operations = [change_rows(OF_REPAIRS)]
