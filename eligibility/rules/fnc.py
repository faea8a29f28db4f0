"""NHS-funded nursing care: is it due, and at what weekly rate?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.loading import table
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool
from phb.core.errors import RuleBroken
from phb.core.money import Pounds
from phb.core.periods import deadline_in_months, first_day_after_notice, say_date

_BANDS = {"STANDARD": "standard", "HIGH_PROTECTED": "high"}
_ALSO = {"HIGH": "HIGH_PROTECTED", "HIGH_BAND": "HIGH_PROTECTED"}


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


ENDED_BY = {
    "NEED_ENDED": "Nursing care is no longer needed",
    "LEFT": "The person left the home",
    "CHC": "Continuing healthcare was found",
    "DIED": "The person died",
}


def _from_two_answers(given: dict[str, Any]) -> dict[str, Any]:
    """Whether continuing healthcare was considered, and what was found, as one answer."""
    considered = given.get("chc_considered_first", given.get("chc_considered"))
    found = given.get("chc_eligible")
    rest = {key: value for key, value in given.items() if key not in ("chc_considered_first", "chc_eligible")}
    if isinstance(considered, str) or (considered is None and found is None):
        return given
    if considered is False:
        return rest | {"chc_considered": "NO"}
    if found is None:
        rest.pop("chc_considered", None)
        return rest
    return rest | {"chc_considered": "YES_ELIGIBLE" if found else "YES_NOT_ELIGIBLE"}


@tool(
    "fnc",
    "fnc",
    "nursing_home needs_registered_nursing chc_considered agrees band start_date ended_by ended_on chc_start_date "
    "first_determined_on last_review_date on_high_band_2007 chc_considered_first chc_eligible",
    aliases="nhs_funded_nursing_care funded_nursing_care nursing_care",
    same={
        "in_or_entering_nursing_home": "nursing_home",
        "lives_in_nursing_home": "nursing_home",
        "needs_nursing": "needs_registered_nursing",
        "chc_start": "chc_start_date",
    },
)
def fnc(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """ELIGIBLE or NOT_ELIGIBLE for NHS-funded nursing care, or INCOMPLETE.

    Answers: `nursing_home`, `needs_registered_nursing`, `chc_considered` (NO, YES_NOT_ELIGIBLE, YES_ELIGIBLE; or
    `chc_considered_first` with `chc_eligible`), `agrees`, `band` (STANDARD, HIGH_PROTECTED with `on_high_band_2007`),
    `start_date`; `chc_start_date` or `ended_by` (ENDED_BY) with `ended_on`; `first_determined_on`, `last_review_date`.
    facts: `weekly_rate` in pounds (None, with a problem, for a year without a rate), `next_step`, `stops_on` (it stops
    from the start of continuing healthcare), `review_by` (three months, then yearly).
    """
    answers = _from_two_answers(dict(answers))
    asked = {key: read.yes_no(answers, key) for key in ("nursing_home", "needs_registered_nursing", "agrees")}
    considered = read.one_of(answers, "chc_considered", ["NO", "YES_NOT_ELIGIBLE", "YES_ELIGIBLE"])
    if considered == "NO":
        return _not("CHC-G3", rule_set, "chc_considered", "Consider continuing healthcare first.", "CONSIDER_CHC")
    if considered == "YES_ELIGIBLE":
        return _not("FNC-CHC", rule_set, "chc_considered", "Arrange continuing healthcare instead.", "CHC")
    refused = [key for key, value in asked.items() if value is False]
    if refused:
        return _not("FNC-NOT", rule_set, refused[0], "This condition must hold.", "NONE")
    missing = [Problem(key, "Answer yes or no.") for key, value in asked.items() if value is None]
    if not considered:
        missing.append(Problem("chc_considered", "Say whether continuing healthcare has been considered."))
    if missing:
        return incomplete("fnc", rule_set, "FNC-INCOMPLETE", *missing)
    stops = _stops_on(answers)
    if stops is not None and stops <= on:
        rule = "FNC-CHC" if _ended_by(answers) == "CHC" else "FNC-STOPPED"
        return tell("fnc", rule_set, "NOT_ELIGIBLE", rule, next_step="STOP", stops_on=stops)
    return _at_a_rate(answers, rule_set, stops)


def _at_a_rate(answers: Mapping[str, Any], rule_set: str, stops: date | None) -> Result:
    facts: dict[str, Any] = {"stops_on": stops, "review_by": _review_by(answers)}
    start, band = read.day(answers, "start_date"), read.one_of(answers, "band", _BANDS, _ALSO) or "STANDARD"
    rules = ["FNC-1", *(["FNC-HIGH-BAND"] if band == "HIGH_PROTECTED" else [])]
    if band == "HIGH_PROTECTED" and read.yes_no(answers, "on_high_band_2007") is False:
        problem = Problem("band", "Only somebody on the high band since 1 October 2007 keeps it. Choose STANDARD.")
        return tell("fnc", rule_set, "ELIGIBLE", *rules, problems=(problem,), weekly_rate=None, **facts)
    if start is None:
        return tell("fnc", rule_set, "ELIGIBLE", *rules, **facts)
    try:
        rate = fnc_weekly_rate(start, band)
    except RuleBroken as refusal:
        problem = Problem(refusal.field or "start_date", refusal.message)
        return tell("fnc", rule_set, "ELIGIBLE", *rules, problems=(problem,), weekly_rate=None, **facts)
    return tell("fnc", rule_set, "ELIGIBLE", *rules, "FNC-RATE", weekly_rate=rate, **facts)


def _ended_by(answers: Mapping[str, Any]) -> str:
    if read.day(answers, "chc_start_date") is not None:
        return "CHC"
    return read.one_of(answers, "ended_by", ENDED_BY)


def _stops_on(answers: Mapping[str, Any]) -> date | None:
    return read.day(answers, "chc_start_date") or (read.day(answers, "ended_on") if _ended_by(answers) else None)


def _review_by(answers: Mapping[str, Any]) -> date | None:
    last, first = read.day(answers, "last_review_date"), read.day(answers, "first_determined_on")
    if last is not None:
        return deadline_in_months(last, 12)
    return deadline_in_months(first, 3) if first is not None else None


def _not(rule: str, rule_set: str, field: str, words: str, next_step: str) -> Result:
    return tell("fnc", rule_set, "NOT_ELIGIBLE", rule, problems=(Problem(field, words),), next_step=next_step)


@tool(
    "fnc_rate",
    "fnc",
    "start_date band",
    aliases="fnc_weekly_rate fnc_rates",
    same={"date": "start_date", "day": "start_date"},
)
def fnc_rate(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """RATE with facts["weekly_rate"] in pounds for a day, or NO_RATE for a year without one: it is never guessed.

    Answers: `start_date` (the day of assessment if not given), `band` (STANDARD if not given, or HIGH_PROTECTED).
    """
    day, band = read.day(answers, "start_date") or on, read.one_of(answers, "band", _BANDS, _ALSO) or "STANDARD"
    try:
        rate = fnc_weekly_rate(day, band)
    except RuleBroken as refusal:
        problem = Problem(refusal.field or "start_date", refusal.message)
        return tell("fnc_rate", rule_set, "NO_RATE", "FNC-NO-RATE", problems=(problem,), weekly_rate=None)
    return tell("fnc_rate", rule_set, "RATE", "FNC-RATE", weekly_rate=rate, band=band)


@tool(
    "fnc_band_change",
    "fnc",
    "band reassessed_band notice_date notice_to_person notice_to_home change_date",
    aliases="k14 fnc_high_band high_band_change",
    same={"reassessed": "reassessed_band", "change_on": "change_date"},
)
def fnc_band_change(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """MAY_CHANGE, NOT_YET, KEEP_HIGH, NOT_PROTECTED or INCOMPLETE: from the protected high band to the standard rate.

    Answers: `band` (HIGH_PROTECTED or STANDARD), `reassessed_band` (HIGH, MEDIUM, LOW), `notice_date`, `notice_to_person`
    and `notice_to_home` (both are told in writing), `change_date` (the day of assessment if not given).
    facts["earliest_change"]: 14 days beginning with the date of the notice, so the fifteenth day.
    """
    band = read.one_of(answers, "band", _BANDS, _ALSO) or "HIGH_PROTECTED"
    found = read.one_of(answers, "reassessed_band", ["HIGH", "MEDIUM", "LOW"])
    if band != "HIGH_PROTECTED":
        return tell("fnc_band_change", rule_set, "NOT_PROTECTED", "FNC-HIGH-BAND")
    if found == "HIGH":
        return tell("fnc_band_change", rule_set, "KEEP_HIGH", "FNC-HIGH-BAND")
    notice = read.day(answers, "notice_date")
    missing = [] if found else [Problem("reassessed_band", "Enter the band that the reassessment found.")]
    missing += [] if notice else [Problem("notice_date", "Enter the date of the written notice.")]
    for key, whom in (("notice_to_person", "person"), ("notice_to_home", "home")):
        if read.yes_no(answers, key) is False:
            missing.append(Problem(key, f"Give written notice to the {whom}."))
    if missing or notice is None:
        return incomplete("fnc_band_change", rule_set, "K14", *missing)
    earliest, changes = high_band_may_end_on(notice), read.day(answers, "change_date") or on
    outcome = "MAY_CHANGE" if changes >= earliest else "NOT_YET"
    return tell("fnc_band_change", rule_set, outcome, "K14", earliest_change=earliest)
