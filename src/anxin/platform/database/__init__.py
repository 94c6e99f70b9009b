"""The database under Anxin: the embedded PostgreSQL server, its roles, row-level security, backup and checks.

Does not own the connection settings (config/settings) or any table.
"""
