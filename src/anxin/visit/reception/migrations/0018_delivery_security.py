"""Policies for the tables of the hand-over."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store, protect_by_store_or_group


class Migration(migrations.Migration):
    dependencies = [("reception", "0017_delivery"), ("platform", "0002_row_security")]

    operations = [
        *protect_by_store("reception_servicerating", "reception_sendoff", "reception_deliverysample"),
        *protect_by_store_or_group("reception_precautiontext"),
    ]
