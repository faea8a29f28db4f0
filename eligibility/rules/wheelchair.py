"""Is there a right to a personal wheelchair budget, and is the chosen option in order? (reference 3)"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.results import Problem, Result
from eligibility.rules.right_to_have import right_on
from eligibility.rules.rule_sets import rule_set as registered
from eligibility.rules.telling import incomplete, tell, tool
from phb.core.periods import add_days, add_months

NEED_REASONS = {
    "FIRST_CHAIR": "A first chair is needed",
    "CLINICAL_CHANGE": "Clinical needs have changed",
    "CHAIR_CONDITION": "The present chair is no longer fit",
    "NONE": "No new chair is needed",
}
OPTIONS = {
    "NOTIONAL": "Notional: the service buys and the NHS owns the chair, at no cost to the person",
    "NOTIONAL_WITH_CONTRIBUTION": "Notional with contribution: money is added for a higher model or extra features",
    "THIRD_PARTY": "Third party: the budget is paid to an independent supplier and the person owns the chair",
    "DIRECT_PAYMENT": "Direct payment: possible in law, rarely used here, with its own tests",
}
CONTRIBUTION_SOURCES = {
    "PERSON": "The person",
    "CHARITY": "A charity",
    "LA": "The local authority",
    "EDUCATION": "Education",
    "ACCESS_TO_WORK": "Access to Work",
    "OTHER": "Another source",
}
MUST_BE_TOLD = {
    "told_budget": "the amount available, before choosing",
    "told_options": "the options offered locally",
    "told_repairs": "who pays for repairs",
    "told_ownership": "who owns the chair",
}
# Typical local lists; whether an entry is outside the offer is for the commissioner's own dated criteria.
OUTSIDE_OFFER = {
    "SHORT_TERM_LOAN": "A short-term loan",
    "OCCASIONAL_OUTDOOR": "A chair for occasional outdoor use only",
    "STATIC_SEATING": "Static seating",
    "SHARED_IN_CARE_HOME": "A chair shared by many residents, or for portering, in a care home",
    "MOBILITY_SCOOTER": "A mobility scooter",
    "OUTDOOR_ONLY_POWERED": "An outdoor-only powered chair",
    "SPORT_WORK_EDUCATION": "A chair solely for sport, work or education",
    "RETROFITTED_POWER_PACK": "A retrofitted power pack (in some areas)",
}
# Who owns the chair and who repairs it.
_KEEPING = {
    "NOTIONAL": ("NHS", "NHS"),
    "NOTIONAL_WITH_CONTRIBUTION": ("NHS", "NHS_PRESCRIBED_PART"),
    "THIRD_PARTY": ("PERSON", "PERSON"),
    "DIRECT_PAYMENT": ("PERSON", "PERSON"),
}
_REFERRAL_TO_HANDOVER_WEEKS = 18


@tool(
    "wheelchair",
    "wheelchair",
    "criteria_met local_criteria_version long_term need_reason outside_offer option contribution_source "
    "contribution_amount clinically_appropriate told_budget told_options told_repairs told_ownership budget_value "
    "budget_start budget_years budget_end_date referred_on handover_weeks repairs_in_budget "
    "meets_local_wheelchair_criteria needs_new_chair",
    aliases="pwb personal_wheelchair_budget pwb_right wheelchairs wheelchair_services",
    same={"meets_local_criteria": "meets_local_wheelchair_criteria", "criteria": "criteria_met"},
)
def wheelchair(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """RIGHT_TO_HAVE, NOT_NOW (repair or review only), NO_RIGHT or INCOMPLETE; LOCAL_DISCRETION before 2 December 2019.

    Answers: `criteria_met` (the commissioner's criteria by id, each true or false) or `meets_local_wheelchair_criteria`,
    `local_criteria_version`, `long_term`, `need_reason` (NEED_REASONS) or `needs_new_chair`, `outside_offer` (codes of
    OUTSIDE_OFFER that the local criteria leave out); once an option is chosen `option` (OPTIONS), `contribution_source`,
    `contribution_amount` and `budget_value` in pounds, `clinically_appropriate`, `told_budget`, `told_options`,
    `told_repairs`, `told_ownership`, `repairs_in_budget`; `budget_start` with `budget_years` (the commissioner's, often
    3 or 5) or `budget_end_date`; `referred_on`. facts: `unmet`, `option`, `owner`, `repairs`, `person_pays`,
    `budget_end`, `handover_target` (18 weeks), `option_in_order`, `complete`.
    """
    facts = _dates(answers)
    criteria = _criteria(answers)
    unmet = tuple(id for id, met in criteria.items() if met is False)
    if read.yes_no(answers, "long_term") is False:
        return tell("wheelchair", rule_set, "NO_RIGHT", "WCH-LONG-TERM", unmet=("long_term", *unmet), **facts)
    outside = read.codes(answers, "outside_offer", OUTSIDE_OFFER)
    if outside:
        return tell("wheelchair", rule_set, "NO_RIGHT", "WCH-OUTSIDE", unmet=outside, **facts)
    if unmet:
        return tell("wheelchair", rule_set, "NO_RIGHT", "WCH-CRITERIA", unmet=unmet, **facts)
    need = _need(answers)
    missing = []
    if not criteria or None in criteria.values():
        missing.append(Problem("criteria_met", "Answer each local criterion."))
    if not need:
        missing.append(Problem("need_reason", "Say why a new chair is needed, or that none is."))
    if missing:
        return incomplete("wheelchair", rule_set, "WCH-INCOMPLETE", *missing, **facts)
    if need == "NONE":
        return tell("wheelchair", rule_set, "NOT_NOW", "WCH-NOT-NOW", **facts)
    start = registered(rule_set).start
    right = right_on("WHEELCHAIR", start) if start else None
    rules = ["WCH-1" if right and right.right == "RIGHT_TO_HAVE" else "WCH-BEFORE"]
    rules += [right.rule] if right else []
    problems, chosen, advice = _option(answers)
    facts |= {**chosen, "option_in_order": not problems if chosen else None, "complete": bool(chosen) and not problems}
    outcome = right.right.value if right else "RIGHT_TO_HAVE"
    return tell("wheelchair", rule_set, outcome, *rules, problems=problems, warnings=advice, **facts)


def _criteria(answers: Mapping[str, Any]) -> dict[str, bool | None]:
    given = answers.get("criteria_met")
    if given is None and answers.get("meets_local_wheelchair_criteria") is not None:
        given = {"local_criteria": read.yes_no(answers, "meets_local_wheelchair_criteria")}
    if isinstance(given, bool):
        given = {"local_criteria": given}
    named = read.by_id({"criteria_met": given}, "criteria_met")
    return {str(key): read.yes_no(named, key) for key in named}


def _need(answers: Mapping[str, Any]) -> str:
    need = read.one_of(answers, "need_reason", NEED_REASONS)
    needed = read.yes_no(answers, "needs_new_chair")
    if need or needed is None:
        return need
    return "CHAIR_CONDITION" if needed else "NONE"


def _option(answers: Mapping[str, Any]) -> tuple[list[Problem], dict[str, Any], list[str]]:
    """What is not in order with the chosen option, the facts about it, and advice."""
    option = read.one_of(answers, "option", OPTIONS)
    source = read.one_of(answers, "contribution_source", CONTRIBUTION_SOURCES)
    added = read.pounds(answers, "contribution_amount") or Decimal("0.00")
    if not option:
        return [], {}, []
    problems = [
        Problem(key, f"Tell the person {words}.")
        for key, words in MUST_BE_TOLD.items()
        if not read.yes_no(answers, key)
    ]
    if option == "THIRD_PARTY" and not read.yes_no(answers, "clinically_appropriate"):
        words = "The therapist must agree that a third-party budget is clinically appropriate."
        problems.append(Problem("clinically_appropriate", words))
    if option == "NOTIONAL" and added:
        words = "A notional budget has no contribution. Choose notional with contribution, or leave the amount out."
        problems.append(Problem("contribution_amount", words))
    if option == "NOTIONAL_WITH_CONTRIBUTION":
        if not added:
            problems.append(Problem("contribution_amount", "Enter the amount that is added."))
        if not source:
            problems.append(Problem("contribution_source", "Say who adds it."))
    owner, repairs = _KEEPING[option]
    in_budget = bool(read.yes_no(answers, "repairs_in_budget"))
    facts: dict[str, Any] = {"option": option, "owner": owner, "repairs": repairs, "repairs_in_budget": in_budget}
    facts["person_pays"] = added if source in ("", "PERSON") else Decimal("0.00")
    return problems, facts, ["WCH-FREE-OPTION", *(["WCH-DIRECT-PAYMENT"] if option == "DIRECT_PAYMENT" else [])]


def _dates(answers: Mapping[str, Any]) -> dict[str, Any]:
    starts, years = read.day(answers, "budget_start"), read.length(answers, "budget_years", most=99)
    ends = read.day(answers, "budget_end_date")
    if ends is None and starts is not None and years is not None:
        ends = add_days(add_months(starts, 12 * years), -1)
    referred = read.day(answers, "referred_on")
    weeks = read.length(answers, "handover_weeks")
    weeks = _REFERRAL_TO_HANDOVER_WEEKS if weeks is None else weeks
    target = add_days(referred, 7 * weeks) if referred else None
    version = read.text(answers, "local_criteria_version") or None
    return {"budget_end": ends, "handover_target": target, "local_criteria_version": version}
