"""Django's PostgreSQL backend with inserts and updates that are composed once and prepared (docs/adr/0007)."""
