"""`backup FOLDER`: a dump of the whole database and a copy of the documents, with a list to check them by.

Signs in as the backup role (DATABASE_BACKUP_URL), which row-level security does not bind: a dump
by any bound role would silently hold one organisation or none. The rows of every table are
counted in the same snapshot that is dumped, so that a thinned dump shows when it is restored.
"""

import hashlib
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from scripts.stack.places import ROOT
from scripts.stack.postgres import find_binaries
from scripts.stack.prepare import needed
from scripts.stack.roles import without_password
from scripts.stack.say import Stop, finish, say


def main(words: list[str]) -> int:
    if len(words) != 1:
        raise Stop("Say where the backup goes: backup FOLDER.")
    address = needed("DATABASE_BACKUP_URL")
    name = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    folder = Path(words[0]) / name
    unfinished = folder.with_name(f"{name}.unfinished")
    unfinished.mkdir(mode=0o700, parents=True)
    counts = _dump(address, unfinished / "database.dump")
    _copy_documents(unfinished)
    files = {
        path.relative_to(unfinished).as_posix(): digest(path)
        for path in sorted(unfinished.rglob("*"))
        if path.is_file()
    }
    (unfinished / "list.json").write_text(json.dumps({"made": name, "rows": counts, "files": files}, indent=1))
    unfinished.rename(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    say(f"{folder}: {sum(counts.values()):,} rows in {len(counts)} tables, {len(files)} files, {size / 2**20:,.1f} MB")
    return 0


def _dump(address: str, target: Path) -> dict[str, int]:
    with psycopg.connect(address) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        (bypasses,) = connection.execute(
            "SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone() or (False,)
        if not bypasses:
            raise Stop(
                "The role in DATABASE_BACKUP_URL is bound by row-level security, so its dump would lack rows: "
                "give the address of a role with BYPASSRLS."
            )
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        version = str(connection.info.server_version // 10000)
        shown, env = without_password(address)
        done = subprocess.run(
            [str(find_binaries(version) / "pg_dump"), "--format=custom", f"--snapshot={snapshot}",
             "--no-password", f"--file={target}", shown],
            capture_output=True, text=True, env=env,
        )  # fmt: skip
        if done.returncode:
            raise Stop(f"The database could not be dumped: {done.stderr.strip() or 'pg_dump gave no reason'}")
        return row_counts(connection)


def row_counts(connection: psycopg.Connection) -> dict[str, int]:
    """Table → number of rows, as the connection's role sees them; partitions count in their parent."""
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname"
    ).fetchall()
    counts = {}
    for (table,) in tables:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        counts[table] = row[0] if row else 0
    return counts


def _copy_documents(target: Path) -> None:
    """The documents' folder; documents in S3-compatible storage are kept by that storage's versions."""
    source = Path(os.environ.get("PHB_DATA_DIR") or ROOT / "var") / "documents"
    if source.is_dir() and not os.environ.get("S3_BUCKET"):
        shutil.copytree(source, target / "documents")


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    finish(main)
