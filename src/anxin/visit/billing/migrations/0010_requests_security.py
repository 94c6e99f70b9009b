"""Policies for payment requests and the refunds that go back through platforms."""

from django.db import migrations

from anxin.platform.database.rls import protect_by_store


class Migration(migrations.Migration):
    dependencies = [("billing", "0009_payment_requests"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("billing_paymentrequest", "billing_platformrefund")]
