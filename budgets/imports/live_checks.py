"""What the cells of a budget say together: days in order, the full cost of each line, wages within the law."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from budgets.enums import DIRECT_PAYMENT_METHODS, ContributionKind, FunderKind
from budgets.imports.live_cells import day, pounds
from budgets.rules.contributions import check_kind
from budgets.rules.employing import minimum_wage
from budgets.rules.streams import kind_by_name
from budgets.rules.words import number
from budgets.rules.words import pounds as say
from careplans.enums import ServiceKind
from eligibility.enums import Route
from phb.core.errors import RuleBroken
from phb.core.money import round_penny
from phb.core.periods import add_days, add_months, age_on, say_date

No = Callable[[int, str, str], None]
Kept = Mapping[str, Any]
NHS = [{"funder": "NHS", "share": "100"}]
# Days that cannot lie ahead.
PAST = ("date_of_birth", "eligible_on", "plan_agreed_on", "agreement_signed_on", "consent_on", "balance_on")
SAID = {
    "date_of_birth": "The date of birth", "eligible_on": "The day of the decision", "plan_agreed_on": "The day on which the plan was agreed",
    "agreement_signed_on": "The day on which the agreement was signed", "consent_on": "The day of the consent",
    "balance_on": "The day of the balance", "starts": "The first day of the budget",
}  # fmt: skip
MONTHS_UNPAID = 12
DAYS_AHEAD = 62


def is_direct(line: Kept) -> bool:
    """Whether a line is paid to the holder."""
    return line.get("holding") in DIRECT_PAYMENT_METHODS


def paid_directly(budget: Kept) -> bool:
    """Whether something of the budget is paid to the holder every week."""
    return any(is_direct(line) and not line.get("one_off") for line in budget["lines"])


def pays_from(budget: Kept, today: date) -> date:
    """The first day that is this system's to pay: after the last one paid, and not before the budget began.

    Without a last day paid (nothing goes to the holder every week) it is today, or the first day of a budget to come.
    """
    starts, paid_to = day(budget, "starts"), day(budget, "paid_to")
    assert starts is not None
    return max(starts, add_days(paid_to, 1) if paid_to else today)


def check_budget(budget: dict[str, Any], today: date, no: No) -> None:
    """The days of a budget in order, and what goes with what. Sets its first day to be paid here (`pays_from`)."""
    first = budget["line"]
    born, starts, ends = day(budget, "date_of_birth"), day(budget, "starts"), day(budget, "ends")
    eligible, paid_to = day(budget, "eligible_on"), day(budget, "paid_to")
    assert born is not None and starts is not None and eligible is not None
    for name in PAST:
        if (given := day(budget, name)) and given > today:
            no(first, name, f"{SAID[name]} is in the future ({say_date(given)}).")
    for name in ("eligible_on", "plan_agreed_on", "starts"):
        if (given := day(budget, name)) and given < born:
            no(first, name, f"{SAID[name]} ({say_date(given)}) is before the birth ({say_date(born)}).")
    if starts < eligible:
        no(first, "starts", f"The budget begins ({say_date(starts)}) before the right was decided ({say_date(eligible)}).")  # fmt: skip
    if ends and ends < starts:
        no(first, "ends", f"The budget ends ({say_date(ends)}) before it begins ({say_date(starts)}).")
    _check_paid_to(budget, starts, paid_to, today, no)
    from_day = pays_from(budget, today)
    budget["pays_from"] = from_day.isoformat()
    if ends and ends < from_day:
        no(first, "ends", f"The budget ended on {say_date(ends)}, so nothing of it is left to be paid. Leave it out.")
    _check_person(budget, born, eligible, no)
    _check_beside(budget, no)


def _check_paid_to(budget: Kept, starts: date, paid_to: date | None, today: date, no: No) -> None:
    first = budget["line"]
    if paid_to is None:
        if paid_directly(budget) and starts < today:
            no(
                first,
                "paid_to",
                "Give the last day that was paid for: otherwise days would be paid twice, or not at all.",
            )
        return
    if paid_to < add_days(starts, -1):
        no(first, "paid_to", f"The last day paid ({say_date(paid_to)}) is before the budget began ({say_date(starts)}).")  # fmt: skip
    if paid_to > add_days(today, DAYS_AHEAD):
        no(first, "paid_to", f"It is paid until {say_date(paid_to)}, more than two months ahead. Check the year.")
    if add_months(paid_to, MONTHS_UNPAID) < today:
        no(first, "paid_to", f"Nothing was paid since {say_date(paid_to)}, more than a year. Check the day, or end the budget.")  # fmt: skip


def _check_person(budget: Kept, born: date, eligible: date, no: No) -> None:
    first, route = budget["line"], budget.get("route")
    if eligible < born:
        return
    if route == Route.CHC and age_on(born, eligible) < 17:
        no(first, "eligible_on", "Adult continuing healthcare is decided from the 17th birthday at the earliest.")
    if route == Route.CYPCC and age_on(born, eligible) >= 18:
        no(first, "route", "The person was 18 or over when it was decided: use CHC.")
    consent = day(budget, "consent_on")
    if consent and (consent < born or age_on(born, consent) < 16):
        no(first, "consent_on", "The person was under 16, so somebody else consents. Leave this empty and record it on the person’s page, with the right by which they decide.")  # fmt: skip


def _check_beside(budget: Kept, no: No) -> None:
    """Cells that need each other."""
    first = budget["line"]
    if bool(budget.get("agreement_signed_on")) != bool(budget.get("agreement_signed_by")):
        gap = "agreement_signed_by" if budget.get("agreement_signed_on") else "agreement_signed_on"
        no(first, gap, "Give both the day of the agreement and who signed it, or neither.")
    named = [
        f"{budget.get('given_name')} {budget.get('family_name')}",
        budget.get("representative"),
        budget.get("nominee"),
    ]
    signer = budget.get("agreement_signed_by")
    if signer and signer.casefold() not in {str(name).casefold() for name in named if name}:
        no(first, "agreement_signed_by", "Who signed is neither the person nor the representative or nominee that the row names. Name them there too.")  # fmt: skip
    if bool(budget.get("balance")) != bool(budget.get("balance_on")):
        gap = "balance_on" if budget.get("balance") else "balance"
        no(first, gap, "Give both the balance and its day, or neither.")
    if pounds(budget, "contribution"):
        try:
            check_kind(ContributionKind.COUNCIL_CHARGE, str(budget.get("route")))
        except RuleBroken as error:
            no(first, "contribution", error.message)
            return
        if len(council_of(budget)) != 1:
            no(first, "contribution", "What the person pays comes off the council’s part: name one council among the funders.")  # fmt: skip


def council_of(budget: Kept) -> list[str]:
    """The councils among the funders of a budget."""
    names = {share["funder"] for line in budget["lines"] for share in line.get("funders") or NHS}
    return sorted(name for name in names if kind_by_name(name) == FunderKind.COUNCIL)


def check_line(line: dict[str, Any], budget: Kept, today: date, no: No) -> None:
    """One line: a weekly amount or a sum paid once, enough for its hours, and a wage within the law. Sets its `weekly`."""
    at = line["line"]
    hours, rate = Decimal(line["hours"]) if line.get("hours") else None, pounds(line, "rate")
    weekly, one_off = pounds(line, "weekly"), pounds(line, "one_off")
    if line.get("kind") == ServiceKind.CONTINGENCY:
        no(at, "kind", "Contingency is no line of the weekly amount. Leave the row out and give contingency_weeks.")
    if one_off and (weekly or hours):
        no(at, "one_off", "A line costs an amount every week or one amount once, not both. Use two rows.")
        return
    if one_off is None:
        cost = round_penny(Fraction(hours) * Fraction(rate)) if hours and rate else None
        weekly = weekly if weekly is not None else cost
        if not weekly:
            no(at, "weekly", "Give pounds a week (or hours and rate), or a sum paid once. It must be more than £0.")
            return
        if cost and weekly < cost:
            no(at, "weekly", f"{say(weekly)} a week does not cover {number(hours or Decimal(0))} hours × {say(rate or Decimal(0))} = {say(cost)}. The amount must cover the full cost.")  # fmt: skip
        line["weekly"] = str(weekly)
    else:
        _check_one_off(line, budget, one_off, no)
    if line.get("kind") == ServiceKind.PERSONAL_ASSISTANT and rate is not None:
        _check_wage(line, rate, max(today, date.fromisoformat(budget["pays_from"])) if budget.get("pays_from") else today, no)  # fmt: skip
    if budget.get("route") == Route.JOINT_PACKAGE and not line.get("funders"):
        no(at, "funders", "A joint package needs its funders and their shares, like: NHS 60; Northmoor Council 40.")


def _check_one_off(line: Kept, budget: Kept, one_off: Decimal, no: No) -> None:
    if not one_off:
        no(line["line"], "one_off", "A sum paid once must be more than £0.")
    given, first = day(line, "one_off_on"), day(budget, "pays_from")
    if given and first and given < first:
        no(line["line"], "one_off_on", f"It was due on {say_date(given)}, before this system pays ({say_date(first)}). If it was paid, leave the row out; if not, give the day on which it is to be paid.")  # fmt: skip


def _check_wage(line: Kept, rate: Decimal, on: date, no: No) -> None:
    age = int(line["assistant_age"]) if line.get("assistant_age") else None
    if age is not None and age < 16:
        no(line["line"], "assistant_age", "A personal assistant is 16 or over. Check the age.")
        return
    try:
        least, _ = minimum_wage(age, False, on)
    except RuleBroken as error:
        no(line["line"], "rate", error.message)
        return
    if rate < least:
        who = "somebody of 21 or over" if age is None or age >= 21 else f"somebody of {age}"
        no(line["line"], "rate", f"{say(rate)} an hour is less than the law allows: {who} is paid at least {say(least)}. If the assistant is younger, give assistant_age.")  # fmt: skip
