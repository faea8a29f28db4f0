"""The locks hold every wanted package, each by hash, carry no index address, and agree with each other.

Also refuses a version below the floor of known security fixes, which a re-made lock could undercut.
"""

import re
import sys
from pathlib import Path

from scripts.stack.places import ROOT

FLOORS = {
    "django": (5, 2, 9),
    "djangorestframework": (3, 17, 2),
    "django-allauth": (65, 14, 2),
    "weasyprint": (69, 0),
    "lxml": (6, 1, 0),
}


def wanted(path: Path) -> set[str]:
    """Names in a requirements/*.in file, those of files it includes too."""
    names = set()
    for line in path.read_text().splitlines():
        if match := re.match(r"-r\s+(\S+)", line):
            names |= wanted(path.parent / match[1])
        elif match := re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line):
            names.add(_plain(match[0]))
    return names


def locked(text: str) -> dict[str, list[str]]:
    """Package → its locked versions (more than one where they differ by Python version)."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", text, flags=re.M):
        found.setdefault(_plain(name), []).append(version)
    return found


def problems() -> list[str]:
    found = []
    locks = {}
    for source, lock in (("base.in", "requirements.txt"), ("dev.in", "requirements-dev.txt")):
        text = (ROOT / lock).read_text()
        packages = locks[lock] = locked(text)
        found += [
            f"{lock}: {name} is wanted but not locked"
            for name in wanted(ROOT / "requirements" / source) - packages.keys()
        ]
        found += [
            f"{lock}: an index address: {line}"
            for line in re.findall(r"^.*(?:https?://|--index|--find-links).*$", text, re.M)
        ]
        entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]
        found += [f"{lock}: no hash for {entry.split()[0]}" for entry in entries if "--hash=sha256:" not in entry]
        for name, floor in FLOORS.items():
            found += [
                f"{lock}: {name} {v} is older than its last security fix"
                for v in packages.get(name, [])
                if _numbers(v) < floor
            ]
    run, test = locks["requirements.txt"], locks["requirements-dev.txt"]
    found += [f"{name} differs between the locks" for name in run if run[name] != test.get(name)]
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


if __name__ == "__main__":
    lines = problems()
    print("\n".join(lines))
    sys.exit(1 if lines else 0)
