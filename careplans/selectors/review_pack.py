"""What is brought to a review: the last result, outcomes, money, what has changed, what is open, what runs out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from careplans import selectors
from careplans.enums import CommentState
from careplans.models import (
    ChangeWithoutReview,
    Comment,
    Competence,
    EmploymentCheck,
    MeasureScore,
    OutcomeScore,
    Plan,
    PlanVersion,
    Review,
)
from careplans.rules.difference import differences
from careplans.rules.scoring import Goal, Way, attained_in_words, gas_score, way
from careplans.selectors import reviews as reads
from careplans.selectors.competence import newest as newest_competence
from phb.core.actors import Actor

# Competences and checks that run out within so many days after the review are brought to it.
AHEAD = timedelta(days=90)
Figure = dict[str, Any]
Figures = Callable[[Actor, Plan, date], list[Figure]]
_figures: list[Figures] = []


def bring_figures(make: Figures) -> Figures:
    """Leave a function at start-up that brings figures to a review ("label", "value" as words, "href"): what was paid and
    spent, from the app above that knows."""
    if make not in _figures:
        _figures.append(make)
    return make


def figures(actor: Actor, plan: Plan, on: date) -> list[Figure]:
    """Figures of other parts of the product for this plan."""
    return [figure for make in _figures for figure in make(actor, plan, on)]


@dataclass(frozen=True, slots=True)
class Pack:
    """What lies on the table. `since`: the day of the last review, or the plan's first day."""

    since: date | None
    last: Review | None
    lines: list[reads.OutcomeLine]
    measures: list[reads.MeasureLine]
    money: dict[str, Any]
    figures: list[Figure]
    versions: list[PlanVersion]
    changes: list[ChangeWithoutReview]
    questions: list[Comment]
    running_out: list[dict[str, Any]]
    risks: list[Any]
    invite: list[dict[str, str]]


def pack_of(actor: Actor, plan: Plan, version: PlanVersion, on: date) -> Pack:
    """Everything for the next review of a plan, in a fixed number of queries."""
    last = reads.last_completed(plan.pk)
    since = last.completed_on if last else _first_day(plan)
    return Pack(
        since=since,
        last=last,
        lines=reads.outcome_lines(version, reads.under_way(plan.pk) or last),
        measures=reads.measure_lines(plan.pk),
        money=selectors.money_of(selectors.content_of(version)),
        figures=figures(actor, plan, on),
        versions=_versions_since(plan, since),
        changes=[each for each in reads.changes_without_review(plan.pk) if since is None or each.decided_on >= since],
        questions=list(
            Comment.objects.filter(plan=plan, state=CommentState.OPEN, parent__isnull=True).order_by("id")[:50]
        ),
        running_out=_running_out(plan, on),
        risks=list(version.risks.filter(review_on__isnull=False, review_on__lte=on + AHEAD).order_by("review_on")),
        invite=_invite(version),
    )


def _first_day(plan: Plan) -> date | None:
    first = plan.versions.filter(effective_from__isnull=False).order_by("effective_from").first()
    return first.effective_from if first else None


def _versions_since(plan: Plan, since: date | None) -> list[PlanVersion]:
    found = plan.versions.filter(effective_from__isnull=False)
    return list((found.filter(effective_from__gt=since) if since else found).order_by("number"))


def _running_out(plan: Plan, on: date) -> list[dict[str, Any]]:
    """Competences and checks of which the newest is past or runs out soon, the nearest first."""
    rows = []
    newest: dict[Any, Any] = {}
    for each in newest_competence(Competence.objects.filter(plan=plan).order_by("id")):
        if each.withdrawn_on is None:
            newest[each.line, each.assistant] = (each.expires_on, f"{each.task}: {each.assistant}")
    for check in EmploymentCheck.objects.filter(plan=plan).order_by("id"):
        newest[check.line, check.check_kind] = (check.expires_on, f"{check.get_check_kind_display()}: {check.name}")
    rows = [
        {"on": on_, "words": words, "past": on_ < on} for on_, words in newest.values() if on_ and on_ <= on + AHEAD
    ]
    return sorted(rows, key=lambda each: each["on"])


def _invite(version: PlanVersion) -> list[dict[str, str]]:
    """Who is asked to come: the person, their coordinator, who watches over their health, and the plan's own people."""
    found = [{"name": version.person.full_name, "role": "The person"}]
    found.append({"name": version.plan.coordinator.user.name, "role": "Care coordinator"})
    if version.health_monitor:
        found.append({"name": version.health_monitor, "role": "Watches over the person’s health"})
    wanted = version.plancontacts.filter(Q(key_worker=True) | Q(invited=True) | Q(took_part=True))
    return found + [{"name": each.name, "role": each.role} for each in wanted]


# --- this year beside last


@dataclass(frozen=True, slots=True)
class Beside:
    """One outcome or measure then and now."""

    words: str
    before: str
    before_note: str
    after: str
    after_note: str
    way: Way | None


@dataclass(frozen=True, slots=True)
class Years:
    """Two moments of a plan side by side: titles, versions, outcomes, measures, money, what changed in words."""

    before_title: str
    after_title: str
    before: PlanVersion
    after: PlanVersion
    outcomes: list[Beside]
    gas_before: Any
    gas_after: Any
    measures: list[Beside]
    money: list[dict[str, Any]]
    changes: tuple[Any, ...]
    views: tuple[str, str]


MONEY = (("weekly", "A week"), ("direct_payment", "Of this, paid directly"), ("one_off", "Once"))


def years_of(plan: Plan, version: PlanVersion) -> Years:
    """The newest review (open or completed) beside the one before, or beside the start of the plan."""
    now = reads.under_way(plan.pk)
    now = now if now is not None and now.state == "open" else reads.last_completed(plan.pk)
    then = reads.last_completed(plan.pk, before=now) if now else None
    first = plan.versions.filter(effective_from__isnull=False).order_by("number").first() or version
    before = then.version if then else first
    scores = _scores(plan, then), _scores(plan, now)
    old, new = selectors.content_of(before), selectors.content_of(version)
    money_then, money_now = selectors.money_of(old), selectors.money_of(new)
    return Years(
        before_title=_title(then) if then else "At the start",
        after_title=_title(now) if now else "Now",
        before=before,
        after=version,
        outcomes=_outcomes(version, before, *scores) if now else [],
        gas_before=_gas(scores[0]),
        gas_after=_gas(scores[1]) if now else None,
        measures=_measures(plan, then, now),
        money=[{"label": label, "before": money_then[name], "after": money_now[name], "difference": money_now[name] - money_then[name]}
               for name, label in MONEY],
        changes=differences(old, new) if before.pk != version.pk else (),
        views=(then.persons_view if then else "", now.persons_view if now else ""),
    )  # fmt: skip


def _title(review: Review) -> str:
    day = review.completed_on or review.held_on
    return f"{review.get_kind_display()}, {day.day} {day:%B %Y}" if day else f"{review.get_kind_display()}, open"


def _scores(plan: Plan, review: Review | None) -> dict[int, OutcomeScore]:
    return {row.line: row for row in OutcomeScore.objects.filter(plan=plan, review=review)}


def _gas(rows: dict[int, OutcomeScore]) -> Any:
    goals = [Goal(row.weight, row.attained) for row in rows.values() if row.attained is not None]
    return gas_score(goals) if goals else None


def _outcomes(
    version: PlanVersion, before: PlanVersion, old: dict[int, OutcomeScore], new: dict[int, OutcomeScore]
) -> list[Beside]:
    lines = {row.line: row.words for row in [*before.outcomes.all(), *version.outcomes.all()]}
    return [
        Beside(words, *_score_words(old.get(line)), *_score_words(new.get(line)), _way(old.get(line), new.get(line)))
        for line, words in lines.items()
    ]


def _score_words(row: OutcomeScore | None) -> tuple[str, str]:
    """The person's own words and mark first; then how far it was reached."""
    if row is None:
        return "", ""
    own = " · ".join(
        each for each in (row.own_words, f"{row.own_rating} of 10" if row.own_rating is not None else "") if each
    )
    return own, attained_in_words(row.attained)


def _way(old: OutcomeScore | None, new: OutcomeScore | None) -> Way | None:
    return way(old.own_rating, new.own_rating) if old and new else None


def _measures(plan: Plan, then: Review | None, now: Review | None) -> list[Beside]:
    rows = MeasureScore.objects.filter(plan=plan).select_related("measure").order_by("scored_on", "id")
    found: dict[int, dict[bool, MeasureScore]] = {}
    limit = (then.completed_on if then else None) or _first_review_day(now)
    for row in rows:
        late = now is not None and (row.review_id == now.pk or limit is None or row.scored_on > limit)
        found.setdefault(row.measure_id, {})[late] = row
    return [_measure(pair.get(False), pair.get(True)) for pair in found.values()]


def _first_review_day(now: Review | None) -> date | None:
    """Without an earlier review, what was filled in before this one was opened belongs to the start."""
    return now.created_at.date() - timedelta(days=1) if now else None


def _measure(old: MeasureScore | None, new: MeasureScore | None) -> Beside:
    row = new or old
    assert row is not None
    compared = way(
        old.score if old else None, new.score if new else None, higher_is_better=row.measure.higher_is_better
    )
    both = ((f"{each.score.normalize():f}", f"{each.scored_on:%-d %B %Y}") if each else ("", "") for each in (old, new))
    (before, before_note), (after, after_note) = both
    return Beside(row.measure.name, before, before_note, after, after_note, compared)
