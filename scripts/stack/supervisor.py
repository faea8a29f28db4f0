"""Keeps child processes running in the foreground, with one log, and leaves nothing behind.

Children are started in two tiers: servers (0) first, the product's processes (1) after them;
they are stopped the other way round. A child that dies is started again, after a pause that
doubles each time. If this process is killed outright, the kernel tells the children to stop,
and the next start looks for any that did not.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scripts.stack.places import Account
from scripts.stack.say import Stop

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds
SETTLED_AFTER = 60.0  # seconds alive after which a death counts as the first again
COLOURS = {"postgres": 34, "redis": 35, "web": 32, "worker": 36, "scheduler": 33}


@dataclass
class Child:
    """One process to keep running."""

    name: str
    command: list[str]
    env: dict[str, str] | None = None
    account: Account | None = None
    folder: Path | None = None
    stop_signal: str = "TERM"
    grace: float = 40.0  # seconds between the stop signal and the end by force
    tier: int = 1
    process: subprocess.Popen | None = field(default=None, repr=False)
    started: float = 0.0
    deaths: int = 0
    start_again_at: float = 0.0

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    def __init__(self, run_folder: Path, *, quiet: tuple[str, ...] = ()) -> None:
        """`run_folder` keeps the lock and the list of children; `quiet` names go to a file there, not to the log."""
        self.run_folder = run_folder
        self.quiet = quiet
        self.children: list[Child] = []
        self.stop_asked = 0
        self._readers: list[threading.Thread] = []
        self._lock = self._take_lock()
        self._end_orphans()

    # --- one copy at a time ------------------------------------------------------------------

    def _take_lock(self):
        file = open(self.run_folder / "lock", "a+")  # noqa: SIM115 (held until this process ends)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise Stop(
                f"This copy is running already (process {file.read().strip() or 'unknown'}): stop it there with "
                "Ctrl-C, or give the second one its own PHB_DATA_DIR."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return file

    def _end_orphans(self) -> None:
        """Ends children of an earlier supervisor that was killed before it could stop them."""
        path = self.run_folder / "children.json"
        try:
            kept = [(pid, born) for pid, born in json.loads(path.read_text()) if _born(pid) == born]
        except (OSError, ValueError):
            kept = []
        for sign, seconds in ((signal.SIGINT, 15.0), (signal.SIGKILL, 5.0)):
            for pid, born in kept:
                if _born(pid) == born:
                    _signal_group(pid, sign)
            deadline = time.monotonic() + seconds
            while any(_born(pid) == born for pid, born in kept) and time.monotonic() < deadline:
                time.sleep(0.05)
        path.unlink(missing_ok=True)

    def _note_children(self) -> None:
        alive = [child.process.pid for child in self.children if child.alive and child.process]
        new = self.run_folder / "children.new"
        new.write_text(json.dumps([(pid, _born(pid)) for pid in alive]))
        new.rename(self.run_folder / "children.json")

    # --- starting and keeping ----------------------------------------------------------------

    def listen(self) -> None:
        """From now on Ctrl-C and a polite kill ask for an orderly stop; a second one hurries it."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._on_signal)

    def _on_signal(self, *_: object) -> None:
        self.stop_asked += 1

    def add(self, child: Child) -> Child:
        self.children.append(child)
        self._start(child)
        return child

    def _start(self, child: Child) -> None:
        leash = shutil.which("setpriv")
        prefix = [leash, "--pdeathsig", child.stop_signal, "--"] if leash else []
        account = child.account
        child.process = subprocess.Popen(
            [*prefix, *child.command],
            env=child.env,
            cwd=child.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches us alone, so that we can stop in order
            text=True,
            errors="replace",
            bufsize=1,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        child.started = time.monotonic()
        reader = threading.Thread(target=self._read, args=(child.name, child.process.stdout), daemon=True)
        reader.start()
        self._readers = [thread for thread in self._readers if thread.is_alive()] + [reader]
        self._note_children()

    def tend(self) -> None:
        """Starts again what has died. Call it a few times a second."""
        now = time.monotonic()
        for child in self.children:
            if child.alive:
                continue
            if child.process is not None:
                code = child.process.returncode
                _signal_group(child.process.pid, signal.SIGKILL)  # what the dead one left running
                child.process = None
                child.deaths = 1 if now - child.started > SETTLED_AFTER else child.deaths + 1
                pause = min(SHORTEST_PAUSE * 2 ** (child.deaths - 1), LONGEST_PAUSE)
                child.start_again_at = now + pause
                self.log(child.name, f"stopped ({_how(code)}); starting it again in {pause:g} s")
            elif now >= child.start_again_at:
                self._start(child)

    def wait_for(self, ready: Callable[[], bool], seconds: float, sentence: str) -> None:
        """Tends the children until `ready()`; raises `Stop(sentence)` after `seconds`."""
        deadline = time.monotonic() + seconds
        while not ready():
            self._check_stop_asked()
            if time.monotonic() > deadline:
                raise Stop(sentence)
            self.tend()
            time.sleep(0.1)

    def call(self, command: list[str], *, env: dict[str, str], sentence: str, name: str = "set-up") -> None:
        """Runs one step to its end, its output in the log; raises `Stop(sentence)` if it fails."""
        if self.call_code(command, env=env, name=name):
            raise Stop(sentence)

    def call_code(self, command: list[str], *, env: dict[str, str], name: str | None) -> int:
        """The exit code of one step; with no `name` its output goes straight to ours."""
        pipe = subprocess.PIPE if name else None
        process = subprocess.Popen(
            command, env=env, stdout=pipe, stderr=subprocess.STDOUT if name else None,
            stdin=subprocess.DEVNULL, text=True, errors="replace", start_new_session=True,
        )  # fmt: skip
        reader = None
        if name:
            reader = threading.Thread(target=self._read, args=(name, process.stdout), daemon=True)
            reader.start()
        try:
            while process.poll() is None:
                self._check_stop_asked()
                self.tend()
                time.sleep(0.05)
        finally:
            _end(process)
        if reader:
            reader.join(5)
        return process.returncode

    def keep_running(self) -> None:
        """Tends the children until somebody asks for a stop."""
        while not self.stop_asked:
            self.tend()
            time.sleep(0.2)

    def _check_stop_asked(self) -> None:
        if self.stop_asked:
            raise KeyboardInterrupt

    # --- stopping ----------------------------------------------------------------------------

    def stop(self) -> None:
        """Stops everything, the product's processes before the servers they need."""
        asked = self.stop_asked
        for tier in sorted({child.tier for child in self.children}, reverse=True):
            group = [(child, child.process) for child in self.children if child.tier == tier and child.process]
            for child, process in group:
                if child.alive:
                    process.send_signal(getattr(signal, f"SIG{child.stop_signal}"))
            deadline = time.monotonic() + max((child.grace for child, _ in group), default=0)
            while any(child.alive for child, _ in group) and time.monotonic() < deadline:
                if self.stop_asked > max(asked, 1):
                    break  # asked again: hurry
                time.sleep(0.05)
            for _, process in group:
                _signal_group(process.pid, signal.SIGKILL)
                process.wait()
        for reader in self._readers:
            reader.join(2)
        (self.run_folder / "children.json").unlink(missing_ok=True)
        self._lock.truncate(0)
        self._lock.close()

    # --- the log -----------------------------------------------------------------------------

    def _read(self, name: str, pipe) -> None:
        file = open(self.run_folder / f"{name}.log", "a") if name in self.quiet else None  # noqa: SIM115
        for line in pipe:
            if file:
                file.write(line)
                file.flush()
            else:
                self.log(name, line.rstrip("\n"))

    def log(self, name: str, line: str) -> None:
        label = f"{name:>9} | "
        if sys.stdout.isatty():
            label = f"\033[{COLOURS.get(name, 37)}m{label}\033[0m"
        try:
            sys.stdout.write(f"{label}{line}\n")
            sys.stdout.flush()
        except (BrokenPipeError, ValueError):
            # Whoever read our log has gone, and with it the one way to tell what happens.
            self.stop_asked = max(self.stop_asked, 1)
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115


def _end(process: subprocess.Popen) -> None:
    """Interrupts a step that still runs, as Ctrl-C would, and ends by force what is left of it."""
    if process.poll() is None:
        _signal_group(process.pid, signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            pass
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return f"ended by {signal.Signals(-code).name}"
    return f"exit code {code}"


def _born(pid: int) -> str | None:
    """When the process started, as the kernel counts; None if it is gone (a zombie is)."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if words[0] in "ZX" else words[19]


def _signal_group(pid: int, sign: signal.Signals) -> None:
    try:
        os.killpg(pid, sign)
    except (ProcessLookupError, PermissionError):
        pass
