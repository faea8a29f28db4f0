"""What holds for a personal wheelchair budget: chosen with the assessment, read from it and never typed twice."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.models import Budget
from budgets.rules.contingency import wheelchair_last_day
from budgets.rules.words import day as say
from budgets.rules.words import pounds
from eligibility.rules.wheelchair import OPTIONS
from phb.core.errors import RuleBroken
from phb.core.money import ZERO
from phb.core.policies import policy

_REPAIRS = {
    "NOTIONAL": "The NHS owns the chair and repairs it.",
    "NOTIONAL_WITH_CONTRIBUTION": "The NHS owns the chair and repairs what it prescribed. The person looks after what they added.",
    "THIRD_PARTY": "The person owns the chair and has it repaired{}.",
    "DIRECT_PAYMENT": "The person owns the chair and has it repaired{}.",
}


@dataclass(frozen=True, slots=True)
class WheelchairTerms:
    """The option, the term (both days included), what the person adds in pounds, and the words for a page."""

    option: str
    starts: date
    ends: date | None
    added: Decimal
    words: str


def wheelchair_terms(budget: Budget) -> WheelchairTerms:
    """The terms of a wheelchair budget, from its assessment and the commissioner's years."""
    form = budget.case.assessments.filter(tool="wheelchair", state="COMPLETED").order_by("-id").first()
    answers = form.answers if form else {}
    code = str(answers.get("option") or "")
    option = OPTIONS[code].split(":")[0] if code in OPTIONS else "No option is recorded"
    ends = budget.ends or budget.authorised_to or _term(budget)
    added = sum((row.once or ZERO for row in budget.contributions.all()), ZERO)
    term = f"From {say(budget.starts)} to {say(ends)}." if ends else f"From {say(budget.starts)}."
    repairs = _REPAIRS.get(code, "").format(
        ", with money for repairs in the budget" if answers.get("repairs_in_budget") else ""
    )
    extra = f"{pounds(added)} is added by the person or others, apart from the NHS money." if added else ""
    return WheelchairTerms(option, budget.starts, ends, added, " ".join(filter(None, (term, repairs, extra))))


def _term(budget: Budget) -> date | None:
    years = policy(
        "wheelchair_budget_years", on=budget.starts, organisation_id=budget.organisation_id, stream=budget.stream
    )
    try:
        return wheelchair_last_day(budget.starts, int(years))
    except RuleBroken:
        return None
