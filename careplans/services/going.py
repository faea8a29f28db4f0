"""Who wants to know when a version of a plan is withdrawn: its budget lies above plans, and goes with it.

Apps above leave a function at start-up; it runs inside the same transaction.
"""

from collections.abc import Callable

from phb.core.actors import Actor

Listener = Callable[[int, str, Actor], None]
_listeners: list[Listener] = []


def when_withdrawn(listener: Listener) -> Listener:
    """Leave a function that is called with the number of the version, the reason, and who withdrew it."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def withdrawn(version_id: int, reason: str, by: Actor) -> None:
    """Tell everyone who left a function. Call it after the version has been moved."""
    for listener in _listeners:
        listener(version_id, reason, by)
