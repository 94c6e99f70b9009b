"""Django's PostgreSQL backend with inserts that are composed once and prepared (docs/adr/0007)."""
