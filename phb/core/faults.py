"""Places where a test may kill the process with -9, to show that nothing is lost.

Set ALLOW_FAULTS=1 (refused in production) and FAULT_POINT=name or name:n for the n-th time.
"""

import os
import signal
from collections import Counter

from django.conf import settings

POINTS = frozenset(
    {
        "before_commit",
        "after_commit",
        "after_publish",
        "before_mark_sent",
        "mid_batch",
        "after_file_write",
        "before_file_rename",
        "in_task",
    }
)
_passed: Counter[str] = Counter()


def fault(point: str) -> None:
    """Die here if this is the point and the time that was asked for."""
    if not settings.FAULTS_ALLOWED:
        return
    if point not in POINTS:
        raise ValueError(point)
    name, _, time = os.environ.get("FAULT_POINT", "").partition(":")
    if name == point:
        _passed[point] += 1
        if _passed[point] == int(time or 1):
            os.kill(os.getpid(), signal.SIGKILL)
