"""The roles, rights and extensions that Anxin needs in a PostgreSQL server, as SQL.

Owns: the statements, for the embedded server (embedded.py runs them) and for an administrator (check.py prints them).
Does not own: row-level policies (rls.py). Standard library only.
"""

DATABASE = "anxin"
OWNER_ROLE = "anxin_owner"
APP_ROLE = "anxin_app"
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")

# Raise when the statements change: an existing embedded server is then provisioned again.
VERSION = 1


def role_statements(*, owner: str = OWNER_ROLE, app: str = APP_ROLE) -> str:
    """Make the two roles where they are missing: the owner migrates, the app role serves and obeys policies."""
    return f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{owner}') THEN CREATE ROLE {owner} LOGIN CREATEDB; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{app}') THEN CREATE ROLE {app} NOLOGIN; END IF;
END $$;
GRANT {app} TO {owner};
"""


def database_statements(*, owner: str = OWNER_ROLE, app: str = APP_ROLE) -> str:
    """Extensions and default rights inside one database: what the owner will create, the app role may use."""
    extensions = "".join(f"CREATE EXTENSION IF NOT EXISTS {name};\n" for name in EXTENSIONS)
    rights = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT"
    return f"""
{extensions}{rights} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
{rights} USAGE, SELECT, UPDATE ON SEQUENCES TO {app};
{rights} EXECUTE ON FUNCTIONS TO {app};
"""
