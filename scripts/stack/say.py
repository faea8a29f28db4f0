"""What the user is told: one plain line a step, and one sentence when it cannot go on."""

import sys
from collections.abc import Callable


class Stop(Exception):
    """The command cannot go on; its text is one sentence that says what to do."""


def say(words: str) -> None:
    print(words, flush=True)


def finish(main: Callable[[list[str]], int]) -> None:
    """Runs a command and turns what can go wrong into one sentence and an exit code."""
    try:
        code = main(sys.argv[1:])
    except Stop as reason:
        print(f"\n{reason}", file=sys.stderr, flush=True)
        code = 1
    except KeyboardInterrupt:
        code = 130
    except OSError as error:
        if error.errno != 28:  # ENOSPC
            raise
        print("\nThe disk is full: free at least 2 GB and start again.", file=sys.stderr, flush=True)
        code = 1
    sys.exit(code)
