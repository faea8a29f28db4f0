"""What right to a personal health budget follows from a case."""

from collections.abc import Iterable
from datetime import date

from eligibility.enums import Answer, CaseState, Matter, Right
from eligibility.models import Case, Decision
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
    commissioner's own offer. NHS-funded nursing care alone carries neither. A case that a re-assessment has taken
    over stands as long as that one does: nobody loses care by being found eligible again.
    """
    if case.state == CaseState.CLOSED and case.carried_by is not None:
        return right_stands(case.carried_by, on)
    if case.state != CaseState.ELIGIBLE or case.decided_on is None or case.decided_on > on:
        return False
    return right_of(case, on).outcome != Right.NO_RIGHT


def direct_payment_decision(case: Case, on: date) -> Decision | None:
    """The newest decision on a direct payment made by a day, on this case or on the one that took it over."""
    return _newest(case, Matter.DIRECT_PAYMENT, on)


def request_answer(case: Case, on: date) -> Decision | None:
    """The newest answer to a request for a budget made by a day."""
    return _newest(case, Matter.PHB_REQUEST, on)


def direct_payment_refused_on(case: Case, on: date) -> date | None:
    """The day of a refusal of a direct payment that is in force on a day, or None: no decision bars nothing."""
    made = direct_payment_decision(case, on)
    return made.decided_on if made is not None and made.decision == Answer.REFUSED else None


def without_direct_payment(case_ids: Iterable[int], on: date) -> set[int]:
    """Of these cases, those whose newest decision on a direct payment by a day says no: one query for all."""
    ids = list(case_ids)
    made = Decision.objects.filter(case_id__in=ids, matter=Matter.DIRECT_PAYMENT, decided_on__lte=on)
    newest = made.order_by("case_id", "-decided_on", "-id").distinct("case_id")
    return {row.case_id for row in newest if row.decision == Answer.REFUSED}


def _newest(case: Case, matter: Matter, on: date) -> Decision | None:
    of = [case.pk, case.carried_by_id] if case.carried_by_id else [case.pk]
    made = Decision.objects.filter(case_id__in=of, matter=matter, decided_on__lte=on)
    return made.select_related("decided_by", "assessment").order_by("-decided_on", "-id").first()
