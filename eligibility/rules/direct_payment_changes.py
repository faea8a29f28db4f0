"""Refusing, reducing, stopping and reviewing a direct payment: duties, reconsiderations, reviews (reference 8.7, 8.8)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.clocks import ask_again_from, target_date
from eligibility.rules.loading import table
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool

CHANGES = {
    "REFUSE": "Refuse a direct payment",
    "LEAVE_OUT_SERVICE": "Leave a service out of the plan",
    "REDUCE": "Reduce the amount",
    "AFTER_REVIEW": "Reduce or stop after a review",
    "REPAYMENT": "Require repayment",
    "STOP": "Stop",
}
GROUNDS = {
    "NO_CONSENT": "The person, who has capacity, does not consent or withdraws",
    "REPRESENTATIVE_WITHDRAWS": "The representative withdraws and there is no other",
    "CHILD_16_NO_CONSENT": "The child turned 16 and does not consent",
    "REGAINED_NO_CONSENT": "The person regained capacity and does not consent",
    "NO_LONGER_ELIGIBLE": "No longer eligible",
    "MISUSE": "Misuse",
    "SUSPECTED_FRAUD": "Suspected fraud",
    "UNSUITABLE_RECIPIENT": "The recipient is not suitable",
    "NOMINEE_UNWILLING": "The nominee is unwilling",
    "NOMINATION_WITHDRAWN": "The nomination was withdrawn",
    "NEEDS_NOT_MET": "Needs are not met",
    "DEATH": "Death",
}
_ALSO = {
    "REDUCE_AFTER_REVIEW": "AFTER_REVIEW",
    "STOP_AFTER_REVIEW": "AFTER_REVIEW",
    "REQUIRE_REPAYMENT": "REPAYMENT",
    "REFUSAL": "REFUSE",
    "CONSENT_WITHDRAWN": "NO_CONSENT",
    "WITHDRAWS_CONSENT": "NO_CONSENT",
}
MUST_STOP = frozenset({"NO_CONSENT", "REPRESENTATIVE_WITHDRAWS", "CHILD_16_NO_CONSENT", "REGAINED_NO_CONSENT"})
# Which rule each change follows, and how often it may be reconsidered.
_RULES = {
    "REFUSE": ("DP-REFUSAL", "ONE_IN_SIX_MONTHS"),
    "LEAVE_OUT_SERVICE": ("DP-LEAVE-OUT", "ONE"),
    "REDUCE": ("DP-REDUCE", "ONE"),
    "AFTER_REVIEW": ("DP-AFTER-REVIEW", "ONE"),
    "REPAYMENT": ("DP-REPAYMENT", "ONE"),
    "STOP": ("DP-STOP", "ONE"),
}


def one_in_six_months(change: str) -> bool:
    """Whether a change may be questioned again and again, once in any six months; the others may be questioned once."""
    return _RULES[change][1] == "ONE_IN_SIX_MONTHS"


_SAME = {"decision": "change", "reason": "reasons", "refusal_reason": "reasons", "notice": "notice_date"}


@tool(
    "dp_change",
    "direct_payment",
    "change ground reasons reasons_asked_for notice_date effective_date amount repay_by who_pays",
    aliases="direct_payment_change refuse_stop_reduce dp_stop dp_refusal",
    same=_SAME,
)
def dp_change(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """IN_ORDER, MUST_STOP (a ground that leaves no choice) or INCOMPLETE, with what the notice still lacks.

    Answers: `change` (CHANGES), `ground` (GROUNDS, for STOP), `reasons`, `reasons_asked_for` (for LEAVE_OUT_SERVICE),
    `notice_date`, `effective_date`, and for REPAYMENT `amount` in pounds, `repay_by`, `who_pays`.
    facts: `reconsiderations` (ONE, ONE_IN_SIX_MONTHS or NONE), `may_stop_while_considered`, `budget_may_go_on` (when a
    capable person withdraws consent, the budget is managed another way), `notice_to` after a death.
    """
    change = read.one_of(answers, "change", CHANGES, _ALSO)
    ground = read.one_of(answers, "ground", GROUNDS, _ALSO)
    if not change:
        return incomplete("dp_change", rule_set, "DP-CHANGE", Problem("change", "Choose what is to be done."))
    rule, often = _RULES[change]
    if change == "REFUSE" and not table("direct_payment")[rule_set]["reconsideration_of_refusal"]:
        often = "NONE"
    facts: dict[str, Any] = {
        "reconsiderations": often,
        "may_stop_while_considered": change == "STOP",
        "must_stop": ground in MUST_STOP,
        "budget_may_go_on": ground in MUST_STOP,
        "notice_to": "PERSONAL_REPRESENTATIVES" if ground == "DEATH" else "PERSON_AND_RECIPIENT",
    }
    missing = _missing(answers, change, ground)
    rules = [rule, *(["DP-MUST-STOP", "DP-OTHER-WAY"] if ground in MUST_STOP else [])]
    rules += ["DP-DEATH"] if ground == "DEATH" else []
    rules += ["DP-RECONSIDER"] if change == "REFUSE" and often != "NONE" else []
    if ground in MUST_STOP and change == "STOP":
        return tell("dp_change", rule_set, "MUST_STOP", *rules, problems=missing, **facts)
    return tell("dp_change", rule_set, "INCOMPLETE" if missing else "IN_ORDER", *rules, problems=missing, **facts)


def _missing(answers: Mapping[str, Any], change: str, ground: str) -> list[Problem]:
    asks: dict[str, str] = {}
    if change != "LEAVE_OUT_SERVICE" or read.yes_no(answers, "reasons_asked_for"):
        asks["reasons"] = "Write the reasons."
    if change in ("REDUCE", "AFTER_REVIEW", "REPAYMENT", "STOP"):
        asks["notice_date"] = "Enter the date of the written notice."
    if change in ("REDUCE", "AFTER_REVIEW", "STOP"):
        asks["effective_date"] = "Enter the day from which it takes effect, after reasonable notice."
    if change == "REPAYMENT":
        asks |= {"amount": "Enter the amount to repay.", "repay_by": "Enter by when.", "who_pays": "Say who pays."}
    if change == "STOP":
        asks["ground"] = "Choose the ground."
    missing = [Problem(key, words) for key, words in asks.items() if answers.get(key) in (None, "")]
    notice, effective = read.day(answers, "notice_date"), read.day(answers, "effective_date")
    read.pounds(answers, "amount")
    if notice and effective and effective < notice and ground != "DEATH":
        missing.append(Problem("effective_date", "It cannot take effect before the notice."))
    return missing


@tool(
    "reconsideration",
    "direct_payment",
    "change decision_date requested_date reconsideration_dates new_evidence",
    aliases="k12 dp_reconsideration reconsider",
    same={**_SAME, "request_date": "requested_date", "last_reconsideration_date": "reconsideration_dates"},
)
def reconsideration(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """MUST_RECONSIDER, NOT_YET (facts["next_from"]), USED (the one reconsideration is made), NO_RIGHT or INCOMPLETE.

    Answers: `change` (CHANGES; REFUSE if not given), `decision_date`, `requested_date` (the day of assessment if not
    given), `reconsideration_dates` (when earlier ones were decided), `new_evidence`. A refusal: not more than one in any
    six months. All else: one. The outcome is given in writing with reasons.
    """
    change = read.one_of(answers, "change", CHANGES, _ALSO) or "REFUSE"
    decided, asked = read.day(answers, "decision_date"), read.day(answers, "requested_date") or on
    if decided is None or decided > asked:
        problem = Problem("decision_date", "Enter the date of the decision, which must be before the request.")
        return incomplete("reconsideration", rule_set, "DP-RECONSIDER", problem)
    earlier = [day for day in read.days(answers, "reconsideration_dates") if day <= asked]
    if not one_in_six_months(change):
        outcome = "USED" if earlier else "MUST_RECONSIDER"
        return tell("reconsideration", rule_set, outcome, _RULES[change][0], next_from=None)
    if not table("direct_payment")[rule_set]["reconsideration_of_refusal"]:
        return tell("reconsideration", rule_set, "NO_RIGHT", "DP-REFUSAL", next_from=None)
    next_from = ask_again_from(earlier, asked) or decided
    outcome = "MUST_RECONSIDER" if asked >= next_from else "NOT_YET"
    return tell("reconsideration", rule_set, outcome, "DP-RECONSIDER", "K12", next_from=next_from)


@tool(
    "dp_review",
    "direct_payment",
    "first_payment_date last_review_date money_insufficient health_changed asked_for",
    aliases="direct_payment_review k10 k11",
    same={
        "insufficient": "money_insufficient",
        "health_changed_significantly": "health_changed",
        "requested": "asked_for",
    },
)
def dp_review(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """MUST_REVIEW (due, or the money is not enough), CONSIDER_REVIEW, NOT_DUE or INCOMPLETE, as of a day (reg 14).

    Answers: `first_payment_date`, `last_review_date`, `money_insufficient`, `health_changed` (significantly), `asked_for`.
    facts: `due` (three months from the first payment, then twelve from the last review), `clock` (K10 or K11), `late`.
    """
    first, last = read.day(answers, "first_payment_date"), read.day(answers, "last_review_date")
    if first is None and last is None:
        problem = Problem("first_payment_date", "Enter the date of the first payment.")
        return incomplete("dp_review", rule_set, "DP-REVIEW", problem)
    clock, start = ("K11", last) if last is not None else ("K10", first)
    due = target_date(clock, start or on)
    facts: dict[str, Any] = {"due": due, "clock": clock, "late": due is not None and on > due}
    if read.yes_no(answers, "money_insufficient"):
        return tell("dp_review", rule_set, "MUST_REVIEW", "DP-REVIEW-MONEY", clock, **facts)
    if due is not None and on >= due:
        return tell("dp_review", rule_set, "MUST_REVIEW", "DP-REVIEW", clock, **facts)
    if read.yes_no(answers, "health_changed") or read.yes_no(answers, "asked_for"):
        return tell("dp_review", rule_set, "CONSIDER_REVIEW", "DP-REVIEW-HEALTH", clock, **facts)
    return tell("dp_review", rule_set, "NOT_DUE", "DP-REVIEW", clock, **facts)
