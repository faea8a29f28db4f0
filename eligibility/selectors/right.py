"""What right to a personal health budget follows from a case."""

from datetime import date

from eligibility.enums import CaseState, Right
from eligibility.models import Case
from eligibility.rules import Result, evaluate


def right_of(case: Case, on: date) -> Result:
    """The right on a day, as the rule states it. Until the case is found eligible: what would not follow."""
    answers = {
        "service": case.route,
        "eligible": case.state == CaseState.ELIGIBLE,
        "setting": case.setting,
        "fast_track": case.fast_track,
        "package_start": case.decided_on,
    }
    return evaluate("right_to_have", answers, on)


def right_stands(case: Case, on: date) -> bool:
    """Whether a personal health budget may be planned on this case on a day.

    It may when the board has found the person eligible by that day, and the route carries a right or the
    commissioner's own offer. NHS-funded nursing care alone carries neither.
    """
    if case.state != CaseState.ELIGIBLE or case.decided_on is None or case.decided_on > on:
        return False
    return right_of(case, on).outcome != Right.NO_RIGHT
