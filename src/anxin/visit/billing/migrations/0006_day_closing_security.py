"""Policies for closings of days, previews shown and late express orders; all of them insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store

TABLES = (
    "billing_dayclosing",
    "billing_dayreopening",
    "billing_cashhandover",
    "billing_previewshown",
    "billing_lateexpress",
)


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_day_closing_and_late_express"), ("platform", "0002_row_security")]

    operations = [*protect_by_store(*TABLES), *append_only_rights(*TABLES)]
