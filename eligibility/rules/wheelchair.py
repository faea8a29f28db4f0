"""Is there a right to a personal wheelchair budget, and is the chosen option in order?"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.loading import because
from eligibility.rules.results import Problem, Result

NEED_REASONS = ["FIRST_CHAIR", "CLINICAL_CHANGE", "CHAIR_CONDITION", "NONE"]
OPTIONS = ["NOTIONAL", "NOTIONAL_WITH_CONTRIBUTION", "THIRD_PARTY", "DIRECT_PAYMENT"]
MUST_BE_TOLD = {
    "told_budget": "the amount available, before choosing",
    "told_options": "the options offered locally",
    "told_repairs": "who pays for repairs",
    "told_ownership": "who owns the chair",
}


def wheelchair(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """RIGHT_TO_HAVE, NOT_NOW, NO_RIGHT or INCOMPLETE.

    Answers: `criteria_met` (the commissioner's criteria by id, each true or false), `need_reason`; once an option is
    chosen `option`, `clinically_appropriate`, `told_budget`, `told_options`, `told_repairs`, `told_ownership`.
    """
    criteria = _criteria(answers)
    need = read.one_of(answers, "need_reason", NEED_REASONS)
    if any(met is False for met in criteria.values()):
        unmet = tuple(id for id, met in criteria.items() if met is False)
        return Result("wheelchair", "NO_RIGHT", (because("WCH-CRITERIA"),), rule_set, facts={"unmet": unmet})
    missing = (
        [Problem("criteria_met", "Answer each local criterion.")] if not criteria or None in criteria.values() else []
    )
    missing += [Problem("need_reason", "Say why a new chair is needed, or that none is.")] if not need else []
    if missing:
        return Result("wheelchair", "INCOMPLETE", (because("WCH-INCOMPLETE"),), rule_set, problems=tuple(missing))
    if need == "NONE":
        return Result("wheelchair", "NOT_NOW", (because("WCH-NOT-NOW"),), rule_set)
    reasons = (because("WCH-1"), because("RTH-WHEELCHAIR"))
    return Result("wheelchair", "RIGHT_TO_HAVE", reasons, rule_set, problems=_before_choosing(answers))


def _criteria(answers: Mapping[str, Any]) -> dict[str, bool | None]:
    given = answers.get("criteria_met")
    if isinstance(given, list | tuple):
        given = {str(i): met for i, met in enumerate(given, start=1)}
    named = read.mapping({"criteria_met": given}, "criteria_met")
    return {str(key): read.yes_no(named, key) for key in named}


def _before_choosing(answers: Mapping[str, Any]) -> tuple[Problem, ...]:
    option = read.one_of(answers, "option", OPTIONS)
    if not option:
        return ()
    problems = [
        Problem(key, f"Tell the person {words}.")
        for key, words in MUST_BE_TOLD.items()
        if not read.yes_no(answers, key)
    ]
    if option == "THIRD_PARTY" and not read.yes_no(answers, "clinically_appropriate"):
        problems.append(
            Problem(
                "clinically_appropriate",
                "The therapist must agree that a third-party budget is clinically appropriate.",
            )
        )
    return tuple(problems)
