"""The 28-day standard and what is refunded after it, also when a decision is reversed on appeal (reference 1.10)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.enums import Decision
from eligibility.rules import answers as read
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool
from phb.core.periods import Period, add_days, deadline_in_days

DECISIONS = [Decision.ELIGIBLE.value, Decision.NOT_ELIGIBLE.value, "ELIGIBLE_FAST_TRACK"]


def twenty_eight_days(received: date, decided: date, *, eligible: bool, delay_unjustified: bool) -> dict[str, Any]:
    """The 28-day standard: `deadline` (day 28), `breach`, and the days of a refund, `refund_from` (day 29) to `refund_to`."""
    deadline = deadline_in_days(received, 28)
    breach = decided > deadline
    refund = breach and eligible and delay_unjustified
    return {
        "deadline": deadline,
        "breach": breach,
        "refund_from": add_days(received, 29) if refund else None,
        "refund_to": decided if refund else None,
    }


@tool(
    "refund",
    "chc_tools",
    "received_by_icb decision_date decision eligible delay_unjustified delay_reason original_decision_date "
    "revised_decision_date",
    aliases="refunds twenty_eight_days 28_days 28_day_standard k1_refund",
    same={
        "received_date": "received_by_icb",
        "received": "received_by_icb",
        "unjustified": "delay_unjustified",
        "original_decision": "original_decision_date",
        "revised_decision": "revised_decision_date",
        "reversed_on": "revised_decision_date",
    },
)
def refund(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """REFUND_DUE, NO_REFUND, JUDGEMENT_REQUIRED (late and eligible, and nobody has said whether unjustified) or INCOMPLETE.

    Answers: `received_by_icb`, `decision_date`, `decision` (or `eligible`), `delay_unjustified`; for a reversal on appeal
    `original_decision_date` and `revised_decision_date` instead. facts: `deadline` (day 28), `breach`, `refund_from`,
    `refund_to` (both days included) and `days`. There is no national stop of the clock.
    """
    if answers.get("original_decision_date") or answers.get("revised_decision_date"):
        return _reversal(answers, rule_set)
    received, decided = read.day(answers, "received_by_icb"), read.day(answers, "decision_date")
    eligible = _eligible(answers)
    missing = []
    if received is None:
        missing.append(Problem("received_by_icb", "Enter the date the board received the Checklist or notice."))
    if decided is None:
        missing.append(Problem("decision_date", "Enter the date of the decision."))
    if received and decided and decided < received:
        missing.append(Problem("decision_date", "The decision cannot be before the Checklist was received."))
    if eligible is None:
        missing.append(Problem("decision", "Say whether the person was found eligible."))
    if missing or received is None or decided is None:
        return incomplete("refund", rule_set, "K1-INCOMPLETE", *missing)
    unjustified = read.yes_no(answers, "delay_unjustified")
    facts = twenty_eight_days(received, decided, eligible=bool(eligible), delay_unjustified=bool(unjustified))
    facts["days"] = Period(facts["refund_from"], decided).days if facts["refund_from"] else 0
    if not facts["breach"]:
        return tell("refund", rule_set, "NO_REFUND", "K1-IN-TIME", **facts)
    if not eligible:
        return tell("refund", rule_set, "NO_REFUND", "K1-BREACH", "K1-NOT-ELIGIBLE", **facts)
    if unjustified is None:
        problem = Problem("delay_unjustified", "Say whether the delay was unjustified, and why.")
        return tell("refund", rule_set, "JUDGEMENT_REQUIRED", "K1-BREACH", problems=(problem,), **facts)
    rules = ("K1-BREACH", "K1-REFUND") if unjustified else ("K1-BREACH", "K1-JUSTIFIED")
    problems = (
        () if read.text(answers, "delay_reason") else (Problem("delay_reason", "Record why the decision was late."),)
    )
    return tell("refund", rule_set, "REFUND_DUE" if unjustified else "NO_REFUND", *rules, problems=problems, **facts)


def _reversal(answers: Mapping[str, Any], rule_set: str) -> Result:
    first, revised = read.day(answers, "original_decision_date"), read.day(answers, "revised_decision_date")
    missing = []
    if first is None:
        missing.append(Problem("original_decision_date", "Enter the date of the decision that was reversed."))
    if revised is None:
        missing.append(Problem("revised_decision_date", "Enter the date of the revised decision."))
    if first and revised and revised < first:
        missing.append(Problem("revised_decision_date", "The revised decision cannot be before the first one."))
    if missing or first is None or revised is None:
        return incomplete("refund", rule_set, "K1-INCOMPLETE", *missing)
    if _eligible(answers) is False:
        return tell("refund", rule_set, "NO_REFUND", "K1-NOT-ELIGIBLE", refund_from=None, refund_to=None, days=0)
    days = Period(first, revised).days
    return tell("refund", rule_set, "REFUND_DUE", "K1-REVERSAL", refund_from=first, refund_to=revised, days=days)


def _eligible(answers: Mapping[str, Any]) -> bool | None:
    made = read.one_of(answers, "decision", DECISIONS)
    return made != Decision.NOT_ELIGIBLE if made else read.yes_no(answers, "eligible")
