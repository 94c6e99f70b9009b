"""``python -m anxin.platform.database.check``: whether the server of DATABASE_URL can carry Anxin.

Owns: the look at a foreign server, the rights that its owner can give itself, and the statements for its
administrator. Does not own: the embedded server, which is provisioned without asking.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

import psycopg

from .provision import APP_ROLE, EXTENSIONS, database_statements, role_statements

MINIMUM_VERSION = 150000

Connection = psycopg.Connection[Any]


def findings(connection: Connection) -> list[str]:
    """What is missing, each in Chinese and English; empty when Anxin can use the database."""
    checks: tuple[Callable[[Connection], str], ...] = (_version, _encoding, _role, _extensions, _app_role)
    return [said for check in checks if (said := check(connection))]


def provision(connection: Connection) -> None:
    """Make extensions, the app role and default rights as far as this role may; failures are left to ``findings``."""
    owner = str(_value(connection, "SELECT current_user"))
    for statements in (role_statements(owner=owner), database_statements(owner=owner)):
        try:
            with connection.transaction():
                connection.execute(statements.encode())
        except psycopg.Error:
            continue


def administrator_statements(owner: str, database: str) -> str:
    """The SQL that an administrator runs once, connected to the database."""
    return f"{role_statements(owner=owner)}ALTER DATABASE {database} OWNER TO {owner};\n{database_statements(owner=owner)}"


def main() -> int:
    """Look, mend what may be mended, and print what is left; 0 when the database can be used."""
    url = os.environ.get("DATABASE_URL", "")
    try:
        connection = psycopg.connect(url, connect_timeout=10)
    except psycopg.Error as error:
        print(f"连不上 DATABASE_URL 指向的数据库：{str(error).strip()}", file=sys.stderr)
        print(
            "The database of DATABASE_URL cannot be reached: check address, password and firewall.",
            file=sys.stderr,
        )
        return 1
    with connection:
        if findings(connection):
            connection.rollback()
            provision(connection)
        missing = findings(connection)
        owner, database = (str(_value(connection, f"SELECT current_{what}")) for what in ("user", "catalog"))
    if not missing:
        return 0
    print("\n".join(f"✗ {line}" for line in missing), file=sys.stderr)
    print("\n请管理员以超级用户连接该数据库运行 / an administrator runs, in that database:", file=sys.stderr)
    print(administrator_statements(owner, database), file=sys.stderr)
    return 1


def _value(connection: Connection, statement: str, *parameters: Any) -> Any:
    row = connection.execute(statement.encode(), parameters).fetchone()
    return row[0] if row else None


def _version(connection: Connection) -> str:
    number = connection.info.server_version
    if number >= MINIMUM_VERSION:
        return ""
    return f"PostgreSQL 版本太旧（{number // 10000}）：至少需要 15。/ PostgreSQL 15 or newer is needed."


def _encoding(connection: Connection) -> str:
    row = connection.execute(
        "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    encoding, character_type = row if row else ("?", "?")
    if encoding == "UTF8" and character_type.upper().replace("-", "").endswith("UTF8"):
        return ""
    return (
        f"数据库的编码是 {encoding}、lc_ctype 是 {character_type}：请以 UTF8 和 C.UTF-8 重新建库，否则中文检索无效。/ "
        "create the database again with encoding UTF8 and lc_ctype C.UTF-8, or Chinese search finds nothing."
    )


def _role(connection: Connection) -> str:
    if not _value(connection, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"):
        return ""
    return (
        "DATABASE_URL 用的是超级用户或可绕过行级安全的角色：请换成普通的所有者角色。/ "
        "DATABASE_URL uses a superuser or a role that bypasses row-level security: use a plain owner role."
    )


def _extensions(connection: Connection) -> str:
    have = {row[0] for row in connection.execute("SELECT extname FROM pg_extension").fetchall()}
    missing = ", ".join(name for name in EXTENSIONS if name not in have)
    return f"缺少扩展：{missing}。/ extensions are missing: {missing}." if missing else ""


def _app_role(connection: Connection) -> str:
    known = _value(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", APP_ROLE)
    if not known:
        return f"缺少角色 {APP_ROLE}。/ the role {APP_ROLE} is missing."
    if not _value(connection, "SELECT pg_has_role(current_user, %s, 'MEMBER')", APP_ROLE):
        return f"当前用户不是角色 {APP_ROLE} 的成员。/ this user is not a member of {APP_ROLE}."
    rights = _value(
        connection,
        "SELECT count(*) FROM pg_default_acl WHERE defaclrole = current_user::regrole AND defaclacl::text LIKE %s",
        f"%{APP_ROLE}=%",
    )
    return "" if rights >= 3 else f"{APP_ROLE} 没有默认权限。/ {APP_ROLE} lacks default privileges."


if __name__ == "__main__":
    sys.exit(main())
