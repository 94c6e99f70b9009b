"""The customer after the visit: follow-up."""
