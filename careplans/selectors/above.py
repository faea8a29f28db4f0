"""What the apps above know of a plan: they hand it in by name when they start, so that nothing here imports upwards."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.rules.criteria import CriteriaFacts
from careplans.rules.gates import GateFacts

Facts = Callable[[PlanVersion, date], dict[str, Any]]
_TELLERS: list[Facts] = []
MONEY = {"indicative_weekly", "indicative_on", "agreed_weekly", "agreed_from"}


def tell(facts: Facts) -> Facts:
    """Take on a function that says what an app above has on record, by the names of `GateFacts` and `CriteriaFacts`, and
    `figures` for limits. Once is enough."""
    if facts not in _TELLERS:
        _TELLERS.append(facts)
    return facts


def facts_from_above(version: PlanVersion, on: date) -> dict[str, Any]:
    """What the apps above say for the gates of this plan on a day; `figures`: what limits are measured by."""
    return _only(_told(version, on), {"figures", *(field.name for field in fields(GateFacts))})


def money_from_above(version: PlanVersion, on: date) -> dict[str, Any]:
    """The amounts that a plan stands beside: told before planning (`indicative_weekly`, `indicative_on`), and of the
    budget in force (`agreed_weekly`, `agreed_from`), each only where there is one."""
    return _only(_told(version, on), MONEY)


def criteria_from_above(version: PlanVersion, on: date) -> dict[str, Any]:
    """What the apps above say for the criteria of a good plan."""
    return _only(_told(version, on), {field.name for field in fields(CriteriaFacts)})


def _told(version: PlanVersion, on: date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for facts in _TELLERS:
        found |= facts(version, on)
    return found


def _only(found: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name in names}
