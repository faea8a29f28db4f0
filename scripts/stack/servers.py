"""Brings up the stores that a command needs: given ones, or ones of our own."""

import os
import socket
from dataclasses import dataclass

import psycopg

from scripts.stack.places import Places
from scripts.stack.postgres import Postgres
from scripts.stack.roles import Addresses, given_addresses, prepare
from scripts.stack.supervisor import Supervisor
from scripts.stack.valkey import Valkey


@dataclass(frozen=True)
class Stores:
    database: Addresses
    redis: str

    def environment(self) -> dict[str, str]:
        return {**self.database.environment(), "REDIS_URL": self.redis}


def start_stores(
    supervisor: Supervisor, places: Places, passwords: dict[str, str], *, throw_away: bool = False
) -> Stores:
    """Addresses of a Postgres and a Redis that answer; `throw_away` ones are always our own."""
    database = None if throw_away else given_addresses(passwords)
    redis = None if throw_away else os.environ.get("REDIS_URL")
    postgres = valkey = None
    if not database:
        postgres = Postgres.lay_out(places, passwords["postgres"], throw_away=throw_away)
        supervisor.add(postgres.child())
    if not redis:
        valkey = Valkey.lay_out(places, passwords["redis"])
        supervisor.add(valkey.child())
        redis = valkey.address()
    if valkey:
        supervisor.wait_for(lambda: _listens(valkey.port), 30, "Redis does not start: the log above says why.")
    if postgres:
        supervisor.wait_for(
            lambda: _lets_in(postgres.address()), 90, "Postgres does not start: the log above says why."
        )
        database = prepare(postgres.address(database="phb"), passwords, own_server=True, tests=throw_away)
    assert database
    return Stores(database, redis)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _lets_in(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
