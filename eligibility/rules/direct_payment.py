"""The direct payment procedure: may it be made, to whom, and if not, why not? (SI 2013/1617)"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from eligibility.enums import Capacity
from eligibility.enums import DirectPaymentOutcome as Outcome
from eligibility.rules import answers as read
from eligibility.rules.bodies import national_body
from eligibility.rules.clocks import may_ask_again_on, target_date
from eligibility.rules.direct_payment_limits import is_one_off
from eligibility.rules.loading import because, table
from eligibility.rules.recipients import RECIPIENT_KEYS, SAME, check_nominee, representative_consents, together
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import tool
from phb.core.periods import age_on

OTHER_WAYS = ("NOTIONAL", "THIRD_PARTY")


def schedule_orders() -> list[tuple[str, str]]:
    """(code, words) of the orders and conditions that exclude, for a form."""
    return list(table("schedule_orders").items())


def orders_in_force(answers: Mapping[str, Any], on: date) -> tuple[str, ...]:
    """Codes of the Schedule's orders on the person in force on a day, both ends included; no end means still in force."""
    codes = []
    for order in read.named_rows(answers, "schedule_orders", "code"):
        code = read.one_of(order, "code", table("schedule_orders"))
        start, end = read.day(order, "start"), read.day(order, "end")
        if code and (start is None or start <= on) and (end is None or on <= end):
            codes.append(code)
    return tuple(sorted(set(codes)))


@tool(
    "direct_payment",
    "direct_payment",
    "in_prison schedule_orders can_manage appropriate_for_condition value_for_money care_plan_agreed coordinator_id "
    "risks_agreed needs_met_by_services covers_full_cost review_agreed first_payment_date one_off item_count "
    f"other_payments_this_year refusal_reason reconsideration_dates {RECIPIENT_KEYS}",
    aliases="dp direct_payments direct_payment_suitability dp_procedure",
    same=SAME
    | {
        "orders": "schedule_orders",
        "appropriate": "appropriate_for_condition",
        "recipient_can_manage": "can_manage",
        "prisoner": "in_prison",
        "care_coordinator": "coordinator_id",
        "coordinator": "coordinator_id",
        "care_plan_preconditions": "care_plan_agreed",
    },
    shape=together,
)
def direct_payment(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """PERMITTED, NOT_PERMITTED, REFUSE, BLOCKED (DBS_REQUIRED, CARE_PLAN, NOMINEE_NOT_AGREED), JUDGEMENT_REQUIRED (in prison
    NATIONAL_BODY; capacity that comes and goes) or INCOMPLETE: step by step, and the first step that fails answers.

    Answers: `date_of_birth`, `capacity`, `consent`, `in_prison`, `schedule_orders` (code, start, end),
    `representative_basis`, `representative_consents`, `other_representative_exists`, `recipient_type`,
    `nominee_kind`, `nominee_relationship`, `nominee_same_household`, `nominee_friend_in_care`, `nominee_agrees`,
    `body_agrees_nominee`, `dbs_applied_date`, `can_manage`, `appropriate_for_condition`, `value_for_money`,
    `care_plan_agreed`, `coordinator_id`, `risks_agreed`, `needs_met_by_services`, `covers_full_cost`, `review_agreed`
    (each only if known), `refusal_reason`, `reconsideration_dates`, `first_payment_date`; for one-off payments `one_off`, `item_count`,
    `other_payments_this_year`. facts["code"] names the obstacle, facts["recipient"] who receives, facts["route"]
    R3, R4 or R5, facts["first_review_by"], facts["reconsider_from"]; facts["other_ways"] what is offered instead where there is a right to a budget.
    """
    if read.yes_no(answers, "in_prison"):
        return _result(rule_set, Outcome.JUDGEMENT_REQUIRED, "DP-PRISON", code="NATIONAL_BODY", body=national_body(on))
    orders = orders_in_force(answers, on)
    if orders:
        problem = Problem(
            "schedule_orders", f"{table('schedule_orders')[orders[0]]}. Offer a notional or third-party budget instead."
        )
        return _result(
            rule_set,
            Outcome.NOT_PERMITTED,
            "DP-EXCLUDED",
            problems=(problem,),
            code=orders[0],
            codes=orders,
            other_ways=OTHER_WAYS,
        )
    return _consent(answers, on, rule_set) or _nominee(answers, on, rule_set) or _suitable(answers, on, rule_set)


def _consent(answers: Mapping[str, Any], on: date, rule_set: str) -> Result | None:
    """The answer if consent stops the procedure, else None."""
    born = read.day(answers, "date_of_birth")
    capacity = _capacity(answers)
    if born is None or born > on:
        return _incomplete(rule_set, Problem("date_of_birth", "Enter the date of birth, before the day of assessment."))
    age = age_on(born, on)
    if age >= 16 and not capacity:
        return _incomplete(rule_set, Problem("capacity", "Record capacity for this decision."))
    if age >= 16 and capacity == Capacity.FLUCTUATES:
        return _result(rule_set, Outcome.JUDGEMENT_REQUIRED, "DP-FLUCTUATES", code="CAPACITY")
    if _decides_for_self(age, capacity):
        consent = read.yes_no(answers, "consent")
        if consent is None:
            return _incomplete(rule_set, Problem("consent", "Record whether the person consents."))
        if consent:
            return None
        return _result(rule_set, Outcome.NOT_PERMITTED, "DP-NO-CONSENT", code="NO_CONSENT", other_ways=OTHER_WAYS)
    if representative_consents(answers, age):
        return None
    problem = Problem(
        "representative_basis",
        "Find a representative with authority for these decisions who consents, or offer another way.",
    )
    return _result(
        rule_set,
        Outcome.NOT_PERMITTED,
        "DP-NO-REPRESENTATIVE",
        problems=(problem,),
        code="NO_CONSENTING_REPRESENTATIVE",
        other_ways=OTHER_WAYS,
    )


def _nominee(answers: Mapping[str, Any], on: date, rule_set: str) -> Result | None:
    """The answer if a proposed nominee stops the procedure, else None."""
    if _recipient_asked(answers) != "NOMINEE":
        return None
    return check_nominee("direct_payment", answers, on, rule_set)


def _suitable(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """The answer of the last steps: managing, suitability, care plan."""
    manages = _can_manage(answers)
    tests = {key: read.yes_no(answers, key) for key in ("appropriate_for_condition", "value_for_money")}
    missing = (
        [Problem("can_manage", "Say whether the recipient can manage the payment, alone or with help.")]
        if not manages
        else []
    )
    missing += [Problem(key, "Answer yes or no.") for key, value in tests.items() if value is None]
    failed = [
        rule
        for rule, fails in (
            ("DP-MANAGE", manages == "NO"),
            ("DP-APPROPRIATE", tests["appropriate_for_condition"] is False),
            ("DP-VALUE", tests["value_for_money"] is False),
        )
        if fails
    ]
    if failed:
        return _refuse(answers, on, rule_set, failed)
    if missing:
        return _incomplete(rule_set, *missing)
    gaps = (
        [Problem("care_plan_agreed", "Agree the care plan, with its full cost and its risks.")]
        if not read.yes_no(answers, "care_plan_agreed")
        else []
    )
    gaps += (
        [Problem("coordinator_id", "Name the care coordinator.")] if answers.get("coordinator_id") in (None, "") else []
    )
    gaps += [Problem(key, words) for key, words in _PRECONDITIONS.items() if read.yes_no(answers, key) is False]
    if gaps:
        return _result(rule_set, Outcome.BLOCKED, "DP-CARE-PLAN", problems=tuple(gaps), code="CARE_PLAN")
    return _permitted(answers, on, rule_set)


_PRECONDITIONS = {
    "risks_agreed": "Explain the risks and agree how they are handled.",
    "needs_met_by_services": "Plan services that meet the needs.",
    "covers_full_cost": "Set an amount that covers the full cost.",
    "review_agreed": "Agree to review.",
}


def _refuse(answers: Mapping[str, Any], on: date, rule_set: str, failed: list[str]) -> Result:
    reconsider = bool(table("direct_payment")[rule_set]["reconsideration_of_refusal"])
    rules = [*failed, "DP-REFUSAL", *(["DP-RECONSIDER"] if reconsider else [])]
    problems = (
        () if read.text(answers, "refusal_reason") else (Problem("refusal_reason", "Write the reasons for refusing."),)
    )
    return _result(
        rule_set,
        Outcome.REFUSE,
        *rules,
        problems=problems,
        code="UNSUITABLE",
        reconsideration_right=reconsider,
        reconsider_from=_reconsider_from(answers, on) if reconsider else None,
        other_ways=OTHER_WAYS,
    )


def _reconsider_from(answers: Mapping[str, Any], on: date) -> date:
    """The first day on which a refusal may be reconsidered: now, or six months after the last time."""
    earlier = read.days(answers, "reconsideration_dates")
    return max(on, may_ask_again_on(earlier[-1])) if earlier else on


def _can_manage(answers: Mapping[str, Any]) -> str:
    if isinstance(said := answers.get("can_manage"), bool):  # "alone or with help" in one answer
        return "ALONE" if said else "NO"
    return read.one_of(answers, "can_manage", ["ALONE", "WITH_HELP", "NO"])


def _permitted(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    born = read.day(answers, "date_of_birth")
    age = age_on(born, on) if born else 0
    capacity = _capacity(answers)
    own = _decides_for_self(age, capacity)
    route = "R3" if own else ("R4" if age < 16 else "R5")
    recipient = "NOMINEE" if _recipient_asked(answers) == "NOMINEE" else ("PERSON" if own else "REPRESENTATIVE")
    rules = [f"DP-{route}", *(["DP-CAPACITY"] if own and capacity == Capacity.NOT_ASSESSED else []), "DP-PERMITTED"]
    facts: dict[str, Any] = {"recipient": recipient, "route": route}
    if read.yes_no(answers, "one_off"):
        single = is_one_off(read.number(answers, "item_count"), read.number(answers, "other_payments_this_year"))
        rules.append("DP-ONE-OFF" if single else "DP-NOT-ONE-OFF")
        facts["separate_account_needed"] = not single
    first = read.day(answers, "first_payment_date")
    facts["first_review_by"] = target_date("K10", first) if first else None
    result = _result(rule_set, Outcome.PERMITTED, *rules, **facts)
    differs = _recipient_asked(answers) not in ("", recipient)
    return replace(result, warnings=(because("DP-RECIPIENT"),)) if differs else result


def _capacity(answers: Mapping[str, Any]) -> str:
    return read.one_of(answers, "capacity", [code.value for code in Capacity])


def _decides_for_self(age: int, capacity: str) -> bool:
    return age >= 16 and capacity in (Capacity.HAS_CAPACITY, Capacity.NOT_ASSESSED)


def _recipient_asked(answers: Mapping[str, Any]) -> str:
    asked = read.one_of(answers, "recipient_type", ["PERSON", "REPRESENTATIVE", "NOMINEE"])
    # Answers about a nominee, without saying who receives, propose one.
    return asked or ("NOMINEE" if read.text(answers, "nominee_kind") else "")


def _incomplete(rule_set: str, *problems: Problem) -> Result:
    return _result(rule_set, Outcome.INCOMPLETE, "DP-INCOMPLETE", problems=problems)


def _result(rule_set: str, outcome: Outcome, *rules: str, problems: tuple[Problem, ...] = (), **facts: Any) -> Result:
    return Result(
        "direct_payment", outcome, tuple(because(rule) for rule in rules), rule_set, problems=problems, facts=facts
    )
