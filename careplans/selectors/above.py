"""What the apps above know of a plan: they hand it in by name when they start, so that nothing here imports upwards."""

from collections.abc import Callable
from datetime import date
from typing import Any

from careplans.models import PlanVersion

Facts = Callable[[PlanVersion, date], dict[str, Any]]
_TELLERS: list[Facts] = []


def tell(facts: Facts) -> Facts:
    """Take on a function that says what an app above has on record for the gates (fields of `GateFacts`). Once is enough."""
    if facts not in _TELLERS:
        _TELLERS.append(facts)
    return facts


def facts_from_above(version: PlanVersion, on: date) -> dict[str, Any]:
    """All that the apps above say of this plan on a day."""
    found: dict[str, Any] = {}
    for facts in _TELLERS:
        found |= facts(version, on)
    return found
