"""Keeps limited press processes and hands them HTML.

A press is an ordinary child process (not one of `multiprocessing`, whose
children a Celery worker may not have), with its own memory limit, a time
limit per document and no network. One that is stopped or dies is replaced;
the next document does not notice.
"""

import atexit
import json
import os
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from .errors import DocumentRefused, DocumentTimedOut

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
STYLES = ROOT / "static" / "print"
FONTS = ROOT / "static" / "fonts"

#: Limits of security-and-reliability 3.6: seconds and bytes per document.
SECONDS = 30
#: A press reads its library and fonts once, before any document: about a second, many more on a machine that is busy.
SECONDS_TO_START = 30
MEMORY = 1024**3
#: A press is replaced after this many documents, so that nothing can build up.
DOCUMENTS_PER_PRESS = 500
LARGEST_HTML = 20 * 1024**2

LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Printed:
    """A PDF and the characters that no installed font has (shown as an empty square).

    `pages`: how many there are; `parts`: the page (from 1) on which each element with an `id` begins.
    """

    pdf: bytes
    missing: tuple[str, ...] = ()
    pages: int = 0
    parts: dict[str, int] = field(default_factory=dict)


class Died(Exception):
    """The press ended without an answer."""


class Press:
    """One child process, used by one thread at a time."""

    def __init__(self, *, seconds: int, memory: int) -> None:
        self.made = 0
        self.seconds = seconds
        self.folder = tempfile.mkdtemp(prefix="phb-press-")
        self.process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-m", "press", str(STYLES), str(FONTS), str(memory), str(seconds)],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": self.folder, "TMPDIR": self.folder},
        )
        assert self.process.stdin
        assert self.process.stdout
        self._in, self._out = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        try:
            ready_by = time.monotonic() + SECONDS_TO_START
            self._receive(ready_by)
            self._receive(ready_by)
        except (Died, TimeoutError) as fault:
            self.stop()
            raise DocumentRefused(
                "The document could not be made because the printing process did not start. "
                "Tell the person who runs this system: its log says which library is missing."
            ) from fault

    def ask(self, html: bytes, seconds: float) -> tuple[dict, bytes]:
        """The header of the answer and the PDF. Raises Died or TimeoutError."""
        until = time.monotonic() + seconds
        self.made += 1
        self._send(LENGTH.pack(len(html)) + html, until)
        return json.loads(self._receive(until)), self._receive(until)

    def stop(self) -> None:
        """End the process at once and remove its folder."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def alive(self) -> bool:
        return self.process.poll() is None

    def _send(self, data: bytes, until: float) -> None:
        view = memoryview(data)
        while view:
            self._wait(until, write=True)
            try:
                view = view[os.write(self._in, view) :]
            except BrokenPipeError as fault:
                raise Died from fault

    def _receive(self, until: float) -> bytes:
        size = LENGTH.unpack(self._read(LENGTH.size, until))[0]
        return self._read(size, until)

    def _read(self, size: int, until: float) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self._wait(until, write=False)
            part = os.read(self._out, size - len(parts))
            if not part:
                raise Died
            parts += part
        return bytes(parts)

    def _wait(self, until: float, *, write: bool) -> None:
        poll = select.poll()
        poll.register(self._in if write else self._out, select.POLLOUT if write else select.POLLIN)
        if not poll.poll(max(0, until - time.monotonic()) * 1000):
            raise TimeoutError


class Presses:
    """The idle presses of this process. Safe for threads and after a fork."""

    def __init__(self, *, seconds: int = SECONDS, memory: int = MEMORY) -> None:
        self.seconds, self.memory = seconds, memory
        self._lock = threading.Lock()
        self._idle: list[Press] = []
        self._owner = os.getpid()

    def print(self, html: str) -> Printed:
        """The PDF of finished, well-formed HTML.

        Raises DocumentRefused or DocumentTimedOut; the press that failed is
        ended and the next document gets a fresh one.
        """
        data = html.encode("utf-8")
        if len(data) > LARGEST_HTML:
            raise DocumentRefused("The document is too large to print. Choose a shorter period or fewer parts.")
        press = self._take()
        try:
            header, pdf = press.ask(data, self.seconds)
        except TimeoutError:
            press.stop()
            raise DocumentTimedOut(
                f"The document was not ready after {self.seconds} seconds, so it was stopped. "
                "Nothing is lost. Choose a shorter period or fewer parts and ask for it again."
            ) from None
        except Died:
            press.stop()
            raise DocumentRefused(
                "The document could not be printed: it needs more memory than is allowed, or printing was "
                "stopped. Nothing is lost. Ask for it again, or choose a shorter period or fewer parts."
            ) from None
        except BaseException:
            press.stop()
            raise
        if reason := header.get("refused"):
            press.stop()  # what it holds after a failure is not to be relied on
            raise DocumentRefused(_in_words(reason))
        self._put_back(press)
        return Printed(pdf, tuple(header["missing"]), header["pages"], header["parts"])

    def close(self) -> None:
        """End all idle presses."""
        with self._lock:
            idle, self._idle = self._mine(), []
        for press in idle:
            press.stop()

    def _mine(self) -> list[Press]:
        """Idle presses, forgetting those of the process that we were forked from."""
        if self._owner != os.getpid():
            self._owner, self._idle = os.getpid(), []
        return self._idle

    def _take(self) -> Press:
        with self._lock:
            idle = self._mine()
            while idle:
                press = idle.pop()
                if press.alive():
                    return press
                press.stop()
        return Press(seconds=self.seconds, memory=self.memory)

    def _put_back(self, press: Press) -> None:
        with self._lock:
            if len(self._mine()) < 2 and press.alive() and press.made < DOCUMENTS_PER_PRESS:
                self._idle.append(press)
                return
        press.stop()


def _in_words(reason: str) -> str:
    if reason == "too large":
        return (
            "The document needs more memory than is allowed, so it was stopped. "
            "Nothing is lost. Choose a shorter period or fewer parts."
        )
    return f"The document could not be printed ({reason}). Tell the person who runs this system."


presses = Presses()
atexit.register(presses.close)
os.register_at_fork(after_in_child=lambda: setattr(presses, "_lock", threading.Lock()))
