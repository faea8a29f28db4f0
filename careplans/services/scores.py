"""How far outcomes were reached: scored at the start and at each review, the person's own rating and words first."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from careplans.enums import ReviewState
from careplans.models import OutcomeScore, Plan, PlanVersion, Review
from careplans.rules.merging import merge
from careplans.rules.scoring import LEAST_ATTAINED, MOST_ATTAINED
from careplans.selectors import reviews as reads
from careplans.services.reach import Changed, check_right
from careplans.services.reviews import AREA, MAY_NOT, Marks
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.selectors import people

OWN = ("own_rating", "own_words")
ALL = (*OWN, "attained", "comment")


@transaction.atomic
def score_outcomes(
    *,
    plan_id: int,
    values: Mapping[str, Any],
    on: date,
    by: Actor,
    review_id: int | None = None,
    seen: Marks | None = None,
) -> list[OutcomeScore]:
    """Write scores of outcomes at a review, or at the start where none is named.

    `values`: "<line>_own_rating" (0 to 10), "<line>_own_words", "<line>_attained" (−2 to 2), "<line>_comment". The person
    and who acts for them write their own two. Scores of the start can be mended until the first review is completed.
    Raises Changed where somebody wrote otherwise meanwhile; NotVisible; RuleBroken.
    """
    check_right(by, AREA, "P" if by.is_outside else "W", MAY_NOT)
    plan = _plan(by, plan_id)
    review = _review(by, plan, review_id)
    version = review.version if review else _first_time(plan)
    names = OWN if by.is_outside else ALL
    lines = {line.line: line for line in reads.outcome_lines(version, review)}
    now = {f"{line}_{name}": getattr(each.score, name, None) for line, each in lines.items() for name in names}
    sent = {name: value for name, value in values.items() if name in now}
    merged = merge(now, sent, seen)
    if merged.disputed:
        raise Changed(merged.disputed)
    written = []
    for line in lines.values():
        taken = {name: merged.take[f"{line.line}_{name}"] for name in names if f"{line.line}_{name}" in merged.take}
        if taken:
            _check(line.line, taken)
            written.append(_write(plan, review, line, taken, on, by))
    if written and review is not None:
        review.edits += 1
        review.save(update_fields=["edits", "saved_at"])
    return written


def now_of_scores(version: PlanVersion, review: Review | None, *, outside: bool) -> dict[str, Any]:
    """What is scored so far, by the names of the boxes."""
    names = OWN if outside else ALL
    return {
        f"{each.line}_{name}": getattr(each.score, name, None)
        for each in reads.outcome_lines(version, review)
        for name in names
    }


def _write(
    plan: Plan, review: Review | None, line: reads.OutcomeLine, taken: dict[str, Any], on: date, by: Actor
) -> OutcomeScore:
    row = line.score or OutcomeScore(
        organisation_id=plan.organisation_id, person_id=plan.person_id, plan=plan, review=review, line=line.line,
        scored_on=on,
    )  # fmt: skip
    # The words and the weight of this day: a later version may say the outcome otherwise.
    row.words, row.weight, row.by_id = line.words, line.weight, by.user_id
    for name, value in taken.items():
        setattr(row, name, value if value is not None or name in {"attained", "own_rating"} else "")
    row.save()
    return row


def _check(line: int, taken: dict[str, Any]) -> None:
    rating, attained = taken.get("own_rating"), taken.get("attained")
    if rating is not None and not 0 <= rating <= 10:
        raise RuleBroken("Choose a number from 0 to 10.", f"{line}_own_rating")
    if attained is not None and not LEAST_ATTAINED <= attained <= MOST_ATTAINED:
        raise RuleBroken("Choose one of the answers shown.", f"{line}_attained")


def _plan(by: Actor, plan_id: int) -> Plan:
    mine = people(by, part="act_on_plan" if by.is_outside else None)
    if not Plan.objects.filter(pk=plan_id, person__in=mine).exists():
        raise NotVisible
    return Plan.objects.select_for_update(of=("self",)).get(pk=plan_id)


def _review(by: Actor, plan: Plan, review_id: int | None) -> Review | None:
    if review_id is None:
        return None
    review = Review.objects.select_for_update(of=("self",)).filter(pk=review_id, plan=plan).first()
    if review is None:
        raise NotVisible
    if review.state not in reads.UNDER_WAY:
        raise RuleBroken("This review is over, so its scores stay as they are.")
    return review


def _first_time(plan: Plan) -> PlanVersion:
    if Review.objects.filter(plan=plan, state=ReviewState.COMPLETED).exists():
        raise RuleBroken("A review has been completed, so the scores of the start stay as they are.")
    version = reads.version_in_force(plan.pk)
    if version is None:
        raise RuleBroken("Outcomes are scored from the day on which the plan is in force.")
    return version
