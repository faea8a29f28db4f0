"""Scores: how far outcomes were reached (goal attainment scaling), and measures that a commissioner uses.

Nothing here judges a person: a score is one answer beside their own words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from careplans.enums import Coded
from phb.core.errors import RuleBroken

# Kiresuk and Sherman's T-score takes goals to hang together by 0.3.
CORRELATION = Decimal("0.3")
FINE = Context(prec=40)
LEAST_ATTAINED, MOST_ATTAINED, MOST_WEIGHT = -2, 2, 10
ATTAINED = {
    -2: "Much less than we hoped", -1: "Less than we hoped", 0: "As we hoped", 1: "More than we hoped",
    2: "Much more than we hoped",
}  # fmt: skip


class Way(Coded):
    """What became of a score between two days."""

    BETTER = "better", "Better"
    SAME = "same", "The same"
    WORSE = "worse", "Less good"


@dataclass(frozen=True, slots=True)
class Goal:
    """One outcome's weight (1 to 10) and how far it was reached (−2 to +2)."""

    weight: int
    attained: int


def rounded(exact: Decimal, places: int) -> Decimal:
    """Rounding of scores: once, at the end, half away from zero."""
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def gas_score(goals: Sequence[Goal]) -> Decimal:
    """The goal attainment T-score, to two places: 50 + 10·Σwx / √(0.7·Σw² + 0.3·(Σw)²). 50 is “as we hoped” overall.

    Raises RuleBroken without any goal, or for a weight or a score out of range.
    """
    if not goals:
        raise RuleBroken("A score over all outcomes needs at least one outcome that was scored.")
    for goal in goals:
        if not 1 <= goal.weight <= MOST_WEIGHT:
            raise RuleBroken("The weight of an outcome is a whole number from 1 to 10.", "weight")
        if not LEAST_ATTAINED <= goal.attained <= MOST_ATTAINED:
            raise RuleBroken("How far an outcome was reached is a whole number from −2 to 2.", "attained")
    total = sum(Decimal(goal.weight * goal.attained) for goal in goals)
    squares, weights = sum(goal.weight**2 for goal in goals), sum(goal.weight for goal in goals)
    below = FINE.sqrt((1 - CORRELATION) * squares + CORRELATION * weights**2)
    return rounded(50 + FINE.divide(10 * total, below), 2)


def attained_in_words(attained: int | None) -> str:
    """A score as a person reads it."""
    return "" if attained is None else ATTAINED[attained]


def way(before: Decimal | int | None, after: Decimal | int | None, *, higher_is_better: bool = True) -> Way | None:
    """What became of a score; None while one of the two is missing."""
    if before is None or after is None:
        return None
    if before == after:
        return Way.SAME
    return Way.BETTER if (after > before) == higher_is_better else Way.WORSE


# --- measures


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a measure of one's own, answered by a whole number from `least` to `most`."""

    key: str
    words: str
    least: int
    most: int


def questions_from(rows: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Stored questions as values."""
    return tuple(Question(str(row["key"]), str(row["words"]), int(row["least"]), int(row["most"])) for row in rows)


def read_questions(text: str) -> list[dict[str, Any]]:
    """Typed questions, one on a line: the words, then the least and the most, "How safe do I feel? | 0 | 4".

    Raises RuleBroken (field "questions") that names the line.
    """
    found: list[dict[str, Any]] = []
    for number, line in enumerate((each.strip() for each in text.splitlines() if each.strip()), start=1):
        words, *range_ = (each.strip() for each in line.split("|"))
        try:
            least, most = (int(each) for each in range_)
        except ValueError as error:
            raise RuleBroken(
                f"Line {number}: write the question, then the least and the most answer, as in “How safe do I feel? | 0 | 4”.",
                "questions",
            ) from error
        if not words or most <= least:
            raise RuleBroken(
                f"Line {number}: the most must be above the least, and the question needs words.", "questions"
            )
        found.append({"key": f"q{number}", "words": words, "least": least, "most": most})
    return found


def span_of(questions: Sequence[Question], working: str) -> tuple[Decimal, Decimal]:
    """The least and the most that a measure with these questions can come to."""
    least, most = (Decimal(sum(getattr(each, end) for each in questions)) for end in ("least", "most"))
    if working == "mean":
        return rounded(least / len(questions), 3), rounded(most / len(questions), 3)
    return least, most


def score_of(questions: Sequence[Question], answers: Mapping[str, Any], working: str) -> Decimal:
    """The score of a measure's answers, to three places: their sum, or their mean.

    Every question is answered: a score over some of them would mean something else. Raises RuleBroken for a missing or
    impossible answer, with the question as its field.
    """
    given = []
    for question in questions:
        answer = answers.get(question.key)
        if answer is None or answer == "":
            raise RuleBroken(
                "Answer every question. A score over some of them would mean something else.", question.key
            )
        if not question.least <= int(answer) <= question.most:
            raise RuleBroken(f"Choose a number from {question.least} to {question.most}.", question.key)
        given.append(int(answer))
    if not given:
        raise RuleBroken("This measure has no questions here: enter the score from its own form.", "score")
    total = Decimal(sum(given))
    return rounded(total / len(given) if working == "mean" else total, 3)


def check_score(score: Decimal, least: Decimal, most: Decimal) -> None:
    """Refuse a score outside the measure's range (RuleBroken, field "score")."""
    if not least <= score <= most:
        raise RuleBroken(f"The score of this measure is from {least.normalize():f} to {most.normalize():f}.", "score")
