"""The clocks of a case as they stand on a day, and who holds them."""

from dataclasses import dataclass
from datetime import date

from eligibility.enums import CaseState
from eligibility.models import Case
from eligibility.rules.clocks import clock_rules, day_clock
from phb.core.periods import Clock, ClockState
from phb.core.policies import policy

HELD_BY = {
    CaseState.REFERRAL_RECEIVED: "the care coordinator, to screen",
    CaseState.CHECKLIST: "the care coordinator, to complete the Checklist",
    CaseState.AWAITING_ASSESSMENT: "the multidisciplinary team, to assess",
    CaseState.ASSESSED: "the commissioner, to decide",
    CaseState.FAST_TRACK_RECEIVED: "the commissioner, to decide",
    CaseState.RETURNED_FOR_EVIDENCE: "the multidisciplinary team, to add evidence",
}


@dataclass(frozen=True, slots=True)
class CaseClock:
    """One clock, ready for a page: day of length, due day, days overdue, words when stopped, who holds it."""

    name: str
    day: int
    length: int
    due: date
    overdue: int
    near: bool
    stopped: str
    held_by: str


def due_soon_days(organisation_id: int, on: date) -> int:
    """How many days before its end a clock is due soon: the commissioner's own setting."""
    return int(policy("due_soon_days", on=on, organisation_id=organisation_id))


def clocks_of(case: Case, on: date, soon: int) -> list[CaseClock]:
    """The running or stopped clocks of a case on a day: that of its decision, then that of the first review."""
    found = []
    if case.clock_started_on and case.due_on and case.due_clock:
        stopped = case.decided_on if case.state in (CaseState.ELIGIBLE, CaseState.NOT_ELIGIBLE) else None
        name = clock_rules()[case.due_clock].name
        clock = Clock(name, case.clock_started_on, case.due_on, stopped)
        if case.state != CaseState.CLOSED or stopped:
            found.append(_read(clock, on, soon, HELD_BY.get(CaseState(case.state), "")))
    if case.state == CaseState.ELIGIBLE and case.decided_on and case.route == "CHC":
        found.append(_read(day_clock("K3", case.decided_on), on, soon, "the care coordinator, to review"))
    return found


def _read(clock: Clock, on: date, soon: int, held_by: str) -> CaseClock:
    reading = clock.at(on, soon=soon)
    assert clock.target is not None and reading.allowed is not None and reading.left is not None
    stopped = ""
    if reading.state is ClockState.STOPPED:
        late = f", {-reading.left} days late" if reading.left < -1 else ", 1 day late" if reading.left < 0 else ""
        stopped = f"Stopped by the decision on day {reading.used}{late}"
    return CaseClock(
        clock.name,
        max(0, reading.used),
        reading.allowed,
        clock.target,
        max(0, -reading.left) if not stopped else 0,
        reading.state is ClockState.DUE_SOON,
        stopped,
        "" if stopped else held_by,
    )
