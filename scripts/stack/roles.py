"""The three database roles (invariant I32 of the security reference), made by an administrator.

- `phb_owner` owns the database and its objects and runs migrations; it is no superuser.
- `phb_app` is what the product signs in as: it owns nothing and row-level security binds it.
- `phb_backup` reads everything past row-level security, so that no dump is thinned by it.
"""

import os
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import errors, sql

from scripts.stack.say import Stop

OWNER, APP, BACKUP = "phb_owner", "phb_app", "phb_backup"


@dataclass(frozen=True)
class Addresses:
    """Where the product (`app`), its migrations (`owner`) and its backups sign in."""

    app: str
    owner: str
    backup: str | None

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.app, "DATABASE_OWNER_URL": self.owner}


def address_as(address: str, user: str, password: str) -> str:
    """The same server and database, another role."""
    parts = urlsplit(address)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}"))


def without_password(address: str) -> tuple[str, dict[str, str]]:
    """The address for a command line, which every account may read, and an environment that holds the password."""
    parts = urlsplit(address)
    shown = parts._replace(netloc=f"{parts.username}@{parts.netloc.rpartition('@')[2]}")
    return urlunsplit(shown), {**os.environ, "PGPASSWORD": unquote(parts.password or "")}


def prepare(address: str, passwords: dict[str, str], *, own_server: bool = False, tests: bool = False) -> Addresses:
    """Makes roles and database, or brings them up to date; harmless when repeated.

    `address` is an administrator's: a superuser's, or one with CREATEROLE and CREATEDB as
    managed Postgres gives it. On our `own_server` the passwords of existing roles are set anew.
    `tests` lets the owner make databases and switch triggers off to empty tables. Raises `Stop`.
    """
    database = unquote(urlsplit(address).path.lstrip("/")) or "phb"
    try:
        _make_database(address, database)
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
            if connection.info.server_version < 150000:
                raise Stop("Postgres 15 or newer is needed: give the DATABASE_URL of a newer server.")
            _check_may_make_roles(connection)
            for role in (OWNER, APP):
                _make_role(connection, address, role, passwords[role], own_server=own_server)
            _set_rights(connection, database, tests=tests)
            backup = BACKUP in passwords and _make_backup_role(
                connection, address, database, passwords[BACKUP], own_server=own_server
            )
    except psycopg.OperationalError as error:
        raise Stop(
            f"The database cannot be reached ({_first_line(error)}): check DATABASE_URL and the server."
        ) from error
    return Addresses(
        app=address_as(address, APP, passwords[APP]),
        owner=address_as(address, OWNER, passwords[OWNER]),
        backup=address_as(address, BACKUP, passwords[BACKUP]) if backup else None,
    )


def given_addresses(passwords: dict[str, str]) -> Addresses | None:
    """What DATABASE_URL and DATABASE_OWNER_URL say, roles made if DATABASE_URL may; None if neither is set."""
    address, owner = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_OWNER_URL")
    if not address:
        if owner:
            raise Stop("DATABASE_OWNER_URL is set without DATABASE_URL: give both, or neither.")
        return None
    if owner:
        return Addresses(app=address, owner=owner, backup=None)
    return prepare(address, passwords)


def _make_database(address: str, database: str) -> None:
    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error) or f'database "{database}"' not in str(error):
            raise
        parts = urlsplit(address)
        with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
            # Letters sort by code everywhere, so that indexes survive a move to another machine.
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
                ).format(sql.Identifier(database))
            )


def _check_may_make_roles(connection: psycopg.Connection) -> None:
    row = connection.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user").fetchone()
    if not (row and row[0]):
        raise Stop(
            "The role in DATABASE_URL may not make roles: give an administrator's address there, or give the "
            "addresses of two existing roles, the application's in DATABASE_URL and the owner's in DATABASE_OWNER_URL."
        )


def _make_role(connection: psycopg.Connection, address: str, role: str, password: str, *, own_server: bool) -> None:
    name, secret = sql.Identifier(role), sql.Literal(password)
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, secret))
    elif own_server:
        connection.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, secret))
    else:
        try:
            psycopg.connect(address_as(address, role, password), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" not in str(error):
                return  # not let into the database yet: `_set_rights` comes next
            raise Stop(
                f"That server has a role {role} already, with a password that is not known here: give the "
                "application's address in DATABASE_URL and the owner's in DATABASE_OWNER_URL."
            ) from error


def _set_rights(connection: psycopg.Connection, database: str, *, tests: bool) -> None:
    db, owner, app = sql.Identifier(database), sql.Identifier(OWNER), sql.Identifier(APP)

    def run(statement: str) -> None:
        connection.execute(sql.SQL(statement).format(db=db, owner=owner, app=app))

    superuser = connection.info.parameter_status("is_superuser") == "on"
    if not superuser:
        run("GRANT {owner} TO CURRENT_USER")
    run("ALTER DATABASE {db} OWNER TO {owner}")
    run("REVOKE ALL ON DATABASE {db} FROM PUBLIC")
    run("GRANT CONNECT ON DATABASE {db} TO {app}")
    run("ALTER ROLE {app} SET idle_in_transaction_session_timeout = '60s'")
    if superuser:
        run("ALTER ROLE {owner} NOSUPERUSER NOBYPASSRLS NOCREATEROLE")
        run("ALTER ROLE {app} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB")
        run("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    if tests:
        run("ALTER ROLE {owner} CREATEDB")
        run("GRANT SET ON PARAMETER session_replication_role TO {owner}")


def _make_backup_role(
    connection: psycopg.Connection, address: str, database: str, password: str, *, own_server: bool
) -> bool:
    """Whether the role is there: only a superuser (or, from Postgres 16, one past row security) may make it."""
    try:
        _make_role(connection, address, BACKUP, password, own_server=own_server)
        name = sql.Identifier(BACKUP)
        connection.execute(sql.SQL("ALTER ROLE {} BYPASSRLS").format(name))
        connection.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(name))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), name))
        connection.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(name))
    except errors.InsufficientPrivilege:
        return False
    return True


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no answer"])[0]
