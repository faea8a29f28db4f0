"""Where an assistant's competence in a health task stands on a day, and which checks of paid people are missing.

Source: NHS England, Delegation of healthcare tasks to personal assistants; DHSC and Skills for Care voluntary principles
(2024): task-specific training and assessment, for this task, this person and this assistant, checked again at an interval.
An expired or missing competence turns the service red; it does not stop a payment by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from phb.core.periods import say_date

# Names of where it stands, the ones that turn a service red first.
EXPIRED, MISSING, WITHDRAWN, NOT_YET, PLANNED, UNSIGNED, DUE, IN_PLACE = (
    "expired", "missing", "withdrawn", "not_yet", "planned", "unsigned", "due", "in_place",
)  # fmt: skip
RED = frozenset({EXPIRED, MISSING, WITHDRAWN, NOT_YET, PLANNED})


@dataclass(frozen=True, slots=True)
class Check:
    """What is on record of one assistant in one task; dates or None."""

    trained_on: date | None = None
    assessed_on: date | None = None
    competent: bool = False
    expires_on: date | None = None
    planned_for: date | None = None
    signatures: tuple[date | None, date | None, date | None] = (None, None, None)
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """`code`: one of the names above; `words` for a page; `left`: days to the next check, negative once it is over."""

    code: str
    words: str
    left: int | None = None

    @property
    def is_red(self) -> bool:
        """Whether the assistant may not do the task now."""
        return self.code in RED


def standing(check: Check, on: date, alerts: Sequence[int]) -> Standing:
    """Where one check stands on a day. `alerts`: days before the end at which it is due, such as 60, 30, 0.

    The last day still counts: it is over on the day after.
    """
    if check.withdrawn_on is not None and check.withdrawn_on <= on:
        return Standing(WITHDRAWN, f"Withdrawn on {say_date(check.withdrawn_on)}")
    if check.assessed_on is None or check.trained_on is None:
        if check.planned_for is not None:
            return Standing(PLANNED, f"Training planned for {say_date(check.planned_for)}")
        return Standing(MISSING, "Not trained and assessed yet")
    if not check.competent:
        return Standing(NOT_YET, f"Not yet competent on {say_date(check.assessed_on)}")
    left = None if check.expires_on is None else (check.expires_on - on).days
    if check.expires_on is not None and check.expires_on < on:
        return Standing(EXPIRED, f"Ended on {say_date(check.expires_on)}", left)
    if not all(check.signatures):
        missing = [who for who, at in zip(SIGN, check.signatures, strict=True) if at is None]
        return Standing(UNSIGNED, f"Competent; not signed yet by {' and '.join(missing)}", left)
    if left is not None and left <= max(alerts, default=0):
        return Standing(DUE, "Ends today" if left == 0 else f"Ends in {left} {'day' if left == 1 else 'days'}", left)
    until = f" until {say_date(check.expires_on)}" if check.expires_on else ""
    return Standing(IN_PLACE, f"Competent{until}", left)


SIGN = ("the practitioner", "the employer", "the assistant")


def of_task(found: Iterable[Standing]) -> Standing:
    """Where a task stands as a whole: covered while one assistant may do it; else the reason that comes first above."""
    rows = sorted(
        found,
        key=lambda each: (EXPIRED, MISSING, WITHDRAWN, NOT_YET, PLANNED, UNSIGNED, DUE, IN_PLACE).index(each.code),
    )
    fit = [each for each in rows if not each.is_red]
    if not rows:
        return Standing(MISSING, "Nobody is competent in it yet")
    return max(fit, key=lambda each: each.left if each.left is not None else 10**6) if fit else rows[0]


def checks_missing(
    employment: str, done: Mapping[str, date | None], required: Mapping[str, Sequence[str]], on: date
) -> tuple[str, ...]:
    """The checks that the local setting asks for this way of working and that are not there, or over, on a day.

    `done`: check → the day until which it holds, None for good. `required`: way of working → checks.
    """

    def lacks(kind: str) -> bool:
        until = done.get(kind)
        return kind not in done or (until is not None and until < on)

    return tuple(kind for kind in required.get(employment, ()) if lacks(kind))
