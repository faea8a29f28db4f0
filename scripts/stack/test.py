"""`scripts/test`: pytest beside a Postgres and a Redis made for it and thrown away after."""

import os
import shutil
import tempfile
from pathlib import Path

from scripts.stack.places import ROOT, Places, check_space
from scripts.stack.say import finish
from scripts.stack.secrets import secrets_of
from scripts.stack.servers import start_stores
from scripts.stack.supervisor import Supervisor


def together() -> list[str]:
    """Most tests share the cores, a file to a worker, in the order of tests/conftest.py."""
    cores = str(min(4, os.cpu_count() or 1))
    return ["-m", "not alone", "-n", cores, "--dist", "loadfile", "--no-loadscope-reorder"]


def alone() -> list[str]:
    """Those marked `alone` come after, in two rows: browsers in one, what kills and starts machines in the other."""
    return ["-m", "alone", "-n", "2", "--dist", "loadgroup"]


def main(words: list[str]) -> int:
    folder = Path(tempfile.mkdtemp(prefix="phb-test-"))
    try:
        check_space(folder, 2000)
        places = Places.at(folder / "var")
        folder.chmod(0o711)
        places.make()
        supervisor = Supervisor(places.data / "run", quiet=("postgres", "redis"))
        supervisor.listen()
        try:
            stores = start_stores(supervisor, places, secrets_of(places.data), throw_away=True)
            env = {**os.environ, **stores.environment(), "PHB_ENV": "test", "PHB_DATA_DIR": str(places.data)}
            if chromium := shutil.which("chromium"):
                env.setdefault("PHB_CHROMIUM", chromium)
            pytest = [str(ROOT / ".venv/bin/python"), "-m", "pytest"]
            rounds = [words] if words else [together(), alone()]
            codes = [supervisor.call_code([*pytest, *each], env=env, name=None) for each in rounds]
            return max(codes)
        finally:
            supervisor.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    finish(main)
