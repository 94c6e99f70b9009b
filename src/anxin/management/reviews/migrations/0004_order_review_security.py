"""Policies for what belongs to a store."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_order_reviews")]

    operations = [*protect_by_store("reviews_orderreview", "reviews_reviewedorder", "reviews_reviewmeasure")]
