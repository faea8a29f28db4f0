"""Limits of a direct payment: one-off payments, relatives, and what cannot be bought (SI 2013/1617 regs 8 and 10)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.enums import DirectPaymentOutcome as Outcome
from eligibility.rules import answers as read
from eligibility.rules.loading import table
from eligibility.rules.recipients import is_listed_family
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool

_MOST_ITEMS_AT_ONCE = 5
BARRED = {
    "GP_SERVICES": "Primary medical (GP) services",
    "PRESCRIPTION_CHARGES": "NHS prescription charges",
    "DENTAL_CHARGES": "NHS dental charges",
    "OPTICAL_CHARGES": "NHS optical charges",
    "PLANNED_SURGERY": "Planned surgery",
    "VACCINATION": "Vaccination",
    "IMMUNISATION": "Immunisation",
    "SCREENING": "Screening",
    "CHILD_MEASUREMENT": "The child measurement programme",
    "NHS_HEALTH_CHECK": "NHS Health Checks",
    "ALCOHOL": "Alcohol",
    "TOBACCO": "Tobacco",
    "GAMBLING": "Gambling",
    "DEBT_REPAYMENT": "Debt repayment, other than for a planned service",
}
_ALSO_BARRED = {
    "GP": "GP_SERVICES",
    "PRIMARY_MEDICAL_SERVICES": "GP_SERVICES",
    "PRESCRIPTION": "PRESCRIPTION_CHARGES",
    "PRESCRIPTIONS": "PRESCRIPTION_CHARGES",
    "DENTAL": "DENTAL_CHARGES",
    "OPTICAL": "OPTICAL_CHARGES",
    "SURGERY": "PLANNED_SURGERY",
    "NHS_HEALTH_CHECKS": "NHS_HEALTH_CHECK",
    "HEALTH_CHECK": "NHS_HEALTH_CHECK",
    "CHILD_MEASUREMENT_PROGRAMME": "CHILD_MEASUREMENT",
    "NATIONAL_CHILD_MEASUREMENT_PROGRAMME": "CHILD_MEASUREMENT",
    "CIGARETTES": "TOBACCO",
    "DEBT": "DEBT_REPAYMENT",
}


def is_one_off(item_count: int | None, other_payments_this_year: int | None) -> bool:
    """Whether a payment is one-off: one to five items or services, and the only payment in the financial year (reg 10(6))."""
    return item_count is not None and 1 <= item_count <= _MOST_ITEMS_AT_ONCE and other_payments_this_year == 0


@tool("one_off", "direct_payment", "one_off item_count other_payments_this_year", aliases="one_off_payment dp_one_off")
def one_off(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """ONE_OFF or NOT_ONE_OFF in the sense of the regulations, or INCOMPLETE.

    Answers: `item_count` (items or services, at most five) and `other_payments_this_year` (from this body in the financial
    year; none). facts: `separate_account_needed`, `personal_account_allowed`.
    """
    asks = {
        "item_count": "Enter how many items or services are paid for.",
        "other_payments_this_year": "Enter how many other payments the person has from this body this financial year.",
    }
    given = {key: read.number(answers, key) for key in asks}
    missing = [Problem(key, words) for key, words in asks.items() if given[key] is None or (given[key] or 0) < 0]
    if given["item_count"] == 0:
        missing.append(Problem("item_count", asks["item_count"]))
    if missing:
        return incomplete("one_off", rule_set, "DP-INCOMPLETE", *missing)
    single = is_one_off(given["item_count"], given["other_payments_this_year"])
    facts: dict[str, Any] = {"separate_account_needed": not single, "personal_account_allowed": single}
    outcome, rule = ("ONE_OFF", "DP-ONE-OFF") if single else ("NOT_ONE_OFF", "DP-NOT-ONE-OFF")
    return tell("one_off", rule_set, outcome, rule, **facts)


@tool(
    "relative_payment",
    "direct_payment",
    "relationship friend same_household necessary",
    aliases="paying_relatives pay_relative relatives",
    same={"is_friend": "friend", "lives_in_same_household": "same_household"},
)
def relative_payment(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """Whether a relative or friend may be paid for care (reg 8(5A), (5B)): PERMITTED, NOT_PERMITTED or INCOMPLETE.

    Answers: `relationship` (LISTED_FAMILY or other words), `friend`, `same_household`, `necessary` (the body is satisfied
    that it is, to meet the need or to promote a child's welfare).
    """
    said = read.text(answers, "relationship")
    listed = is_listed_family(said) or said.upper() == "FRIEND" or bool(read.yes_no(answers, "friend"))
    same_household = read.yes_no(answers, "same_household")
    if same_household is None:
        problem = Problem("same_household", "Say whether they live in the same household.")
        return incomplete("relative_payment", rule_set, "DP-INCOMPLETE", problem)
    if not (same_household and listed) or not table("direct_payment")[rule_set]["family_in_household"]:
        return tell("relative_payment", rule_set, Outcome.PERMITTED, "DP-RELATIVE-FREE")
    if read.yes_no(answers, "necessary"):
        return tell("relative_payment", rule_set, Outcome.PERMITTED, "DP-RELATIVE-NECESSARY")
    problem = Problem("necessary", "Record why it is necessary, or choose someone else.")
    return tell("relative_payment", rule_set, Outcome.NOT_PERMITTED, "DP-RELATIVE-NECESSARY", problems=(problem,))


@tool(
    "purchase",
    "direct_payment",
    "item debt_of_planned_service",
    aliases="cannot_be_bought can_i_buy purchases",
    same={"code": "item", "what": "item"},
)
def purchase(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """NOT_PERMITTED for what the regulations bar, with facts["code"], else PERMITTED as far as they go; INCOMPLETE.

    Answers: `item` (a code of BARRED, or any other words) and `debt_of_planned_service` for a debt.
    Whether the care plan allows it is the plan's question, not this one's.
    """
    said = read.text(answers, "item")
    if not said:
        return incomplete("purchase", rule_set, "DP-CANNOT-BUY", Problem("item", "Say what is to be bought."))
    code = "_".join(said.upper().replace("-", " ").split())
    code = _ALSO_BARRED.get(code, code)
    if code == "DEBT_REPAYMENT" and read.yes_no(answers, "debt_of_planned_service"):
        return tell("purchase", rule_set, Outcome.PERMITTED, "DP-MAY-BUY", code=None)
    if code in BARRED:
        problem = Problem("item", f"{BARRED[code]} cannot be bought with a direct payment.")
        return tell("purchase", rule_set, Outcome.NOT_PERMITTED, "DP-CANNOT-BUY", problems=(problem,), code=code)
    return tell("purchase", rule_set, Outcome.PERMITTED, "DP-MAY-BUY", code=None)
