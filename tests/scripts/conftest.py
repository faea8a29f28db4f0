"""These tests start real servers and processes in a folder of their own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.stack.places import Places
from scripts.stack.supervisor import Supervisor


@pytest.fixture
def places(tmp_path: Path) -> Places:
    # pytest's folders are closed to other accounts, and root's servers run as one.
    for folder in (tmp_path, *tmp_path.parents):
        if folder.owner() == Path(tmp_path).owner() and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)
    made = Places.at(tmp_path / "var")
    made.make()
    return made


@pytest.fixture
def supervisor(places: Places) -> Iterator[Supervisor]:
    keeper = Supervisor(places.data / "run", quiet=("postgres", "redis"))
    yield keeper
    keeper.stop()


@pytest.fixture(autouse=True)
def no_given_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def processes_naming(words: str) -> list[int]:
    """Living processes whose command line holds `words`."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if words in line and alive(int(folder.name)):
                found.append(int(folder.name))
    return found
