"""What is on record about the person and the case, by which more or less is asked of a plan."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

AGE_OF_CONSENT, ADULT = 16, 18
CHILDREN, AFTERCARE, WHEELCHAIR, END_OF_LIFE, JOINT = "CYPCC", "S117", "WHEELCHAIR", "END_OF_LIFE", "JOINT_PACKAGE"


class Size(StrEnum):
    """How much is asked of a plan (section 19 of the reference): in proportion to what it is for."""

    FULL = "full"
    SHORT = "short"  # a wheelchair, or things bought once
    URGENT = "urgent"  # Fast Track and the end of life: never held up by what may come later


@dataclass(frozen=True, slots=True)
class Helper:
    """Who acts for the person today: `kind` "REPRESENTATIVE" or "NOMINEE"."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Around:
    """The person and the case on a day, and the commissioner's settings of that day.

    `age` in whole years; `lacks_capacity`: the decisions that the person cannot make at present, by the newest records;
    `minimum_contingency`: codes of what a plan
    must have an “if… then…” for, where it applies; `not_required`: codes of gaps that the commissioner only advises on.
    """

    on: date | None = None
    route: str = "CHC"
    fast_track: bool = False
    age: int | None = None
    lacks_capacity: frozenset[str] = frozenset()
    helpers: tuple[Helper, ...] = ()
    minimum_contingency: tuple[str, ...] = ()
    not_required: frozenset[str] = frozenset()

    def has_come(self, day: date | None) -> bool:
        """Whether something with this day has been done: what is dated ahead has not."""
        return day is not None and (self.on is None or day <= self.on)

    @property
    def is_child(self) -> bool:
        """Whether the person is under 18."""
        return self.age is not None and self.age < ADULT

    @property
    def others_decide(self) -> bool:
        """Whether somebody else decides about the care: the person is under 16, or cannot decide at present."""
        young = self.age is not None and self.age < AGE_OF_CONSENT
        return young or "CARE" in self.lacks_capacity
