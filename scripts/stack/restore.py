"""`restore BACKUP`: brings a backup into an empty database and an empty documents folder, and checks it.

Refuses a backup with a changed, missing or added file before touching anything, and a database that
holds tables. Afterwards the rows of every table are counted and compared with the backup's list.
Needs an administrator's address (DATABASE_ADMIN_URL) and those of the three roles.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import psycopg

from scripts.stack.backup import digest, row_counts
from scripts.stack.places import ROOT
from scripts.stack.postgres import find_binaries
from scripts.stack.prepare import given, needed, passwords_of
from scripts.stack.roles import prepare, without_password
from scripts.stack.say import Stop, finish, say


def main(words: list[str]) -> int:
    if len(words) != 1:
        raise Stop("Say which backup: restore FOLDER (the one with list.json in it).")
    backup = Path(words[0])
    kept = check(backup)
    admin, app, owner = needed("DATABASE_ADMIN_URL"), needed("DATABASE_URL"), needed("DATABASE_OWNER_URL")
    documents = Path(os.environ.get("PHB_DATA_DIR") or ROOT / "var") / "documents"
    if documents.is_dir() and any(documents.iterdir()):
        raise Stop(f"{documents} holds files already: restore into an empty folder (set PHB_DATA_DIR).")
    prepare(admin, passwords_of(app, owner, given("DATABASE_BACKUP_URL")), own_server=True)
    _load(owner, backup / "database.dump")
    if (backup / "documents").is_dir():
        shutil.copytree(backup / "documents", documents, dirs_exist_ok=True)
    with psycopg.connect(admin) as connection:
        found = row_counts(connection)
    if found != kept["rows"]:
        different = sorted(
            table for table in kept["rows"].keys() | found.keys() if kept["rows"].get(table) != found.get(table)
        )
        raise Stop(f"The restored database differs from the backup's list in {', '.join(different)}: do not use it.")
    say(
        f"Restored {sum(found.values()):,} rows in {len(found)} tables and {len(kept['files']) - 1} documents; all counts agree."
    )
    say("Now run manage.py migrate, verify_ledger and verify_audit before anybody signs in.")
    return 0


def check(backup: Path) -> dict:
    """The backup's own list, if every file is there as it was written; raises `Stop`."""
    try:
        kept = json.loads((backup / "list.json").read_text())
    except (OSError, ValueError) as error:
        raise Stop(f"{backup} is no finished backup: it has no readable list.json.") from error
    present = {
        path.relative_to(backup).as_posix()
        for path in backup.rglob("*")
        if path.is_file() and path != backup / "list.json"
    }
    if "database.dump" not in present:
        raise Stop(f"{backup} has no database.dump: use another backup.")
    for name in sorted(present | kept["files"].keys()):
        if name not in present:
            raise Stop(f"{backup} lacks the file {name}: use another backup.")
        if name not in kept["files"]:
            raise Stop(f"{backup} holds a file that was not in it when it was made, {name}: use another backup.")
        if digest(backup / name) != kept["files"][name]:
            raise Stop(f"{backup}/{name} was changed or damaged since it was made: use another backup.")
    return kept


def _load(owner: str, dump: Path) -> None:
    with psycopg.connect(owner) as connection:
        version = str(connection.info.server_version // 10000)
        if tables := row_counts(connection):
            raise Stop(f"The database holds {len(tables)} tables already: restore into an empty one.")
    shown, env = without_password(owner)
    done = subprocess.run(
        [str(find_binaries(version) / "pg_restore"), "--exit-on-error", "--single-transaction", "--no-owner",
         "--no-password", f"--dbname={shown}", str(dump)],
        stderr=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip
    if done.returncode:
        raise Stop(f"The dump could not be loaded, and the database is as it was: {done.stderr.strip()}")


if __name__ == "__main__":
    finish(main)
