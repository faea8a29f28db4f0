"""What a review looks at, and what it must say before it counts as done (section 14.3 of the reference; regulation 14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from careplans.enums import Coded, ReviewResult, Sufficiency
from careplans.rules.reviews import check_next_date
from phb.core.errors import RuleBroken

SUFFICIENT = (
    "The amount must be enough for the full cost of each service in the plan (2013 Regulations, regulation 13; after a "
    "review, regulation 14)."
)


class Looked(Coded):
    """What was found where the review looked."""

    GOOD = "good", "This is as it should be"
    CHANGE = "change", "Something should change"
    NOT_APPLICABLE = "none", "Does not apply"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a review looks at: its code, its name, and what to ask."""

    code: str
    title: str
    ask: str


LOOKED_AT = (
    Item("needs", "Health needs now", "What has changed in health and daily life since the last time?"),
    Item("plan", "The plan", "Does the plan still meet the needs? What is missing, what is no longer wanted?"),
    Item("outcomes", "Outcomes", "What was reached, what was not, and why?"),
    Item("money", "How the money was used", "Was it spent on what is in the plan? Is much left over, or is it short?"),
    Item("amount", "The amount", "Does it cover the full cost of each service?"),
    Item("duties", "Holder, nominee or representative", "Did they do what they agreed to: records, account, employer’s duties?"),
    Item("quality", "Quality and safety of care", "Are services good and safe? Are assistants competent and their checks in date?"),
    Item("risks", "Risks", "Which risks have changed? Do the agreed steps work?"),
    Item("safeguarding", "Keeping safe", "Does the person feel safe? Is anyone worried?"),
    Item("carers", "Carers", "How are those who help without pay? What do they need?"),
    Item("satisfaction", "The person’s satisfaction", "What do they like, and what would they change?"),
    Item("holding", "How the budget is held", "Should it be held another way: notional, third party, direct payment?"),
)  # fmt: skip
CODES = tuple(item.code for item in LOOKED_AT)
CHANGES_PLAN = frozenset({ReviewResult.AMENDED, ReviewResult.MORE, ReviewResult.LESS})


@dataclass(frozen=True, slots=True)
class Scored:
    """One outcome as the review scored it. `own`: whether the person rated it or said something about it."""

    words: str
    own: bool
    attained: int | None
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A review as it is written, before it is completed."""

    persons_view: str
    held_on: date | None
    how: str
    took_part: str
    looked_at: Mapping[str, Mapping[str, Any]]
    outcomes: tuple[Scored, ...]
    sufficient: str
    sufficient_words: str
    results: tuple[str, ...]
    reasons: str
    next_due_on: date | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a review still has to say: in which part, and the sentence that tells what to do."""

    part: str
    words: str


def lacking(review: Reviewed) -> tuple[Lacking, ...]:
    """What is missing before the review can be completed, in the order in which it is held."""
    return (*_view(review), *_meeting(review), *_outcomes(review), *_looked(review), *_result(review))


def check_done(review: Reviewed, *, completed_on: date) -> None:
    """Refuse to complete a review that says too little, or names a next day that the law does not allow (RuleBroken)."""
    missing = lacking(review)
    if missing:
        raise RuleBroken("This review is not finished. " + " ".join(each.words for each in missing))
    assert review.held_on is not None and review.next_due_on is not None
    if review.held_on > completed_on:
        raise RuleBroken("The review cannot be completed before the day on which it was held.", "held_on")
    check_next_date(review.next_due_on, completed_on)


def check_results(results: tuple[str, ...], sufficient: str) -> None:
    """Refuse results that contradict each other or the answer about the amount (RuleBroken, field "results")."""
    chosen = set(results)
    if unknown := chosen - set(ReviewResult):
        raise RuleBroken(f"Choose from the results shown, not {', '.join(sorted(unknown))}.", "results")
    if ReviewResult.NO_CHANGE in chosen and len(chosen) > 1:
        raise RuleBroken("Either nothing changes, or something does. Untick one of them.", "results")
    if {ReviewResult.MORE, ReviewResult.LESS} <= chosen:
        raise RuleBroken("The amount goes up or down, not both. Untick one of them.", "results")
    if sufficient == Sufficiency.NOT_ENOUGH and not chosen & {
        ReviewResult.MORE,
        ReviewResult.AMENDED,
        ReviewResult.STOP,
    }:
        raise RuleBroken(
            "The amount is not enough, so it goes up or the plan is changed: tick what follows. " + SUFFICIENT,
            "results",
        )


def _view(review: Reviewed) -> list[Lacking]:
    if review.persons_view.strip():
        return []
    return [Lacking("view", "Begin with what the person thinks, in their words. If they could not or did not wish to say, write that, and how they were asked.")]  # fmt: skip


def _meeting(review: Reviewed) -> list[Lacking]:
    needed = ((review.held_on, "Say when it was held."), (review.how, "Say how it was held."),
              (review.took_part.strip(), "Say who took part."))  # fmt: skip
    return [Lacking("meeting", words) for value, words in needed if not value]


def _outcomes(review: Reviewed) -> list[Lacking]:
    found = []
    for each in review.outcomes:
        if not each.own and not each.comment.strip():
            found.append(
                Lacking(
                    "outcomes", f"“{each.words}”: ask the person for their own rating or words first, or write why not."
                )
            )
        if each.attained is None and not each.comment.strip():
            found.append(
                Lacking("outcomes", f"“{each.words}”: say how far it was reached, or write why that cannot be said.")
            )
    return found  # fmt: skip


def _looked(review: Reviewed) -> list[Lacking]:
    found = []
    for item in LOOKED_AT:
        answer = review.looked_at.get(item.code, {})
        if answer.get("answer") not in set(Looked):
            found.append(Lacking("looked", f"{item.title}: say what was found."))
        elif answer["answer"] == Looked.CHANGE and not str(answer.get("words", "")).strip():
            found.append(Lacking("looked", f"{item.title}: write what should change."))
    return found


def _result(review: Reviewed) -> list[Lacking]:
    found = []
    if review.sufficient not in set(Sufficiency):
        found.append(Lacking("result", "Say whether the amount is enough: it is confirmed at every review."))
    elif review.sufficient != Sufficiency.ENOUGH and not review.sufficient_words.strip():
        found.append(Lacking("result", "Write why the amount is not right."))
    if not review.results:
        found.append(Lacking("result", "Say what the review leads to."))
    if not review.reasons.strip():
        found.append(Lacking("result", "Write the reasons. The person receives them."))
    if review.next_due_on is None:
        found.append(Lacking("result", "Name the day of the next review."))
    return found
