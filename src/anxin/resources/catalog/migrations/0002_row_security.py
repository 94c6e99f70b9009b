"""Policies: labour rates are read by everybody, a store's own are written within the own stores."""

from django.db import migrations

from anxin.platform.database.rls import protect

OWN = "store_id IS NULL OR store_id = ANY ((SELECT app_stores())::int[])"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("platform", "0002_row_security")]

    operations = [
        protect("catalog_labourrate", "true", insert=OWN),
        protect("catalog_labourrateevent", "true", insert=OWN),
    ]
