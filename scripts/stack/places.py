"""Where things are kept, as which account the servers run, and which ports are free."""

import hashlib
import os
import pwd
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from scripts.stack.say import Stop

ROOT = Path(__file__).resolve().parents[2]
SITE_PACKAGES = next((ROOT / ".venv/lib").glob("python3*/site-packages"), ROOT)


@dataclass(frozen=True)
class Account:
    """An account without rights, for servers that must not (Postgres) or need not run as root."""

    uid: int
    gid: int

    @classmethod
    def for_servers(cls) -> "Account | None":
        """None when we are an ordinary user ourselves: then the servers are ours."""
        if os.geteuid() != 0:
            return None
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)


@dataclass(frozen=True)
class Places:
    """Everything that lives on disk: `data` is ours, `servers` belongs to the servers' account."""

    data: Path
    servers: Path
    account: Account | None

    @classmethod
    def at(cls, data: Path) -> "Places":
        account = Account.for_servers()
        servers = data / "servers"
        if account and not _may_pass(data.parent):
            # A checkout below /root is closed to every other account: its servers live beside it.
            mark = hashlib.sha256(str(data).encode()).hexdigest()[:8]
            servers = Path("/var/lib") / f"phb-{mark}"
        return cls(data, servers, account)

    @classmethod
    def usual(cls) -> "Places":
        return cls.at(Path(os.environ.get("PHB_DATA_DIR") or ROOT / "var").resolve())

    def make(self) -> None:
        """Creates the folders. As root, others may pass through `data` but not list or read it."""
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            self.data.chmod(0o711 if self.account else 0o700)
            for name in ("documents", "mail", "run", "static"):
                (self.data / name).mkdir(mode=0o700, exist_ok=True)
            self.own(self.servers)
        except PermissionError as error:
            raise Stop(
                f"{error.filename} belongs to another account: start as that account, "
                "or set PHB_DATA_DIR to a folder of your own."
            ) from error

    def own(self, path: Path) -> Path:
        """Makes `path` a private folder of the servers' account."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)
        return path

    def empty(self) -> None:
        """Removes everything that is kept, but for the lock that its caller holds."""
        lock = self.data / "run" / "lock"
        for path in (self.servers, *self.data.iterdir(), *lock.parent.iterdir()):
            if path in (lock, lock.parent):
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            if path.exists():
                raise Stop(f"{path} could not be removed: remove it by hand and start again.")


def _may_pass(path: Path) -> bool:
    """Whether any account may walk through `path`."""
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents) if part.exists())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check_port(host: str, port: int) -> None:
    """Raises `Stop` if nothing of ours could listen there."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except socket.gaierror as error:
        raise Stop(f"{host} is not an address of this machine: choose another with --host.") from error
    except PermissionError as error:
        raise Stop(f"Port {port} is reserved for root: choose one above 1023, such as --port 8000.") from error
    except OSError as error:
        if error.errno == 99:  # EADDRNOTAVAIL
            raise Stop(f"{host} is not an address of this machine: choose another with --host.") from error
        raise Stop(
            f"Port {port} is in use by another program: stop that program, "
            f"or choose another port with scripts/run --port {port + 1}."
        ) from error


def check_space(path: Path, megabytes: int) -> None:
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free // 2**20
    if free < megabytes:
        raise Stop(f"Only {free} MB are free in {path} and {megabytes} MB are needed: free some space and start again.")
