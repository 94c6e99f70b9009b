"""Policies for the customers' links to rate."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("reception", "0019_rating_link"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("reception_ratinglink")]
