"""Pages of monthly figures."""
