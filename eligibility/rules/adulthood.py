"""The steps of a young person from children's continuing care into adult care, with the days by which each is due.

National Framework for CHC 2022 and for children's continuing care 2016, paragraphs 116 and 117 (reference 2.8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from eligibility.enums import Transition
from phb.core.periods import reaches_age_on

# (step, age from which it is to be done, age on whose birthday it is due)
STEPS: tuple[tuple[Transition, int, int], ...] = (
    (Transition.NOTIFIED_14, 14, 14),
    (Transition.REFERRED_16, 16, 16),
    (Transition.SCREENED, 16, 17),
    # As soon as practicable after the 17th birthday, so that care can start on the 18th.
    (Transition.DECIDED_IN_PRINCIPLE, 17, 18),
    (Transition.MOVED, 18, 18),
)


@dataclass(frozen=True, slots=True)
class TransitionDue:
    """One step: from which day it may be done, by which day it is due, when it was done, and how it stands on a day."""

    step: Transition
    opens: date
    due: date
    done: date | None
    open: bool
    overdue: bool

    @property
    def label(self) -> str:
        return self.step.label


def due_steps(born: date, done: Mapping[str, date], on: date) -> tuple[TransitionDue, ...]:
    """Every step as it stands on a day; a step that a later one has overtaken is not overdue any more."""
    found = []
    last_done = max((index for index, (step, *_) in enumerate(STEPS) if step.value in done), default=-1)
    for index, (step, opens_at, due_at) in enumerate(STEPS):
        opens, due, when = reaches_age_on(born, opens_at), reaches_age_on(born, due_at), done.get(step.value)
        waits = when is None and index > last_done
        found.append(TransitionDue(step, opens, due, when, waits and on >= opens, waits and on > due))
    return tuple(found)


def next_step(steps: tuple[TransitionDue, ...]) -> TransitionDue | None:
    """The step that comes next, or None once the last is done."""
    last = max((index for index, each in enumerate(steps) if each.done), default=-1)
    return next((each for index, each in enumerate(steps) if each.done is None and index > last), None)
