"""With whom a store is compared is seen by whoever sees its figures; what like stores came to names no store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("kpi", "0008_like_stores"), ("platform", "0002_row_security")]

    operations = protect_by_store("kpi_storepeers")
