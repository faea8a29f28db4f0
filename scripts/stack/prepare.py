"""The one step of a deployment that may change the database: roles, rights, migrations.

Reads DATABASE_ADMIN_URL (may be left out where the roles were made by hand), DATABASE_OWNER_URL,
DATABASE_URL and DATABASE_BACKUP_URL, each also as …_FILE. Safe to repeat; a migration that waits
too long for a lock gives way and is tried again, so that it never holds the product up.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scripts.stack.places import ROOT
from scripts.stack.roles import APP, BACKUP, OWNER, prepare
from scripts.stack.say import Stop, finish, say

TRIES, PAUSE = 10, 3.0  # seconds between two tries
LOCK_TIMEOUT = "2s"


def given(name: str) -> str | None:
    """The variable `name`, or the content of the file that `name`_FILE points at."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise Stop(f"{name}_FILE points at {path}, which cannot be read: check the file and its rights.") from error
    return os.environ.get(name)


def needed(name: str) -> str:
    value = given(name)
    if not value:
        raise Stop(f"Set {name}, or {name}_FILE to a file that holds it.")
    return value


def main(words: list[str]) -> int:
    app, owner = needed("DATABASE_URL"), needed("DATABASE_OWNER_URL")
    if admin := given("DATABASE_ADMIN_URL"):
        prepare(admin, passwords_of(app, owner, given("DATABASE_BACKUP_URL")), own_server=True)
        say("Roles and rights are in step.")
    environment = {**os.environ, "DATABASE_URL": app, "DATABASE_OWNER_URL": owner}
    for name in ("DATABASE_URL_FILE", "DATABASE_OWNER_URL_FILE"):
        environment.pop(name, None)
    for attempt in range(1, TRIES + 1):
        migrated = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--no-input"],
            env={**environment, "PGOPTIONS": f"-c lock_timeout={LOCK_TIMEOUT}"},
        )
        if migrated.returncode == 0:
            say("The database is up to date.")
            return 0
        say(f"Attempt {attempt} of {TRIES} failed.")
        time.sleep(PAUSE)
    raise Stop("The database could not be brought up to date: the lines above say why. What runs is as it was.")


def passwords_of(app: str, owner: str, backup: str | None) -> dict[str, str]:
    """The roles' passwords as they stand in their addresses."""
    found = {}
    for role, address in ((APP, app), (OWNER, owner), (BACKUP, backup)):
        if address is None:
            continue
        parts = urlsplit(address)
        if parts.username != role or not parts.password:
            raise Stop(f"The address of {role} must name that role and its password: it names {parts.username}.")
        found[role] = unquote(parts.password)
    return found


if __name__ == "__main__":
    os.chdir(ROOT)
    finish(main)
