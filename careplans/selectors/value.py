"""What plans replaced and what came of them, for many plans at once: the two stand beside each other, never one alone."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, OuterRef, Subquery

from careplans.enums import ReviewState
from careplans.models import OutcomeScore, ReplacedPackage, Review
from phb.core.actors import Actor
from phb.core.selectors import people


@dataclass(frozen=True, slots=True)
class Scored:
    """An outcome's newest score at a review: how far it was reached (−2 to +2) and the person's own rating (0 to 10), None
    while it was not scored since the start; and their rating at the start."""

    line: int
    words: str
    attained: int | None
    rating: int | None
    first_rating: int | None
    scored_on: date


@dataclass(frozen=True, slots=True)
class CameOf:
    """What came of one plan: its outcomes as scored last, and the day of the last review that was completed."""

    outcomes: tuple[Scored, ...] = ()
    reviewed_on: date | None = None


def newest_package(plan: str, name: str) -> Subquery:
    """A field of the newest figure of what a plan replaced, for a list; `plan`: where the list's rows name their plan."""
    rows = ReplacedPackage.objects.filter(plan_id=OuterRef(plan)).order_by("-id")
    return Subquery(rows.values(name)[:1])


def packages_of(actor: Actor, plan_ids: Collection[int]) -> dict[int, ReplacedPackage]:
    """The newest figure of what each plan replaced. A plan without one is not in it."""
    rows = ReplacedPackage.objects.filter(plan_id__in=plan_ids, person__in=people(actor)).select_related("by")
    return {row.plan_id: row for row in rows.order_by("plan_id", "-id").distinct("plan_id")}


def came_of(actor: Actor, plan_ids: Collection[int] | None = None) -> dict[int, CameOf]:
    """What came of each plan (of all that the actor may see, where none are named): two queries for any number."""
    mine = {"person__in": people(actor)} if plan_ids is None else {"person__in": people(actor), "plan_id__in": plan_ids}
    reviews = Review.objects.filter(state=ReviewState.COMPLETED, **mine).order_by().values_list("plan_id")
    reviewed = dict(reviews.annotate(last=Max("completed_on")))
    scores: dict[int, dict[int, list[OutcomeScore]]] = defaultdict(lambda: defaultdict(list))
    rows = OutcomeScore.objects.filter(**mine).only(
        "plan_id", "line", "words", "attained", "own_rating", "scored_on", "review_id"
    )
    for row in rows.order_by("scored_on", "id"):
        scores[row.plan_id][row.line].append(row)
    return {
        plan_id: CameOf(tuple(_scored(line) for line in scores[plan_id].values()), reviewed.get(plan_id))
        for plan_id in {*scores, *reviewed}
    }


def _scored(rows: list[OutcomeScore]) -> Scored:
    """What was scored when the plan began says where it began, not what came of it."""
    first = [row for row in rows if row.review_id is None]
    since = [row for row in rows if row.review_id is not None]
    attained = [row.attained for row in since if row.attained is not None]
    rated = [row.own_rating for row in since if row.own_rating is not None]
    before = [row.own_rating for row in first if row.own_rating is not None]
    newest = rows[-1]
    return Scored(
        newest.line, newest.words, attained[-1] if attained else None, rated[-1] if rated else None,
        before[0] if before else None, newest.scored_on,
    )  # fmt: skip
