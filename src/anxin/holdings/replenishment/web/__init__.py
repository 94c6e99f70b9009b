"""Pages of replenishment."""
