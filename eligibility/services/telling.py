"""Who wants to know when the clocks of a case move.

A plan's own due date stands on the clocks of its case. Plans lie above cases and must not be known here, so they leave a
function at start-up; it runs inside the same transaction, so that the two dates never disagree.
"""

from collections.abc import Callable, Iterable

from phb.core.actors import Actor

Listener = Callable[[list[int], Actor], None]
_listeners: list[Listener] = []


def when_clocks_move(listener: Listener) -> Listener:
    """Leave a function that is called with the numbers of the cases whose review clocks have just moved."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def clocks_moved(case_ids: Iterable[int], by: Actor) -> None:
    """Tell everyone who left a function. Call it after the cases have been saved."""
    ids = list(case_ids)
    for listener in _listeners if ids else ():
        listener(ids, by)
