"""Policies for the register of gifts."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("reception", "0012_gifts_and_answers"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("reception_giftissue")]
