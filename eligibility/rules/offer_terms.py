"""What a commissioner's own offer must say before a second person may approve it, and what national rules say beside it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from eligibility.enums import Cohort, Route, Way
from eligibility.rules.loading import table
from phb.core.results import Certainty

# How a budget under an offer may be managed. A contribution is known for wheelchairs only.
OPTIONS: dict[str, str] = {
    Way.NOTIONAL.value: Way.NOTIONAL.label,
    "NOTIONAL_WITH_CONTRIBUTION": "Notional budget with a contribution",
    Way.THIRD_PARTY.value: Way.THIRD_PARTY.label,
    Way.DIRECT_PAYMENT.value: Way.DIRECT_PAYMENT.label,
}
CRITERION_TYPES = {"boolean": "Yes or no", "number": "A number", "document": "A document seen"}
LONGEST_DECISION = 365
MOST_CRITERIA = 30
# Words that often mean a ban without looking at the case, which public law does not allow.
_ABSOLUTE = re.compile(
    r"\b(never|under no circumstances|no exceptions?|without exception|in all cases|will not consider|automatically)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Position:
    """What national rules leave and bind for a group: the test often seen locally, and the words beside the offer."""

    cohort: Cohort
    route: Route
    test: str
    bound: str
    source: str
    certainty: Certainty


@cache
def position_of(cohort: str) -> Position:
    """The national position on one group."""
    row = table("local_cohorts")[Cohort(cohort).value]
    return Position(
        Cohort(cohort), Route(row["route"]), row["test"], row["bound"], row["source"], Certainty(row["certainty"])
    )


def route_of(cohort: str) -> Route:
    """The route by which somebody is referred for an offer to this group."""
    return position_of(cohort).route


def cohorts_of(route: str) -> tuple[Cohort, ...]:
    """The groups whose offers a referral by this route may come under; none for routes with national rules alone."""
    return tuple(cohort for cohort in Cohort if route_of(cohort) == route)


def options_for(cohort: str) -> tuple[str, ...]:
    """The ways of managing a budget that an offer to this group may name."""
    if cohort == Cohort.MATERNITY:
        return (Way.NOTIONAL.value,)
    if cohort == Cohort.WHEELCHAIR:
        return tuple(OPTIONS)
    return tuple(option for option in OPTIONS if option != "NOTIONAL_WITH_CONTRIBUTION")


def lacking(offer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an offer still needs before it can be proposed: (field, sentence that says how to mend it), in page order.

    `offer` has the fields of the record by name. Amounts are Decimal pounds, `decision_days` calendar days.
    """
    cohort = str(offer["cohort"])
    found = [
        (field, words)
        for field, words in (
            ("name", "Give the offer a name."),
            ("about", "Write what the offer is for, and what good it is to do for the person."),
            ("decider", "Name who decides: a post or a panel."),
            ("review_route", "Write how somebody can have the decision looked at again."),
        )
        if not str(offer.get(field) or "").strip()
    ]
    found += _days(offer) + criteria_problems(offer.get("criteria") or [])
    found += _options(cohort, offer.get("management_options") or [])
    cap = offer.get("cap_amount")
    if cap is not None and Decimal(cap) <= 0:
        found.append(("cap_amount", "The most that is offered must be more than nothing. Leave it empty for no limit."))
    if cohort == Cohort.WHEELCHAIR:
        found += _wheelchair(offer)
    return found


def cautions(offer: Mapping[str, Any], criteria: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a second person should look at; none of it stands in the way."""
    texts = [
        str(offer.get("about") or ""),
        *(str(row.get("text") or "") for row in criteria),
        *offer.get("outside", []),
    ]
    found = [
        f"“{hit.group(0)}” reads like a rule without exceptions: “{text[:120]}”. Each request is still considered on its own facts."
        for text in texts
        if (hit := _ABSOLUTE.search(text))
    ]
    if not offer.get("published_url"):
        found.append("No published page is named. People can only ask for an offer that they can find.")
    if Way.DIRECT_PAYMENT.value in (offer.get("management_options") or []):
        found.append("A direct payment has tests of its own for each person. The offer does not replace them.")
    return found


def criteria_problems(criteria: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What is wrong with the criteria: none at all, one without words, numbers the wrong way round, none that counts."""
    if not criteria:
        return [("criteria", "Add at least one criterion.")]
    if len(criteria) > MOST_CRITERIA:
        return [("criteria", f"Keep to {MOST_CRITERIA} criteria at most: nobody can weigh more.")]
    found: list[tuple[str, str]] = []
    for number, row in enumerate(criteria, start=1):
        least, most = limit(row.get("at_least")), limit(row.get("at_most"))
        if not str(row.get("text") or "").strip():
            found.append(("criteria", f"Write criterion {number} as a question about the person."))
        if row.get("type") == "number" and least is None and most is None:
            found.append(("criteria", f"Criterion {number} is a number: say how many at least, or at most."))
        if least is not None and most is not None and most < least:
            found.append(("criteria", f"Criterion {number}: “at most” is less than “at least”. Change one of them."))
    if not any(row.get("required", True) for row in criteria):
        found.append(("criteria", "At least one criterion must count for the answer."))
    return found


def limit(value: Any) -> Decimal | None:
    """A limit of a criterion as a number; None for no limit."""
    return None if value in (None, "") else Decimal(str(value))


def deciding_criteria(criteria: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The criteria that count for the answer, as the rule of local offers reads them."""
    return [
        {key: value for key, value in row.items() if key != "required" and value not in (None, "")}
        for row in criteria
        if row.get("required", True)
    ]


def years_for(periods: Sequence[Mapping[str, Any]], age: int) -> int | None:
    """How many years a wheelchair budget runs for somebody of this age: the first period whose `under` is above it."""
    for row in periods:
        if row.get("under") is None or age < int(row["under"]):
            return int(row["years"])
    return None


def first_day_problem(starts: date, *, approved_on: date, replaces_from: date | None) -> str:
    """Why a version cannot take the place of another from `starts`; "" when it can.

    Cases that were opened under the earlier version keep it, so the new one never reaches back.
    """
    if replaces_from is None:
        return ""
    if starts <= replaces_from:
        return "The new version must start later than the one it replaces. Give it back for a later first day."
    if starts < approved_on:
        return "The first day has passed: cases were opened under the version in force. Give it back for a later first day."
    return ""


def _days(offer: Mapping[str, Any]) -> list[tuple[str, str]]:
    days = offer.get("decision_days")
    if days is None or not 1 <= int(days) <= LONGEST_DECISION:
        return [("decision_days", f"Say within how many days a decision is made: 1 to {LONGEST_DECISION}.")]
    return []


def _options(cohort: str, chosen: Sequence[str]) -> list[tuple[str, str]]:
    allowed = options_for(cohort)
    if not chosen:
        return [("management_options", "Choose at least one way of managing the budget.")]
    if cohort == Cohort.MATERNITY and set(chosen) - set(allowed):
        return [
            (
                "management_options",
                "A maternity budget is notional only: it is never a direct payment and is not passed to a third party.",
            )
        ]
    if set(chosen) - set(allowed):
        return [("management_options", "Choose only ways that this group’s offers may name.")]
    if cohort == Cohort.WHEELCHAIR and Way.NOTIONAL.value not in chosen:
        return [
            (
                "management_options",
                "Keep the notional budget: a chair for the assessed need must be open to the person without paying.",
            )
        ]
    return []


def _wheelchair(offer: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    periods = offer.get("periods") or []
    if not periods or periods[-1].get("under") is not None:
        found.append(("periods", "Say how many years a wheelchair budget runs, for every age."))
    owned = {"THIRD_PARTY", "DIRECT_PAYMENT"} & set(offer.get("management_options") or [])
    if owned and offer.get("repairs_in_budget") is None:
        found.append(
            ("repairs_in_budget", "Say whether the budget holds a sum for repairs when the person owns the chair.")
        )
    return found
