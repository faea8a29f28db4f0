"""What waits for whom: counts for the desk, each with the filter that opens its rows."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from eligibility.enums import CaseState as S
from eligibility.models import Case
from eligibility.selectors.cases import cases
from eligibility.selectors.clocks import due_soon_days
from phb.core.actors import Actor

UNDECIDED = Case.life_cycle.groups["undecided"]
# What a case waits for, in words, and the states in which it does.
WAITS: dict[str, tuple[str, tuple[S, ...]]] = {
    "screening": ("Screening", (S.REFERRAL_RECEIVED, S.CHECKLIST)),
    "assessment": ("Assessment", (S.AWAITING_ASSESSMENT, S.RETURNED_FOR_EVIDENCE)),
    "decision": ("Decision", (S.ASSESSED, S.FAST_TRACK_RECEIVED)),
}


def clock_condition(state: str, on: date, soon: int) -> Q:
    """The undecided cases whose clock is `overdue`, `soon` (due within that many days), `running` or `none` on a day."""
    undecided, last = Q(state__in=UNDECIDED), on + timedelta(days=soon)
    return {
        "overdue": undecided & Q(due_on__lt=on),
        "soon": undecided & Q(due_on__gte=on, due_on__lte=last),
        "running": undecided & Q(due_on__gt=last),
        "none": undecided & Q(due_on__isnull=True),
    }[state]


def desk_counts(actor: Actor, on: date) -> list[dict[str, Any]]:
    """For the roof's desk, in one query: key, label, count, `filter` (for the list `eligibility:cases`), tone, and
    `oldest`, the day on which the one that has waited longest was received.

    Tone: "" plain, "warn" for clocks due soon, "late" for those overdue.
    """
    soon = due_soon_days(actor.organisation_id, on)
    figures = [
        (key, f"wait for {'a ' if key == 'decision' else ''}{label.lower()}", Q(state__in=states), {"waits": key}, "")
        for key, (label, states) in WAITS.items()
    ]
    figures.append(("soon", "clock ends soon", clock_condition("soon", on, soon), {"clock": "soon"}, "warn"))
    figures.append(("overdue", "clock is overdue", clock_condition("overdue", on, soon), {"clock": "overdue"}, "late"))
    counted = (
        cases(actor)
        .order_by()
        .aggregate(
            **{f"n_{key}": Count("pk", filter=where) for key, _, where, _, _ in figures},
            **{f"oldest_{key}": Min("received_on", filter=where) for key, _, where, _, _ in figures},
        )
    )
    return [
        {
            "key": key,
            "label": label,
            "count": counted[f"n_{key}"],
            "filter": chosen,
            "tone": tone if counted[f"n_{key}"] else "",
            "oldest": counted[f"oldest_{key}"],
        }
        for key, label, _, chosen, tone in figures
    ]
