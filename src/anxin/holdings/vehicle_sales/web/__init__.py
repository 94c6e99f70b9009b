"""Pages of sold cars."""
