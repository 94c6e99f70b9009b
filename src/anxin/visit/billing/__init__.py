"""Billing: who pays what for an order, and what has been paid.

Owns settlements, one bill per payer, the receivables ledger and payments. Does not own prices or decisions
(``repair_orders``), stock (``parts``) or tax invoices, which come with their own issue.
"""
