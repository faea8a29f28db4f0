"""What changed between two versions of a plan, in words the holder understands, and what it did to the money."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from careplans.rules.compared import NOUNS, SINGLE, Field, fields_of, say
from careplans.rules.content import PlanContent, Service
from phb.core.money import ZERO, format_pounds


class ChangeKind(StrEnum):
    """What happened to a part of the plan."""

    ADDED = "added"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: which part, what happened, and a sentence; `weekly` and `once` are what it does to the money, in
    pounds a week and pounds once. `details`: each field that changed, a sentence for each; they stand in `words` too.
    `fields`: their names."""

    part: str
    kind: ChangeKind
    key: str
    words: str
    weekly: Decimal = ZERO
    once: Decimal = ZERO
    details: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def differences(before: PlanContent, after: PlanContent) -> tuple[Change, ...]:
    """All changes from one version to another, in the order of the plan."""
    lines = (change for part in NOUNS for change in _listed(part, before, after))
    return (*lines, *_single(before, after))


def weekly_effect(changes: Sequence[Change]) -> Decimal:
    """What all changes do to the money, in pounds a week."""
    return sum((change.weekly for change in changes), ZERO)


def once_effect(changes: Sequence[Change]) -> Decimal:
    """What all changes do to the money that is paid once, in pounds."""
    return sum((change.once for change in changes), ZERO)


def _listed(part: str, before: PlanContent, after: PlanContent) -> Iterator[Change]:
    noun = NOUNS[part]
    old, new = ({row.key: row for row in plan.rows(part)} for plan in (before, after))
    for key, row in new.items():
        if key not in old:
            weekly, once = _money(row)
            yield Change(
                part, ChangeKind.ADDED, key, f"{noun} added: “{row.words}”{_more(weekly, once)}.", weekly, once
            )
        elif changed := _changed(part, old[key], row, before, after):
            yield _change(part, key, old[key], row, changed)
    for key, row in old.items():
        if key not in new:
            weekly, once = (-each for each in _money(row))
            words = f"{noun} no longer in the plan: “{row.words}”{_more(weekly, once)}."
            yield Change(part, ChangeKind.DROPPED, key, words, weekly, once)


def _change(part: str, key: str, old: Any, new: Any, changed: list[tuple[str, str]]) -> Change:
    (was_weekly, was_once), (is_weekly, is_once) = _money(old), _money(new)
    weekly, once = is_weekly - was_weekly, is_once - was_once
    renamed = f", before: “{old.words}”" if new.words != old.words else ""
    details = tuple(sentence for _, sentence in changed if sentence)
    head = f"{NOUNS[part]} changed: “{new.words}”{renamed}{_more(weekly, once)}."
    return Change(
        part, ChangeKind.CHANGED, key, " ".join((head, *details)), weekly, once, details, tuple(n for n, _ in changed)
    )


def _changed(part: str, old: Any, new: Any, before: PlanContent, after: PlanContent) -> list[tuple[str, str]]:
    """(name, sentence) of each field that differs; the sentence is empty where the head of the change says it."""
    found = [("words", "")] if old.words != new.words else []
    for field in fields_of(part):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if was != now:
            found.append((field.name, _sentence(field, was, now, before, after)))
    return found


def _sentence(field: Field, was: Any, now: Any, before: PlanContent, after: PlanContent) -> str:
    return f"{field.label}: {say(field, now, after)}, before: {say(field, was, before)}." if field.label else ""


def _money(row: Any) -> tuple[Decimal, Decimal]:
    """Pounds a week and pounds once."""
    return (row.weekly or ZERO, row.one_off or ZERO) if isinstance(row, Service) else (ZERO, ZERO)


def _more(weekly: Decimal, once: Decimal) -> str:
    parts = [f"{format_pounds(abs(each))} {unit} {'more' if each > 0 else 'less'}" for each, unit in ((weekly, "a week"), (once, "once")) if each]  # fmt: skip
    return "".join(f", {part}" for part in parts)


def _single(before: PlanContent, after: PlanContent) -> Iterator[Change]:
    for part, field in SINGLE:
        was, now = getattr(before, field.name), getattr(after, field.name)
        if was != now:
            sentence = _sentence(field, was, now, before, after)
            yield Change(part, ChangeKind.CHANGED, field.name, sentence, fields=(field.name,))
