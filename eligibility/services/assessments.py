"""Completing a form: the rule's answer is kept with it and the case moves on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from eligibility.enums import CaseState, ChecklistOutcome, FormState, Tool
from eligibility.models import Assessment, Case
from eligibility.rules import Result
from eligibility.selectors import locked_case, open_notes, result_of
from eligibility.selectors.forms import BESIDE, SCREENING
from eligibility.services.cases import clock_of_decision
from eligibility.services.drafts import save_draft
from eligibility.services.reviews import completed_beside
from eligibility.services.starting import check_age
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import say_date

SCREENED_IN = frozenset({ChecklistOutcome.POSITIVE, ChecklistOutcome.POSITIVE_BY_JUDGEMENT, "FULL_ASSESSMENT"})


@transaction.atomic
def complete_form(
    *,
    assessment_id: int,
    answers: Mapping[str, Any],
    edits: int,
    on: date,
    by: Actor,
    received_on: date | None = None,
    seen: Mapping[str, str] | None = None,
) -> Assessment:
    """Complete a form on the day it was made; the case moves.

    A screening: a positive one starts the decision's clock on `received_on`, the first day on which the board
    had it (convention D7); a negative one screens out. The route's assessment: the case awaits its decision. A
    review, a request or a direct payment's form moves no case.
    Raises RuleBroken while answers are missing or not valid, two wordings wait for a choice, or a date is wrong.
    """
    saved = save_draft(assessment_id=assessment_id, answers=answers, edits=edits, by=by, seen=seen)
    form = saved.form
    case = locked_case(by, form.case_id)
    if saved.both or open_notes(form):
        raise RuleBroken("Somebody else wrote in the same place as you. Read both and choose, then complete the form.")
    result = result_of(form, on)
    _refuse_unfinished(form, result)
    _check_days(case, on, received_on)
    check_age(case, Tool(form.tool), on)
    _check_case(case, form)
    for older in case.assessments.filter(tool=form.tool, state=FormState.COMPLETED):
        moving.move(older, "replace", by=by)
    moving.move(
        form,
        "complete",
        by=by,
        completed_by_id=by.user_id,
        completed_on=on,
        received_on=received_on,
        result=result.as_dict(),
        outcome=str(result.outcome),
    )
    if form.tool == SCREENING.get(case.route):
        _screen(case, result, received_on, by)
    elif form.tool in BESIDE:
        completed_beside(case=case, form=form, by=by)
    else:
        moving.move(case, "record_assessment", by=by)
    return form


def screened_in(outcome: str) -> bool:
    """Whether a screening's outcome asks for a full assessment."""
    return outcome in SCREENED_IN


def _screen(case: Case, result: Result, received_on: date | None, by: Actor) -> None:
    words = result.reasons[0].words if result.reasons else ""
    if not screened_in(result.outcome):
        moving.move(case, "screen_out", by=by, reason=words)
        return
    if received_on is None:
        raise RuleBroken(
            "Enter the day on which the board received the form. The clock for the decision starts then.",
            "received_on",
        )
    moving.move(case, "screen_in", by=by, reason=words, **clock_of_decision(case, received_on))


def _refuse_unfinished(form: Assessment, result: Result) -> None:
    name = Tool(form.tool).label
    if result.outcome == "INVALID":
        raise RuleBroken(f"The {name} is not valid. {_first(result)}")
    if not result.facts["form_complete"]:
        raise RuleBroken(f"The {name} is not complete. {_first(result)}")


def _check_case(case: Case, form: Assessment) -> None:
    if form.tool in BESIDE and case.state == CaseState.CLOSED:
        raise RuleBroken("This case is closed. A form beside it can no longer be completed.")


def _first(result: Result) -> str:
    """What to mend first, and how much more there is."""
    if not result.problems:
        return result.reasons[0].words if result.reasons else ""
    more = len(result.problems) - 1
    return result.problems[0].words + (f" And {more} more." if more else "")


def _check_days(case: Case, on: date, received_on: date | None) -> None:
    if on < case.received_on:
        raise RuleBroken(
            f"The form cannot be completed before the referral, received on {say_date(case.received_on)}.",
            "completed_on",
        )
    if received_on is not None and received_on < on:
        raise RuleBroken(
            f"The board cannot have received the form before it was completed, on {say_date(on)}.", "received_on"
        )
