"""A review held as it should be: every part written, every outcome scored, ready to be completed."""

from datetime import date
from typing import Any

from careplans.models import Review
from careplans.rules.reviewing import LOOKED_AT
from careplans.selectors import reviews as reads
from careplans.services import reviews, scores
from phb.core.actors import Actor
from phb.core.periods import add_months
from phb.core.tenancy import act_as

HELD_ON = date(2026, 11, 20)


def hold(review: Review, by: Actor, *, on: date = HELD_ON, **result: Any) -> Review:
    """Write everything that a review must say; `result` changes what it leads to."""
    act_as(by)
    here = {"review_id": review.pk, "by": by}
    reviews.save_review(part="view", values={"persons_view": "I sleep better. Mornings are still hard."}, **here)
    meeting = {"held_on": on, "how": "visit", "took_part": "Ada, Emeka and Joy"}
    reviews.save_review(part="meeting", values=meeting, **here)
    looked = {f"{item.code}_answer": "good" for item in LOOKED_AT}
    reviews.save_review(part="looked", values=looked, **here)
    marks = {}
    for line in reads.outcome_lines(review.version, review):
        marks |= {f"{line.line}_own_rating": 7, f"{line.line}_own_words": "Better.", f"{line.line}_attained": 1}
    scores.score_outcomes(plan_id=review.plan_id, review_id=review.pk, values=marks, on=on, by=by)
    said = {"sufficient": "enough", "results": ["no_change"], "reasons": "The plan does what it should.",
            "next_due_on": add_months(on, 12), **result}  # fmt: skip
    return reviews.save_review(part="result", values=said, **here)
