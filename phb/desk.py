"""What the desk shows to one actor: piles of work by step and by whom they wait for, clocks, and the year's money.

Each figure opens to its rows. A pile is shown to the roles that may open its list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min
from django.urls import reverse

from budgets import selectors as budgets
from budgets.selectors import spend
from careplans import selectors as careplans
from careplans.selectors import competence, consents
from careplans.selectors.agendas import deciding_counts
from careplans.selectors.talk import talk_counts
from eligibility import selectors as eligibility
from eligibility.selectors import wordings
from eligibility.selectors.challenge_clocks import refund_counts
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.periods import local_date
from phb.core.requests import rule_for


@dataclass(frozen=True, slots=True)
class Pile:
    """`waits_for`: the roles whose next step it is. `days`: how long the oldest has waited, if that is known."""

    label: str
    count: int
    href: str
    waits_for: tuple[str, ...] = ()
    tone: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    label: str
    amount: Decimal
    href: str


@dataclass(frozen=True, slots=True)
class Desk:
    """`mine`: piles that wait for the reader's role; `others`: for somebody else; `clocks`; `money` of this year."""

    mine: list[Pile]
    others: list[Pile]
    clocks: list[Pile]
    money: list[Sum]


CASES_WAIT_FOR = {"screening": ("CC",), "assessment": ("CC", "CLN"), "decision": ("COM",)}
PLANS = (
    # (key, label, filter of the plans list, who takes the next step)
    ("drafts", "Plans being drafted", "draft", ("CC",)),
    ("waiting_for_person", "Plans with the person", "shared", ("BH", "REP")),
    ("clinical_sign_off", "Plans waiting for clinical sign-off", "agreed_by_person", ("CLN",)),
)
BUDGETS_WAIT_FOR = {
    "finance_checks": ("FIN",),
    "authorisations": ("COM",),
    "accounts_to_check": ("FIN",),
    "to_start": ("FIN",),
    "contingency_to_decide": ("FIN", "COM"),
    "splits_disputed": ("FIN", "COM", "CC"),
    "uplifts_to_approve": ("FIN", "COM"),
    "runs_to_release": ("FIN", "COM"),
    "runs_to_confirm": ("FIN",),
    "held_payments": ("FIN",),
    "rejected_payments": ("FIN",),
    "overdue_payments": ("FIN",),
    "lines_to_ask": ("FIN", "CC"),
    "statements_failed": ("FIN",),
}
ALARMS = frozenset({"rejected_payments", "overdue_payments", "statements_failed"})


def desk_of(actor: Actor, *, on: date) -> Desk:
    """Everything for the desk in about ten queries, whatever the caseload."""
    piles, clocks = _cases(actor, on)
    plans = careplans.desk_counts(actor, on)
    plan_piles, reviews = _plans(actor, plans, on)
    money_piles, money = _money(actor, on, plans)
    piles = [pile for pile in piles + plan_piles + money_piles + _texts(actor, on) if pile.count]
    return Desk(
        mine=[pile for pile in piles if actor.role in pile.waits_for],
        others=[pile for pile in piles if actor.role not in pile.waits_for],
        clocks=clocks + reviews,
        money=money,
    )


def _cases(actor: Actor, on: date) -> tuple[list[Pile], list[Pile]]:
    # Finance reads no referrals, but makes good the care costs of decisions that were changed.
    counts = eligibility.desk_counts if may(actor, "referral", "R") else refund_counts
    piles, clocks = [], []
    for figure in counts(actor, on):
        route = figure.get("route", "eligibility:cases")
        rule = rule_for(route, "GET")
        if rule is None or not rule.allow(actor.role):
            continue
        href = f"{reverse(route)}?{urlencode(figure['filter'])}"
        who = figure.get("waits_for") or CASES_WAIT_FOR.get(figure["key"])
        if who:
            label = figure.get("title") or f"Cases that {figure['label']}"
            days = _days(figure["oldest"], on)
            piles.append(Pile(label, figure["count"], href, who, tone=figure["tone"], days=days))
        else:
            label = figure.get("title") or f"Cases whose {figure['label']}"
            clocks.append(Pile(label, figure["count"], href, tone=figure["tone"]))
    return piles, clocks


def _texts(actor: Actor, on: date) -> list[Pile]:
    """Words that somebody proposed and that the actor may approve as the second person."""
    if not may(actor, "wording", "A"):
        return []
    found = wordings.for_second_person(actor).aggregate(rows=Count("id"), oldest=Min("created_at"), kind=Min("kind"))
    href = f"{reverse('eligibility:wordings')}?{urlencode({'kind': found['kind'] or 'HELP'})}"
    label = "Texts proposed, to approve or refuse"
    return [Pile(label, found["rows"], href, (actor.role,), days=_days(found["oldest"], on))]


def _plans(actor: Actor, counts: Mapping[str, Any], on: date) -> tuple[list[Pile], list[Pile]]:
    if not may(actor, "plan", "R"):
        return [], []
    plans, reviews_due = reverse("careplans:plans"), reverse("careplans:reviews")
    piles = [
        Pile(label, counts[key], f"{plans}?state={state}", who, days=_days(counts[f"oldest_{key}"], on))
        for key, label, state, who in PLANS
    ]
    asked = talk_counts(actor) if may(actor, "plan talk", "R") else {}
    if asked.get("questions_waiting"):
        href = f"{reverse('careplans:talk_list')}?kind=question&waits=staff"
        days = _days(asked["oldest_question"], on)
        piles.append(
            Pile("Questions about plans that wait for an answer", asked["questions_waiting"], href, ("CC",), days=days)
        )
    if may(actor, "panel", "R"):
        decided = deciding_counts(actor)
        piles += [
            Pile("Plans before a panel", decided["before_panel"], reverse("careplans:panels"), ("COM",)),
            Pile(
                "Plans refused, in which the person may object", decided["refused"], f"{plans}?state=refused", ("CC",)
            ),
        ]
    reviews = [
        Pile(
            "Plans with a review due soon",
            counts["reviews_due"],
            f"{reviews_due}?when=soon",
            tone="warn" if counts["reviews_due"] else "",
        ),
        Pile(
            "Plans with a review overdue",
            counts["reviews_overdue"],
            f"{reviews_due}?when=overdue",
            tone="late" if counts["reviews_overdue"] else "",
        ),
    ]
    return piles, reviews + _around(actor, on)


def _around(actor: Actor, on: date) -> list[Pile]:
    """What runs out around plans: competence in health tasks and records of consent, where there is any."""
    health = ("Competence in health tasks ends soon", "Competence in health tasks has ended")
    decided = ("Consent to look at again soon", "Consent to look at again: overdue")
    figures = (
        ("health task", "competence", competence.desk_counts, "careplans:health_tasks", health),
        ("consent", "consent", consents.desk_counts, "careplans:consents_due", decided),
    )
    found = []
    for area, key, counts, route, (soon, over) in figures:
        if may(actor, area, "R"):
            numbers, href = counts(actor, on), reverse(route)
            found += [
                Pile(soon, numbers[f"{key}_due"], f"{href}?when=soon", tone="warn"),
                Pile(over, numbers[f"{key}_over"], f"{href}?when=over", tone="late"),
            ]
    return [pile for pile in found if pile.count]


def _money(actor: Actor, on: date, plans: Mapping[str, Any]) -> tuple[list[Pile], list[Sum]]:
    piles, sums = [], []
    for items, found in (
        (budgets.DESK_ITEMS, budgets.desk_counts(actor, on, plans=plans)),
        (spend.DESK_ITEMS, spend.desk_counts(actor, on)),
    ):
        for item in items:
            rule = rule_for(item.route, "GET")
            if item.key not in found or rule is None or not rule.allow(actor.role):
                continue
            href = reverse(item.route) + (f"?{item.query}" if item.query else "")
            if item.money:
                sums.append(Sum(item.label, found[item.key], href))
            else:
                tone = "late" if item.key in ALARMS and found[item.key] else ""
                piles.append(Pile(item.label, found[item.key], href, BUDGETS_WAIT_FOR[item.key], tone))
    return piles, sums


def _days(oldest: date | datetime | None, on: date) -> int | None:
    if oldest is None:
        return None
    day = local_date(oldest) if isinstance(oldest, datetime) else oldest
    return (on - day).days
