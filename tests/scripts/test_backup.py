"""A backup holds every organisation's rows, comes back whole, and a spoiled one is refused before it does harm."""

import json
import os
from pathlib import Path

import psycopg
import pytest

from scripts.stack import backup, restore
from scripts.stack.places import Places
from scripts.stack.roles import address_as
from scripts.stack.say import Stop
from scripts.stack.secrets import secrets_of
from scripts.stack.servers import start_stores
from scripts.stack.supervisor import Supervisor


class Case:
    """A database with two organisations' rows behind forced row-level security, and one document."""

    def __init__(self, supervisor: Supervisor, places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
        secrets = secrets_of(places.data)
        self.stores = start_stores(supervisor, places, secrets)
        self.admin = address_as(self.stores.database.app, "postgres", secrets["postgres"])
        self.places, self.environment = places, monkeypatch
        with psycopg.connect(self.stores.database.owner) as owner:
            owner.execute("CREATE TABLE case_file (id bigint PRIMARY KEY, organisation int, words text)")
            owner.execute("INSERT INTO case_file SELECT n, n % 2, repeat('x', 50) FROM generate_series(1, 1000) n")
            owner.execute("ALTER TABLE case_file ENABLE ROW LEVEL SECURITY")
            owner.execute("ALTER TABLE case_file FORCE ROW LEVEL SECURITY")
            owner.execute("CREATE POLICY own ON case_file USING (organisation = 1)")
            owner.execute("GRANT SELECT ON case_file TO phb_app")
        (places.data / "documents/plan.pdf").write_bytes(b"%PDF made up")
        self.use(places.data)

    def use(self, data: Path) -> None:
        assert self.stores.database.backup
        for name, value in {
            "DATABASE_ADMIN_URL": self.admin,
            "DATABASE_URL": self.stores.database.app,
            "DATABASE_OWNER_URL": self.stores.database.owner,
            "DATABASE_BACKUP_URL": self.stores.database.backup,
            "PHB_DATA_DIR": str(data),
        }.items():
            self.environment.setenv(name, value)

    def make(self, folder: Path) -> Path:
        assert backup.main([str(folder)]) == 0
        (made,) = folder.iterdir()
        return made

    def empty(self) -> None:
        with psycopg.connect(self.stores.database.owner) as owner:
            owner.execute("DROP TABLE case_file")


@pytest.fixture
def case(supervisor: Supervisor, places: Places, monkeypatch: pytest.MonkeyPatch) -> Case:
    return Case(supervisor, places, monkeypatch)


def test_a_backup_comes_back_whole(case: Case, tmp_path: Path) -> None:
    made = case.make(tmp_path / "backups")
    assert json.loads((made / "list.json").read_text())["rows"] == {"case_file": 1000}
    case.empty()
    case.use(tmp_path / "new")
    assert restore.main([str(made)]) == 0
    with psycopg.connect(case.admin) as admin:
        assert admin.execute("SELECT count(*), sum(id) FROM case_file").fetchone() == (1000, 500500)
    # Row-level security came back with the rows.
    with psycopg.connect(case.stores.database.app) as app:
        assert app.execute("SELECT count(*) FROM case_file").fetchone() == (500,)
    assert (tmp_path / "new/documents/plan.pdf").read_bytes() == b"%PDF made up"
    assert made.stat().st_mode & 0o077 == 0


def test_a_dump_by_a_bound_role_is_refused(case: Case, tmp_path: Path) -> None:
    """The twin of the first test: such a dump would hold half of the rows."""
    case.environment.setenv("DATABASE_BACKUP_URL", case.stores.database.owner)
    with pytest.raises(Stop, match="bound by row-level security"):
        backup.main([str(tmp_path / "backups")])
    assert [path.suffix for path in (tmp_path / "backups").iterdir()] == [".unfinished"]


def cut(made: Path) -> None:
    dump = made / "database.dump"
    os.truncate(dump, dump.stat().st_size // 2)


def fewer_rows_than_listed(made: Path) -> None:
    path = made / "list.json"
    path.write_text(path.read_text().replace("1000", "1001"))


SPOILED = {
    "cut short": (cut, "changed or damaged"),
    "emptied": (lambda made: (made / "database.dump").write_bytes(b""), "changed or damaged"),
    "without dump": (lambda made: (made / "database.dump").unlink(), "has no database.dump"),
    "without a document": (lambda made: (made / "documents/plan.pdf").unlink(), "lacks the file documents/plan.pdf"),
    "with another document": (
        lambda made: (made / "documents/plan.pdf").write_bytes(b"%PDF other"),
        "changed or damaged",
    ),
    "with an added file": (lambda made: (made / "documents/more.pdf").write_bytes(b"%PDF"), "was not in it"),
    "without list": (lambda made: (made / "list.json").unlink(), "no finished backup"),
    "fewer rows than listed": (fewer_rows_than_listed, "differs from the backup's list in case_file"),
}


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_spoiled_backup_is_refused(spoil: str, case: Case, tmp_path: Path) -> None:
    made = case.make(tmp_path / "backups")
    case.empty()
    case.use(tmp_path / "new")
    change, sentence = SPOILED[spoil]
    change(made)
    with pytest.raises(Stop, match=sentence):
        restore.main([str(made)])


def test_a_database_or_folder_in_use_is_never_overwritten(case: Case, tmp_path: Path) -> None:
    made = case.make(tmp_path / "backups")
    with pytest.raises(Stop, match="holds files already"):
        restore.main([str(made)])
    case.use(tmp_path / "new")
    with pytest.raises(Stop, match="holds 1 tables already"):
        restore.main([str(made)])
