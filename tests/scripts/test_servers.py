"""Postgres and Redis of one's own: real ones, started here."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import psycopg
import pytest
import redis

from scripts.stack.places import Places, check_port, free_port
from scripts.stack.roles import address_as, prepare
from scripts.stack.say import Stop
from scripts.stack.secrets import secrets_of
from scripts.stack.servers import start_stores
from scripts.stack.supervisor import Supervisor
from tests.scripts.conftest import processes_naming


def value(address: str, query: str):
    with psycopg.connect(address) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row and len(row) == 1 else row


def test_roles_are_bound_by_row_security_and_own_nothing(supervisor: Supervisor, places: Places) -> None:
    stores = start_stores(supervisor, places, secrets_of(places.data))
    rights = "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert value(stores.database.app, rights) == (False, False, False, False)
    assert value(stores.database.owner, rights) == (False, False, False, False)
    assert stores.database.backup
    assert value(stores.database.backup, rights) == (False, True, False, False)
    assert value(stores.database.app, "SELECT pg_has_role('phb_owner', 'MEMBER')") is False
    assert (
        value(stores.database.app, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'phb'")
        == "phb_owner"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        value(stores.database.app, "CREATE TABLE mine (id int)")

    # Another organisation's row is hidden from the application, and from the backup it is not.
    with psycopg.connect(stores.database.owner) as owner:
        owner.execute("CREATE TABLE case_file (organisation int)")
        owner.execute("ALTER TABLE case_file ENABLE ROW LEVEL SECURITY")
        owner.execute("CREATE POLICY own ON case_file USING (organisation = 1)")
        owner.execute("GRANT SELECT ON case_file TO phb_app")
        owner.execute("INSERT INTO case_file VALUES (1), (2)")
    assert value(stores.database.app, "SELECT count(*) FROM case_file") == 1
    assert value(stores.database.backup, "SELECT count(*) FROM case_file") == 2
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        value(stores.database.backup, "DELETE FROM case_file RETURNING 1")


def test_a_second_start_keeps_the_data_and_the_passwords(places: Places) -> None:
    for attempt in (1, 2):
        supervisor = Supervisor(places.data / "run", quiet=("postgres", "redis"))
        try:
            stores = start_stores(supervisor, places, secrets_of(places.data))
            broker = redis.Redis.from_url(stores.redis)
            if attempt == 1:
                with psycopg.connect(stores.database.owner) as owner:
                    owner.execute("CREATE TABLE kept AS SELECT 42 AS answer")
                broker.set("kept", "42")
            else:
                assert value(stores.database.owner, "SELECT answer FROM kept") == 42
                assert broker.get("kept") == b"42"
        finally:
            supervisor.stop()
    assert processes_naming(str(places.servers)) == []


def test_postgres_comes_back_after_a_kill_with_its_data(supervisor: Supervisor, places: Places) -> None:
    stores = start_stores(supervisor, places, secrets_of(places.data))
    with psycopg.connect(stores.database.owner) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    postgres = next(child for child in supervisor.children if child.name == "postgres")
    assert postgres.process
    os.kill(postgres.process.pid, signal.SIGKILL)

    def back() -> bool:
        try:
            return value(stores.database.owner, "SELECT answer FROM kept") == 42
        except psycopg.OperationalError:
            return False

    supervisor.wait_for(back, 30, "Postgres did not come back")


def test_nobody_gets_in_without_a_password(supervisor: Supervisor, places: Places) -> None:
    stores = start_stores(supervisor, places, secrets_of(places.data))
    postgres = stores.database.app
    for user in ("postgres", "phb_owner", "phb_app"):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(address_as(postgres, user, "wrong"))
    port = int(stores.redis.rpartition(":")[2].split("/")[0])
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(port=port).ping()
    for path in (places.data / "secrets.json", places.servers / "valkey/valkey.conf"):
        assert path.stat().st_mode & 0o077 == 0
    for pid in processes_naming(str(places.servers)):
        line = Path(f"/proc/{pid}/cmdline").read_text()
        assert not [secret for secret in secrets_of(places.data).values() if secret in line]
        if os.geteuid() == 0:
            assert Path(f"/proc/{pid}").stat().st_uid != 0


def test_roles_can_be_prepared_by_an_administrator_who_is_no_superuser(supervisor: Supervisor, places: Places) -> None:
    """As on managed Postgres: CREATEROLE and CREATEDB are all that the administrator has."""
    secrets = secrets_of(places.data)
    stores = start_stores(supervisor, places, secrets)
    admin = address_as(stores.database.app, "postgres", secrets["postgres"])
    with psycopg.connect(admin.replace("/phb", "/postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE phb")
        for role in ("phb_app", "phb_owner", "phb_backup"):
            connection.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")
        connection.execute("CREATE ROLE managed LOGIN CREATEROLE CREATEDB PASSWORD 'managed'")
    made = prepare(address_as(admin, "managed", "managed"), secrets)
    again = prepare(address_as(admin, "managed", "managed"), secrets)
    assert made == again
    assert made.backup is None
    assert value(made.app, "SELECT current_user") == "phb_app"
    with psycopg.connect(made.owner) as owner:
        owner.execute("CREATE TABLE mine (id int)")


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("without rights", "may not make roles"),
        ("not reachable", "cannot be reached"),
        ("known role, other password", "already, with a password that is not known here"),
    ],
)
def test_a_given_address_that_will_not_do_is_explained(
    case: str, sentence: str, supervisor: Supervisor, places: Places
) -> None:
    secrets = secrets_of(places.data)
    stores = start_stores(supervisor, places, secrets)
    address = {
        "without rights": stores.database.app,
        "not reachable": f"postgresql://postgres:x@127.0.0.1:{free_port()}/phb",
        "known role, other password": address_as(stores.database.app, "postgres", secrets["postgres"]),
    }[case]
    others = {**secrets, "phb_owner": "another", "phb_app": "another"}
    with pytest.raises(Stop, match=sentence):
        prepare(address, others)


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=f"^Port {port} is in use .*--port {port + 1}\\.$"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)
    with pytest.raises(Stop, match="not an address of this machine"):
        check_port("192.0.2.1", port)


def test_the_command_itself_says_it_and_starts_nothing(places: Places) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            ["scripts/run", "--port", str(port)], capture_output=True, text=True, timeout=60,
            env={**os.environ, "PHB_DATA_DIR": str(places.data)},
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.strip().startswith(f"Port {port} is in use")
    assert "Traceback" not in done.stderr
    assert processes_naming(str(places.servers)) == []
