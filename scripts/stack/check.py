"""`scripts/check`: the quick checks, two at a time; prints what each found and how long it took."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from scripts.stack.places import ROOT
from scripts.stack.say import finish, say

PYTHON = str(ROOT / ".venv/bin/python")


def _program(name: str) -> str:
    return str(ROOT / ".venv/bin" / name)


# The slow ones first, so that the two lanes end together.
CHECKS = {
    "types": [_program("mypy")],
    "lint": [_program("ruff"), "check", "."],
    "format": [_program("ruff"), "format", "--check", "."],
    "import contracts": [_program("lint-imports"), "--no-cache"],
    "settings and models": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations in step": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "access table": [PYTHON, "manage.py", "access_matrix", "--check"],
    "life cycles in docs": [PYTHON, "manage.py", "life_cycles", "--check"],
    "templates": [PYTHON, "-m", "scripts.stack.templates"],
    "locks": [PYTHON, "-m", "scripts.stack.locks"],
}
# No check touches a store; these addresses lead nowhere.
ENVIRONMENT = {
    "PHB_ENV": "test",
    "DATABASE_URL": "postgresql://nobody:none@127.0.0.1:1/none",
    "DATABASE_OWNER_URL": "postgresql://nobody:none@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PYTHONWARNINGS": "ignore:Got an error checking a consistent migration history",
}


def main(words: list[str]) -> int:
    chosen = {name: command for name, command in CHECKS.items() if not words or name in words}
    if unknown := set(words) - set(CHECKS):
        say(f"There is no check called {', '.join(sorted(unknown))}; there are: {', '.join(CHECKS)}.")
        return 2
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda item: _run(*item), chosen.items()))
    failed = [name for name, good in results if not good]
    say(
        f"\n{len(results) - len(failed)} of {len(results)} checks passed."
        + (f" Not: {', '.join(failed)}." if failed else "")
    )
    return 1 if failed else 0


def _run(name: str, command: list[str]) -> tuple[str, bool]:
    began = time.monotonic()
    done = subprocess.run(
        command, env={**os.environ, **ENVIRONMENT}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    good = done.returncode == 0
    words = f"{'passed' if good else 'FAILED'}  {name} ({time.monotonic() - began:.1f} s)"
    sys.stdout.write(f"{words}\n" if good else f"{words}\n{done.stdout}\n")
    sys.stdout.flush()
    return name, good


if __name__ == "__main__":
    os.chdir(ROOT)
    finish(main)
