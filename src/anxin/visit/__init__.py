"""The car in the shop: appointment, repair order, billing, reception, workshop."""
