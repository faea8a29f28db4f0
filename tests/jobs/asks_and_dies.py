"""`python -m tests.jobs.asks_and_dies POINT COUNT ABOUT`: forks COUNT times; each child asks for a job and dies at POINT.

One process is set up and forked, because a start of its own for each death would take minutes.
"""

import json
import os
import signal
import sys


def main(point: str, count: int, about: dict[str, int]) -> int:
    import django

    django.setup()
    import kombu.transport.redis  # noqa: F401 (loaded once here, not in each child)

    import phb.celery  # noqa: F401
    from phb.core import jobs
    from tests.jobs import kinds  # noqa: F401

    jobs.handler("test.good")
    for _ in range(count):
        child = os.fork()
        if child == 0:
            _ask(point, about)
            os._exit(1)  # still alive: the fault point was not passed
        _, status = os.waitpid(child, 0)
        if not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL):
            print(f"A child did not die at {point}: {status}")
            return 1
    return 0


def _ask(point: str, about: dict[str, int]) -> None:
    from phb.core import jobs
    from phb.core.actors import Actor
    from phb.core.faults import fault
    from phb.core.tenancy import acting_as

    os.environ["FAULT_POINT"] = point
    by = Actor(about["user"], "Made up", about["organisation"], "FIN")
    with acting_as(by):
        jobs.ask("test.good", by=by, payload={})
        fault("before_commit")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phb.settings")
    sys.exit(main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])))
