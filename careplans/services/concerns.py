"""Safeguarding concerns: raised, referred to the council or not and why, closed with what came of it.

Source: Care Act 2014, section 42 (adults), local safeguarding partnerships (children). Only the roles of the area see that
there is one; nothing outside this module and its page reads them.
"""

from datetime import date

from django.db import transaction

from careplans import selectors
from careplans.enums import ConcernState, ReviewKind, ReviewState
from careplans.models import Concern, Review
from careplans.selectors.concerns import concern_for
from careplans.services.reach import check_right
from careplans.services.reviews import open_review
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.once import once

MAY_NOT = "Your role does not record safeguarding concerns. Tell the care coordinator or a clinician at once."
# Said to all who read the review: that a concern stands behind it is told to nobody.
REVIEW_WORDS = "The care coordinator or a clinician asked for the plan to be looked at."


@transaction.atomic
def raise_concern(
    *, plan_id: int, raised_on: date, words: str, key: str, on: date, by: Actor, about_whom: str = "", persons_wishes: str = "",
    immediate_steps: str = "",
) -> Concern:  # fmt: skip
    """Write a concern down; sent twice, done once. Raises NotVisible, RuleBroken."""
    check_right(by, "safeguarding", "W", MAY_NOT)
    plan = selectors.plan_for(by, plan_id)
    if not words.strip():
        raise RuleBroken("Write down what the concern is.", "words")
    if raised_on > on:
        raise RuleBroken("This day is still to come. Enter when you learned of it.", "raised_on")
    said = {"words": words.strip(), "about_whom": about_whom.strip(), "persons_wishes": persons_wishes.strip(),
            "immediate_steps": immediate_steps.strip()}  # fmt: skip

    def effect() -> dict[str, int]:
        row = Concern.objects.create(
            organisation_id=by.organisation_id, person_id=plan.person_id, plan=plan, raised_on=raised_on,
            raised_by_id=by.user_id, **said,
        )  # fmt: skip
        moving.note(row, "created", by=by, before="", after=row.state)
        return {"concern": row.pk}

    answer, _ = once("raise concern", key, {**said, "plan": plan_id, "raised_on": raised_on}, effect, by=by)
    return Concern.objects.get(pk=answer["concern"])


@transaction.atomic
def refer_concern(
    *, concern_id: int, referred: bool, on: date, by: Actor, referred_to: str = "", referred_on: date | None = None,
    reference: str = "", not_referred_why: str = "",
) -> Concern:  # fmt: skip
    """Record that it was referred to the council, with day and reference, or why not. Raises NotVisible, RuleBroken."""
    check_right(by, "safeguarding", "W", MAY_NOT)
    row = _locked(by, concern_id)
    if row.state != ConcernState.OPEN:
        raise RuleBroken("This concern is closed. Open it again first.")
    if referred:
        if not referred_to.strip() or referred_on is None:
            raise RuleBroken("Enter to whom and when it was referred.", "referred_to")
        if not row.raised_on <= referred_on <= on:
            raise RuleBroken("It was referred between the day it was raised and today. Check the day.", "referred_on")
        row.referred_to, row.referred_on, row.reference = referred_to.strip(), referred_on, reference.strip()
        row.not_referred_why = ""
    else:
        if row.referred_on is not None:
            raise RuleBroken("It was referred already. What came of it is recorded when it is closed.", "referred")
        if not not_referred_why.strip():
            raise RuleBroken("Write down why it is not referred.", "not_referred_why")
        row.not_referred_why = not_referred_why.strip()
    row.save(update_fields=["referred_to", "referred_on", "reference", "not_referred_why"])
    return row


@transaction.atomic
def close_concern(
    *, concern_id: int, closed_on: date, outcome: str, ask_review: bool, on: date, by: Actor
) -> Concern:  # fmt: skip
    """Close it with what came of it; with `ask_review` the plan in force is reviewed, unless it is already, in words that name no concern.

    It closes only once it was referred, or it is written down why not. Raises NotVisible, RuleBroken.
    """
    check_right(by, "safeguarding", "W", MAY_NOT)
    row = _locked(by, concern_id)
    if row.state == ConcernState.CLOSED:
        return row
    if row.referred_on is None and not row.not_referred_why:
        raise RuleBroken("First say whether it was referred to the council, or why not.")
    if not outcome.strip():
        raise RuleBroken("Write down what came of it.", "outcome")
    if not row.raised_on <= closed_on <= on:
        raise RuleBroken("It is closed between the day it was raised and today. Check the day.", "closed_on")
    moving.move(row, "close", by=by, outcome=outcome.strip(), closed_on=closed_on)
    if ask_review and not Review.objects.filter(plan_id=row.plan_id, state=ReviewState.OPEN).exists():
        open_review(plan_id=row.plan_id, kind=ReviewKind.CONCERN, why=REVIEW_WORDS, on=on, by=by)
    return row


@transaction.atomic
def reopen_concern(*, concern_id: int, by: Actor, reason: str) -> Concern:
    """Open it again, with the reason. Raises NotVisible, RuleBroken."""
    check_right(by, "safeguarding", "W", MAY_NOT)
    row = _locked(by, concern_id)
    if row.state == ConcernState.OPEN:
        return row
    if not reason.strip():
        raise RuleBroken("Write down why it is opened again.", "reasons")
    moving.move(row, "open_again", by=by, reason=reason.strip(), closed_on=None)
    return row


def _locked(by: Actor, concern_id: int) -> Concern:
    concern_for(by, concern_id)
    return moving.locked(Concern.objects.all(), pk=concern_id)
