"""Reading a file in a process of its own: one that would fill the memory or never end takes that process and nothing else.

The child is a module run with `python -m`; it calls `answer`, and its answer is JSON on standard output.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from phb.core.csv_files import ImportRejected

ROOT = Path(__file__).resolve().parents[2]


def ask(module: str, *words: str, content: bytes, wall_seconds: int, too_much: str) -> Any:
    """What the module answers to a file. Raises ImportRejected with its refusal, or with `too_much` beyond its limits."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", module, *words],
            input=content,
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
            timeout=wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ImportRejected(None, too_much) from error
    if child.returncode != 0:
        raise ImportRejected(None, too_much)
    found = json.loads(child.stdout)
    if isinstance(found, dict) and "refused" in found:
        raise ImportRejected(*found["refused"])
    return found


def answer(read: Callable[[bytes], Any], *, cpu_seconds: int, memory_bytes: int) -> None:
    """In the child: read standard input with so much processor time and memory over what it starts with, and answer."""
    _limit(cpu_seconds, memory_bytes)
    try:
        found = read(sys.stdin.buffer.read())
    except ImportRejected as error:
        found = {"refused": [error.line, error.words]}
    json.dump(found, sys.stdout, default=str)


def _limit(cpu_seconds: int, memory_bytes: int) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    if pages:
        most = pages * resource.getpagesize() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    # Starting Python is not the file's doing: the seconds begin here.
    seconds = int(time.process_time()) + 1 + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
