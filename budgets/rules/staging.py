"""Two stages of a budget beside each other, line by line: what is new, gone, or changed, by how much and how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.rules.words import count, pounds
from phb.core.money import ZERO


@dataclass(frozen=True, slots=True)
class StagedLine:
    """A line of one stage. `key`: the number of the plan's line, the same in every stage. Pounds a week, or once."""

    key: str
    words: str
    weekly: Decimal | None
    one_off: Decimal | None
    holding: str = ""
    hours: Decimal | None = None
    rate: Decimal | None = None
    pk: int | None = None

    @property
    def amount(self) -> Decimal:
        """Pounds a week, or once."""
        return self.weekly if self.weekly is not None else (self.one_off or ZERO)


@dataclass(frozen=True, slots=True)
class LineDifference:
    """One line in two stages; None where it is not there. `how`: what changed in it, in words; `why`: the reason given."""

    key: str
    words: str
    before: StagedLine | None
    after: StagedLine | None
    how: str
    why: str

    @property
    def difference(self) -> Decimal:
        """Pounds by which the later is more."""
        return (self.after.amount if self.after else ZERO) - (self.before.amount if self.before else ZERO)

    @property
    def is_once(self) -> bool:
        """Whether it is paid once."""
        line = self.after or self.before
        return line is not None and line.weekly is None

    @property
    def changed(self) -> bool:
        """Whether anything about its money is other than it was."""
        return bool(self.how)


def compare(
    before: Sequence[StagedLine], after: Sequence[StagedLine], reasons: Mapping[str, str] | None = None
) -> tuple[LineDifference, ...]:
    """The lines of two stages beside each other, in the order of the later one, then those that are gone."""
    said = reasons or {}
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    order = [*new, *(key for key in old if key not in new)]
    return tuple(
        LineDifference(
            key, (new.get(key) or old[key]).words, old.get(key), new.get(key),
            how_changed(old.get(key), new.get(key)), said.get(key, ""),
        )
        for key in order
    )  # fmt: skip


def how_changed(before: StagedLine | None, after: StagedLine | None) -> str:
    """What is other in a line, in words; empty when nothing is."""
    if before is None or after is None:
        return "New." if before is None else "No longer in the plan."
    found = []
    if (before.weekly is None) != (after.weekly is None):
        found.append("paid once instead of every week" if after.weekly is None else "paid every week instead of once")
    if before.hours != after.hours and before.hours and after.hours:
        found.append(f"{_hours(before.hours)} became {_hours(after.hours)} a week")
    if before.rate != after.rate and before.rate and after.rate:
        found.append(f"{pounds(before.rate)} became {pounds(after.rate)} an hour")
    if before.amount != after.amount and not found:
        found.append(f"{pounds(before.amount)} became {pounds(after.amount)}")
    if before.holding != after.holding:
        found.append(f"held as {after.holding.lower()} instead of {before.holding.lower()}")
    words = "; ".join(found)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def _hours(hours: Decimal) -> str:
    return count(hours, "hour")


def needs_reason(differences: Sequence[LineDifference]) -> tuple[LineDifference, ...]:
    """The lines whose money differs from the stage before: each is given a reason."""
    return tuple(each for each in differences if each.difference or _other(each.before, each.after))


def _other(before: StagedLine | None, after: StagedLine | None) -> bool:
    """Whether a line is new, gone, or paid once instead of every week, whatever its amount."""
    if before is None or after is None:
        return True
    return (before.weekly is None) != (after.weekly is None)
