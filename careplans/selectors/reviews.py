"""Reads of reviews: those of a plan, what one says so far, how outcomes went, and the list of what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from careplans.enums import ReviewState
from careplans.models import ChangeWithoutReview, Measure, MeasureScore, OutcomeScore, Plan, PlanVersion, Review
from careplans.rules.reviewing import Lacking, Reviewed, Scored, lacking
from careplans.rules.reviews import ReviewDue, duties
from careplans.rules.scoring import Goal, Way, attained_in_words, gas_score, way
from careplans.selectors.review_days import IN_FORCE, facts_of_plan
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.policies import policy
from phb.core.selectors import people

UNDER_WAY = (ReviewState.ASKED, ReviewState.OPEN)


def reviews(actor: Actor, *, part: str = "see_plan") -> QuerySet[Review]:
    """The reviews of people whose plan this actor may see."""
    mine = people(actor, part=part if actor.role in {"BH", "REP"} else None)
    return Review.objects.filter(person__in=mine).select_related("person", "plan__coordinator__user", "version")


def review_for(actor: Actor, review_id: int, *, part: str = "see_plan") -> Review:
    """One review with its person, plan and version. Raises NotVisible."""
    found = (
        reviews(actor, part=part)
        .select_related("person__named_contact__user", "completed_by", "opened_by")
        .filter(pk=review_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def reviews_of(actor: Actor, plan_id: int) -> list[Review]:
    """All reviews of a plan, the newest first."""
    return list(reviews(actor).select_related("completed_by").filter(plan_id=plan_id).order_by("-id"))


def under_way(plan_id: int) -> Review | None:
    """The review that is open, or else the one that the person asked for and nobody has answered."""
    return Review.objects.filter(plan_id=plan_id, state__in=UNDER_WAY).order_by("-state").first()


def last_completed(plan_id: int, *, before: Review | None = None) -> Review | None:
    """The last completed review of a plan, or the one before another."""
    found = Review.objects.filter(plan_id=plan_id, state=ReviewState.COMPLETED)
    if before is not None:
        found = found.filter(pk__lt=before.pk)
    return found.order_by("-completed_on", "-id").first()


def version_in_force(plan_id: int) -> PlanVersion | None:
    """The version of a plan that is in force."""
    return PlanVersion.objects.filter(plan_id=plan_id, state__in=IN_FORCE).order_by("-number").first()


def duties_of(plan: Plan, on: date) -> tuple[ReviewDue, ...]:
    """Every review that the plan owes, the earliest first."""
    return duties(facts_of_plan(plan, on))


def changes_without_review(plan_id: int) -> list[ChangeWithoutReview]:
    """Changes of health for which no review was held, the newest first."""
    return list(ChangeWithoutReview.objects.filter(plan_id=plan_id).select_related("decided_by").order_by("-id"))


# --- outcomes and their scores


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One outcome of the plan with its score at a review (or the start), the one before that, and the first."""

    line: int
    words: str
    measure: str
    levels: dict[str, str]
    weight: int
    score: OutcomeScore | None
    before: OutcomeScore | None

    @property
    def way(self) -> Way | None:
        """What became of the person's own rating since the time before."""
        if self.score is None or self.before is None:
            return None
        return way(self.before.own_rating, self.score.own_rating)

    @property
    def attained_words(self) -> str:
        """How far it was reached, in words."""
        return attained_in_words(self.score.attained if self.score else None)


def outcome_lines(version: PlanVersion, review: Review | None = None) -> list[OutcomeLine]:
    """The outcomes of a version with their scores at a review, or at the start where no review is named."""
    rows = list(OutcomeScore.objects.filter(plan_id=version.plan_id).order_by("scored_on", "id"))
    here, before = {}, {}
    for row in rows:
        if row.review_id == (review.pk if review else None):
            here[row.line] = row
        elif review is not None and (row.review_id is None or row.review_id < review.pk):
            before[row.line] = row
    return [
        OutcomeLine(
            each.line, each.words, each.measure, each.levels or {}, each.weight, here.get(each.line), before.get(each.line)
        )
        for each in version.outcomes.all()
    ]  # fmt: skip


def start_scored(plan_id: int) -> bool:
    """Whether the outcomes were scored when the plan began."""
    return OutcomeScore.objects.filter(plan_id=plan_id, review__isnull=True).exists()


def gas_of(lines: Iterable[OutcomeLine]) -> Decimal | None:
    """The goal attainment score over the outcomes that were scored; None without any."""
    goals = [Goal(each.weight, each.score.attained) for each in lines
             if each.score is not None and each.score.attained is not None]  # fmt: skip
    return gas_score(goals) if goals else None


# --- what a review says so far


def reviewed_of(review: Review) -> Reviewed:
    """A review as values for the rules."""
    return Reviewed(
        persons_view=review.persons_view,
        held_on=review.held_on,
        how=review.how,
        took_part=review.took_part,
        looked_at=review.looked_at,
        outcomes=tuple(_scored(each) for each in outcome_lines(review.version, review)),
        sufficient=review.sufficient,
        sufficient_words=review.sufficient_words,
        results=tuple(review.results),
        reasons=review.reasons,
        next_due_on=review.next_due_on,
    )


def _scored(line: OutcomeLine) -> Scored:
    row = line.score
    if row is None:
        return Scored(line.words, False, None, "")
    return Scored(line.words, row.own_rating is not None or bool(row.own_words.strip()), row.attained, row.comment)


def lacking_of(review: Review) -> tuple[Lacking, ...]:
    """What the review still has to say."""
    return lacking(reviewed_of(review))


# --- measures


def measures(actor: Actor) -> QuerySet[Measure]:
    """The measures of the actor's organisation."""
    return Measure.objects.filter(organisation_id=actor.organisation_id).order_by("name", "version")


def measure_for(actor: Actor, measure_id: int) -> Measure:
    """One measure of the organisation. Raises NotVisible."""
    found = measures(actor).filter(pk=measure_id).first()
    if found is None:
        raise NotVisible
    return found


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure with its newest score for a plan and the first one, and what became of it."""

    measure: Measure
    newest: MeasureScore
    first: MeasureScore | None

    @property
    def newest_shown(self) -> str:
        """The newest score as it is written."""
        return f"{self.newest.score.normalize():f}"

    @property
    def first_shown(self) -> str:
        """The first score as it is written, where there is an earlier one."""
        return f"{self.first.score.normalize():f}" if self.first else ""

    @property
    def way(self) -> Way | None:
        """What became of the score since the first one."""
        if self.first is None:
            return None
        return way(self.first.score, self.newest.score, higher_is_better=self.measure.higher_is_better)


def measure_lines(plan_id: int, *, until: date | None = None) -> list[MeasureLine]:
    """The measures that were filled in for a plan, each with its first and its newest score (up to a day)."""
    rows = MeasureScore.objects.filter(plan_id=plan_id).select_related("measure").order_by("scored_on", "id")
    if until is not None:
        rows = rows.filter(scored_on__lte=until)
    first: dict[int, MeasureScore] = {}
    newest: dict[int, MeasureScore] = {}
    for row in rows:
        first.setdefault(row.measure_id, row)
        newest[row.measure_id] = row
    return [
        MeasureLine(row.measure, row, first[key] if first[key].pk != row.pk else None) for key, row in newest.items()
    ]


# --- the list of what is due


def due(actor: Actor) -> QuerySet[Plan]:
    """Plans with a review due that are the actor's to see, with what the list shows."""
    mine = Plan.objects.filter(person__in=people(actor), next_review_on__isnull=False)
    of_plan = Review.objects.filter(plan_id=OuterRef("pk"))
    return mine.select_related("person__place", "coordinator__user", "coordinator__team").annotate(
        asked=Exists(of_plan.filter(state=ReviewState.ASKED)),
        opened=Exists(of_plan.filter(state=ReviewState.OPEN)),
        planned=Subquery(of_plan.filter(state=ReviewState.OPEN).values("planned_on")[:1]),
    )


def soon_days(actor: Actor, on: date) -> int:
    """From how many days before its day a review counts as due soon."""
    return int(policy("review_soon_days", on=on, organisation_id=actor.organisation_id))


def due_counts(actor: Actor, on: date) -> dict[str, Any]:
    """How many reviews are overdue and due soon, how many are open, and how many people ask for one: two queries."""
    mine = Plan.objects.filter(person__in=people(actor), next_review_on__isnull=False)
    last = on + timedelta(days=soon_days(actor, on))
    counts = mine.aggregate(
        overdue=Count("pk", filter=Q(next_review_on__lt=on)),
        soon=Count("pk", filter=Q(next_review_on__gte=on, next_review_on__lte=last)),
    )
    states = (
        reviews(actor)
        .order_by()
        .aggregate(
            open=Count("pk", filter=Q(state=ReviewState.OPEN)), asked=Count("pk", filter=Q(state=ReviewState.ASKED))
        )
    )
    return {**counts, **states}
