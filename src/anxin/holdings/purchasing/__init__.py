"""Buying parts: suppliers, orders to them, what they answered, what came of it and by which bill.

Owns: suppliers, purchase orders with their lines, receipts of an order. Does not own: articles (catalog), nor what is on
hand and what it cost (parts): a receipt is booked there, and a bill is told there.
"""
