"""What changed between two versions of a plan, in words the holder understands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from careplans.rules.content import PlanContent, Service
from phb.core.money import ZERO, format_pounds


class ChangeKind(StrEnum):
    """What happened to a part of the plan."""

    ADDED = "added"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: which part, what happened, and a sentence; `weekly` is what it does to the money in pounds a week."""

    part: str
    kind: ChangeKind
    key: str
    words: str
    weekly: Decimal = ZERO


def differences(before: PlanContent, after: PlanContent) -> tuple[Change, ...]:
    """All changes from one version to another, in the order of the plan."""
    return (
        *_listed("needs", "Need", before.needs, after.needs),
        *_listed("outcomes", "Outcome", before.outcomes, after.outcomes),
        *_listed("services", "Service", before.services, after.services, _weekly),
        *_listed("risks", "Risk", before.risks, after.risks),
        *_listed("people", "Health task", before.tasks, after.tasks),
        *_single(before, after),
    )


def weekly_effect(changes: Sequence[Change]) -> Decimal:
    """What all changes do to the money, in pounds a week."""
    return sum((change.weekly for change in changes), ZERO)


def _weekly(service: Service) -> Decimal:
    return service.weekly or ZERO


def _listed(
    part: str,
    noun: str,
    before: Sequence[Any],
    after: Sequence[Any],
    weekly: Callable[[Any], Decimal] = lambda item: ZERO,
) -> list[Change]:
    old, new = {item.key: item for item in before}, {item.key: item for item in after}
    changes = []
    for key, item in new.items():
        effect = weekly(item) - (weekly(old[key]) if key in old else ZERO)
        if key not in old:
            changes.append(
                Change(part, ChangeKind.ADDED, key, f"{noun} added: “{item.words}”{_money(effect)}.", effect)
            )
        elif item != old[key]:
            renamed = f", before: “{old[key].words}”" if item.words != old[key].words else ""
            changes.append(
                Change(
                    part, ChangeKind.CHANGED, key, f"{noun} changed: “{item.words}”{renamed}{_money(effect)}.", effect
                )
            )
    for key, item in old.items():
        if key not in new:
            changes.append(
                Change(
                    part,
                    ChangeKind.DROPPED,
                    key,
                    f"{noun} no longer in the plan: “{item.words}”{_money(-weekly(item))}.",
                    -weekly(item),
                )
            )
    return changes


def _money(effect: Decimal) -> str:
    if not effect:
        return ""
    return f", {format_pounds(abs(effect))} a week {'more' if effect > 0 else 'less'}"


_SINGLE = (
    ("what_matters", "about_me", "What matters to the person"),
    ("coordinator", "people", "Care coordinator"),
    ("health_monitor", "people", "Who watches over the person's health"),
    ("first_review_on", "review", "Date of the first review"),
    ("review_how", "review", "How the review is done"),
    ("notice_days", "money", "Notice in days"),
    ("direct_payment", "money", "Direct payment"),
)


def _single(before: PlanContent, after: PlanContent) -> list[Change]:
    changes = []
    for name, part, label in _SINGLE:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            words = f"{label}: {_shown(new)}, before: {_shown(old)}."
            changes.append(Change(part, ChangeKind.CHANGED, name, words))
    return changes


def _shown(value: object) -> str:
    if isinstance(value, Decimal):
        return format_pounds(value)
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return f"“{value}”" if value else "nothing"
