"""What the press process may not do, whatever HTML it is given."""

import ctypes
import gc
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path

#: Auditing events that would leave this process: the network, other programs.
LEAVING = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "urllib.",
    "ftplib.",
    "http.client.",
    "smtplib.",
)
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def limit_memory(extra: int) -> None:
    """Let the process grow by at most `extra` bytes over what it uses now."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    ceiling = pages * os.sysconf("SC_PAGE_SIZE") + extra
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def leave_network() -> bool:
    """Move to an empty network of our own, where the system allows it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) == 0:
        return True
    return libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0


def forbid_leaving() -> None:
    """Refuse sockets, other programs and files outside Python's own folders.

    This is the second fence: the fetcher already refuses every address. An
    audit hook cannot be taken away again in this process.
    """
    readable = tuple(
        {
            os.path.realpath(folder) + os.sep
            for folder in (
                sys.prefix,
                sys.base_prefix,
                os.path.dirname(os.__file__),
                tempfile.gettempdir(),
                Path(__file__).parent,
            )
        }
    )

    def watch(event: str, details: tuple[object, ...]) -> None:
        if event.startswith(LEAVING):
            raise PermissionError("the press may not reach outside itself")
        if event == "open" and isinstance(details[0], (str, bytes)):
            path = os.path.realpath(os.fsdecode(details[0]))
            if not f"{path}{os.sep}".startswith(readable) and not path.startswith("/proc/self/"):
                raise PermissionError("the press may not open other files")

    sys.addaudithook(watch)


def stop_after(seconds: int) -> None:
    """Die `seconds` from now even if nobody is left to stop us; 0 takes it back."""
    signal.alarm(seconds)


def collect_rarely() -> None:
    """Leave cyclic rubbish lying while a document is made (it is short-lived)."""
    gc.collect()
    gc.freeze()
    gc.disable()


def remove(folder: str) -> None:
    """Remove our own folder, by full names only: relative ones are refused by now."""
    for inside, folders, files in os.walk(folder, topdown=False):
        for name in files:
            os.remove(os.path.join(inside, name))
        for name in folders:
            os.rmdir(os.path.join(inside, name))
    os.rmdir(folder)
