"""The clocks of decisions questioned, and their figures for the desk."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from eligibility.models import Challenge
from eligibility.rules.disputes import OUTSIDE_BOARD
from eligibility.selectors.challenges import OPEN, challenges, refunds_due
from eligibility.selectors.clocks import due_soon_days
from phb.core.access import may
from phb.core.actors import Actor


@dataclass(frozen=True, slots=True)
class ChallengeClock:
    """The clock of one challenge, for `ui.clock`: days gone of days aimed at, last day, days overdue, words when stopped."""

    name: str
    day: int
    length: int
    due: date
    overdue: int
    near: bool
    stopped: str
    held_by: str


def clock_of(challenge: Challenge, on: date, soon: int) -> ChallengeClock | None:
    """How the clock of an answer stands on a day; None where no day is set."""
    if challenge.due_on is None:
        return None
    stopped_on = challenge.outcome_on if challenge.state == "DECIDED" else None
    until = min(on, stopped_on) if stopped_on else on
    late = max(0, (until - challenge.due_on).days)
    stopped = ""
    if stopped_on:
        stopped = f"Answered on day {(stopped_on - challenge.requested_on).days}" + (
            f", {late} days late" if late else ""
        )
    elif challenge.state not in OPEN:
        stopped = challenge.get_state_display()
    left = (challenge.due_on - on).days
    return ChallengeClock(
        challenge.get_kind_display(),
        max(0, (until - challenge.requested_on).days),
        (challenge.due_on - challenge.requested_on).days,
        challenge.due_on,
        0 if stopped else late,
        not stopped and 0 <= left <= soon,
        stopped,
        "" if stopped else held_by(challenge),
    )


def held_by(challenge: Challenge) -> str:
    """Who must act next."""
    if challenge.state == "RECEIVED":
        return "the commissioner, to take it up"
    return "the body outside, to answer" if challenge.kind in OUTSIDE_BOARD else "the commissioner, to decide"


def clock_condition(state: str, on: date, soon: int) -> Q:
    """The open challenges whose clock is `overdue`, `soon`, `running` or `none` on a day."""
    under_way, last = Q(state__in=OPEN), on + timedelta(days=soon)
    return {
        "overdue": under_way & Q(due_on__lt=on),
        "soon": under_way & Q(due_on__gte=on, due_on__lte=last),
        "running": under_way & Q(due_on__gt=last),
        "none": under_way & Q(due_on__isnull=True),
    }[state]


def refund_counts(actor: Actor, on: date) -> list[dict[str, Any]]:
    """For the desk of finance, in one query: outcomes whose care costs are still to be made good."""
    if not may(actor, "payment schedule", "W"):
        return []
    waiting = refunds_due(actor).exclude(refund__has_key="settled_on")
    counted = waiting.order_by().aggregate(n=Count("pk"), oldest=Min("outcome_on"))
    title = "Care costs to make good"
    return [
        {
            "key": "refunds", "label": title.lower(), "title": title, "count": counted["n"], "route": "eligibility:refunds",
            "filter": {}, "tone": "", "oldest": counted["oldest"], "waits_for": ("FIN",),
        }
    ]  # fmt: skip


def challenge_counts(actor: Actor, on: date) -> list[dict[str, Any]]:
    """For the desk, in one query: requests to take up, those to decide, answers due soon and overdue."""
    if not may(actor, "challenge", "R"):
        return []
    soon = due_soon_days(actor.organisation_id, on)
    taking, deciding = ("CC", "COM"), ("COM",)
    figures: tuple[tuple[str, str, Q, dict[str, str], str, tuple[str, ...]], ...] = (
        ("received", "Requests to look again, to take up", Q(state="RECEIVED"), {"state": "RECEIVED"}, "", taking),
        ("looked_at", "Requests being looked at", Q(state="IN_PROGRESS"), {"state": "IN_PROGRESS"}, "", deciding),
        ("soon", "Requests whose answer is due soon", clock_condition("soon", on, soon), {"clock": "soon"}, "warn", ()),
        (
            "late",
            "Requests whose answer is overdue",
            clock_condition("overdue", on, soon),
            {"clock": "overdue"},
            "late",
            (),
        ),
    )
    counted = (
        challenges(actor)
        .filter(state__in=OPEN)
        .order_by()
        .aggregate(
            **{f"n_{key}": Count("pk", filter=where) for key, _, where, _, _, _ in figures},
            **{f"oldest_{key}": Min("requested_on", filter=where) for key, _, where, _, _, _ in figures},
        )
    )
    return [
        {
            "key": f"challenges_{key}",
            "label": title.lower(),
            "title": title,
            "count": counted[f"n_{key}"],
            "route": "eligibility:challenges",
            "filter": chosen,
            "tone": tone if counted[f"n_{key}"] else "",
            "oldest": counted[f"oldest_{key}"],
            "waits_for": roles,
        }
        for key, title, _, chosen, tone, roles in figures
    ]
