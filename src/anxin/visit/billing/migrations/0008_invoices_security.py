"""Policies for tax invoices and the titles under which customers ask for them."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("billing", "0007_invoices"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("billing_invoice", "billing_invoicetitle")]
