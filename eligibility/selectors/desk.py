"""What waits for whom: counts for the desk, each with the filter that opens its rows."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q

from eligibility.enums import CaseState as S
from eligibility.models import Case
from eligibility.rules.case_clocks import Holder, Kind
from eligibility.selectors.cases import cases
from eligibility.selectors.challenge_clocks import challenge_counts
from eligibility.selectors.clock_lists import holder_condition, kind_condition, state_condition
from eligibility.selectors.clocks import due_soon_days
from eligibility.selectors.finding import desk_figures as found_figures
from eligibility.selectors.letters import letter_counts
from eligibility.selectors.offers import desk_figures as offer_figures
from eligibility.selectors.work.desk import FIGURES as OF_WORK
from phb.core.actors import Actor

UNDECIDED = Case.life_cycle.groups["undecided"]
# What a case waits for, in words, and the states in which it does.
WAITS: dict[str, tuple[str, tuple[S, ...]]] = {
    "screening": ("Screening", (S.REFERRAL_RECEIVED, S.CHECKLIST)),
    "assessment": ("Assessment", (S.AWAITING_ASSESSMENT, S.RETURNED_FOR_EVIDENCE)),
    "decision": ("Decision", (S.ASSESSED, S.FAST_TRACK_RECEIVED)),
}
HELD_BY_ROLES = {Holder.COORDINATOR: ("CC",), Holder.TEAM: ("CLN",), Holder.COMMISSIONER: ("COM",)}
Figure = dict[str, Any]
# Further figures of eligibility: each a function of (actor, day) with one query at most. A figure has key, label,
# count, filter, tone and oldest, as below; `route` where its rows are not in the list of cases, `waits_for` (roles)
# where it is work of somebody's own, `title` for words of its own instead of "Cases that …".
MORE: list[Callable[[Actor, date], list[Figure]]] = [
    *OF_WORK,
    challenge_counts,
    letter_counts,
    offer_figures,
    found_figures,
]


def clock_condition(state: str, on: date, soon: int) -> Q:
    """The undecided cases whose clock is `overdue`, `soon` (due within that many days), `running` or `none` on a day."""
    undecided = Q(state__in=UNDECIDED)
    if state == "none":
        return undecided & Q(due_on__isnull=True)
    return undecided & state_condition(state, on, soon, due="due_on")


def desk_counts(actor: Actor, on: date) -> list[Figure]:
    """For the roof's desk: key, label, count, `filter` (for the list `eligibility:cases`, or that of `route`), tone, and
    `oldest`, the day on which the one that has waited longest was received.

    Tone: "" plain, "warn" for clocks due soon, "late" for those overdue. One query for the cases, one for each of `MORE`.
    """
    return [*_of_cases(actor, on), *(figure for more in MORE for figure in more(actor, on))]


# Key, words, which cases, the filter of their list, tone, and what else the figure says.
Counted = tuple[str, str, Q, dict[str, str], str, dict[str, Any]]


def _figures(on: date, soon: int) -> list[Counted]:
    work = {"route": "eligibility:clocks"}
    figures: list[Counted] = [
        (
            key,
            f"wait for {'a ' if key == 'decision' else ''}{label.lower()}",
            Q(state__in=states),
            {"waits": key},
            "",
            {},
        )
        for key, (label, states) in WAITS.items()
    ]
    figures += [
        (
            "care",
            "wait for Fast Track care to be in place",
            kind_condition(Kind.CARE) & Q(state=S.ELIGIBLE),
            {"kind": "CARE"},
            "",
            work | {"waits_for": ("COM", "CC")},
        ),
        (
            "requests",
            "wait for an answer to a request for a budget",
            kind_condition(Kind.REQUEST),
            {"kind": "REQUEST"},
            "",
            work | {"waits_for": ("COM",)},
        ),
        ("soon", "clock ends soon", clock_condition("soon", on, soon), {"clock": "soon"}, "warn", {}),
        ("overdue", "clock is overdue", clock_condition("overdue", on, soon), {"clock": "overdue"}, "late", {}),
    ]
    for holder, roles in HELD_BY_ROLES.items():
        where = holder_condition(holder) & state_condition("overdue", on, soon)
        chosen = {"held": holder.value, "clock": "overdue"}
        words = f"are overdue with the {holder.label.lower()}"
        figures.append((f"overdue_{holder}", words, where, chosen, "late", work | {"waits_for": roles}))
    return figures + _reviews(on, soon, work)


def _reviews(on: date, soon: int, work: dict[str, Any]) -> list[Counted]:
    figures: list[Counted] = []
    for state, tone in (("soon", "warn"), ("overdue", "late")):
        words = "is due soon" if state == "soon" else "is overdue"
        where = kind_condition(Kind.REVIEW) & state_condition(state, on, soon, due="review_due_on")
        figures.append((f"review_{state}", f"review {words}", where, {"kind": "REVIEW", "clock": state}, tone, work))
        where = kind_condition(Kind.PAYMENT_REVIEW) & state_condition(state, on, soon, due="payment_review_due_on")
        figures.append(
            (
                f"payment_review_{state}",
                f"direct payment review {words}",
                where,
                {"kind": "PAYMENT_REVIEW", "clock": state},
                tone,
                work,
            )
        )
    return figures


def _of_cases(actor: Actor, on: date) -> list[Figure]:
    soon = due_soon_days(actor.organisation_id, on)
    figures = _figures(on, soon)
    care, request = kind_condition(Kind.CARE), kind_condition(Kind.REQUEST)
    counted = (
        cases(actor)
        # Most cases of a large organisation are decided, and nothing of theirs is due.
        .filter(Q(state__in=UNDECIDED) | Q(next_due_on__lte=on + timedelta(days=soon)) | care | request)
        .order_by()
        .aggregate(
            **{f"n_{key}": Count("pk", filter=where) for key, _, where, *_ in figures},
            **{f"oldest_{key}": Min("received_on", filter=where) for key, _, where, *_ in figures},
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
            **more,
        }
        for key, label, _, chosen, tone, more in figures
        # Reviews are shown while there are any: the desk is long enough.
        if counted[f"n_{key}"] or not key.startswith(("review_", "payment_review_"))
    ]
