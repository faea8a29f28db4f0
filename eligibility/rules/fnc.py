"""NHS-funded nursing care: is it due, and at what weekly rate?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.loading import because, table
from eligibility.rules.results import Problem, Result
from phb.core.errors import RuleBroken
from phb.core.money import Pounds
from phb.core.periods import first_day_after_notice, say_date

_BANDS = {"STANDARD": "standard", "HIGH_PROTECTED": "high"}


def fnc_weekly_rate(day: date, band: str = "STANDARD") -> Pounds:
    """The weekly rate in pounds on a day. The high band is only for those who have kept it since 1 October 2007.

    Raises RuleBroken for a day in a year without a rate: it is never guessed from another year.
    """
    if band not in _BANDS:
        raise RuleBroken(f"“{band}” is not a band. Give STANDARD or HIGH_PROTECTED.", "band")
    for row in table("fnc_rates"):
        if row["from"] <= day <= row["to"]:
            return Decimal(row[_BANDS[band]])
    raise RuleBroken(
        f"No rate of NHS-funded nursing care is held for {say_date(day)}. Add the year’s rate first.", "start_date"
    )


def high_band_may_end_on(notice: date) -> date:
    """The first day on which a protected high band may become standard: 14 days beginning with the notice (reg 30(3), (4))."""
    return first_day_after_notice(notice, 14)


def fnc(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """ELIGIBLE or NOT_ELIGIBLE for NHS-funded nursing care, or INCOMPLETE.

    Answers: `nursing_home`, `needs_registered_nursing`, `chc_considered`, `agrees`, `band`, `start_date`.
    facts["weekly_rate"] is in pounds; None, with a problem, for a year without a rate.
    """
    home, nursing, agrees = (
        read.yes_no(answers, key) for key in ("nursing_home", "needs_registered_nursing", "agrees")
    )
    considered = read.one_of(answers, "chc_considered", ["NO", "YES_NOT_ELIGIBLE", "YES_ELIGIBLE"])
    if considered == "NO":
        return _not(
            "CHC-G3", rule_set, "chc_considered", "Consider continuing healthcare first.", next_step="CONSIDER_CHC"
        )
    if considered == "YES_ELIGIBLE":
        return _not("FNC-CHC", rule_set, "chc_considered", "Arrange continuing healthcare instead.", next_step="CHC")
    asked = {"nursing_home": home, "needs_registered_nursing": nursing, "agrees": agrees}
    missing = [Problem(key, "Answer yes or no.") for key, value in asked.items() if value is None]
    if not considered:
        missing.append(Problem("chc_considered", "Say whether continuing healthcare has been considered."))
    refused = [key for key, value in asked.items() if value is False]
    if refused:
        return _not("FNC-NOT", rule_set, refused[0], "This condition must hold.", next_step="NONE")
    if missing:
        return Result("fnc", "INCOMPLETE", (because("FNC-INCOMPLETE"),), rule_set, problems=tuple(missing))
    start = read.day(answers, "start_date")
    if start is None:
        return Result("fnc", "ELIGIBLE", (because("FNC-1"),), rule_set)
    try:
        rate = fnc_weekly_rate(start, read.one_of(answers, "band", _BANDS) or "STANDARD")
    except RuleBroken as refusal:
        problem = Problem(refusal.field or "start_date", refusal.message)
        return Result(
            "fnc", "ELIGIBLE", (because("FNC-1"),), rule_set, problems=(problem,), facts={"weekly_rate": None}
        )
    return Result("fnc", "ELIGIBLE", (because("FNC-1"), because("FNC-RATE")), rule_set, facts={"weekly_rate": rate})


def _not(rule: str, rule_set: str, field: str, words: str, *, next_step: str) -> Result:
    return Result(
        "fnc",
        "NOT_ELIGIBLE",
        (because(rule),),
        rule_set,
        problems=(Problem(field, words),),
        facts={"next_step": next_step},
    )
