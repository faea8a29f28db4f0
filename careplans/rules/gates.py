"""The twelve gates before a direct payment may start (section 15.1 of the reference).

A gate is passed, failed or not needed, with the reason in a sentence. For
notional and third-party budgets the Regulations do not apply: the exclusions
and the account fall away, and a third party's contract takes the account's place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from careplans.enums import GateResult, HoldingMethod
from careplans.rules.completeness import REGULATION_8, REGULATION_13, chain_gaps, people_gaps, risk_gaps, statement_gaps
from careplans.rules.content import PlanContent
from phb.core.errors import RuleBroken
from phb.core.periods import say_date


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What is recorded outside the plan's text; each date is the day it was done, None while it is not."""

    right_confirmed: bool = False
    right_words: str = ""
    consent_on: date | None = None
    capacity_recorded: bool = False
    exclusions_checked_on: date | None = None
    excluded: bool = False
    direct_payment_refused_on: date | None = None
    direct_payment_permitted_on: date | None = None
    clinical_sign_off_on: date | None = None
    finance_sign_off_on: date | None = None
    value_shown: bool = False
    needs_panel: bool = False
    panel_approved_on: date | None = None
    authorised_on: date | None = None
    person_agreed_on: date | None = None
    agreement_signed_on: date | None = None
    account_approved_on: date | None = None
    third_party_contract_on: date | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: its number and name, who opens it, whether it is open, why not, and where to mend it."""

    number: int
    key: str
    name: str
    by: str
    result: GateResult
    why: str
    where: str
    source: str

    @property
    def is_shut(self) -> bool:
        """Whether it keeps a direct payment from starting."""
        return self.result == GateResult.FAILED


Answer = str | None  # None: passed; a sentence: why it is shut
_DP = "National Health Service (Direct Payments) Regulations 2013"


def gates(plan: PlanContent, facts: GateFacts) -> tuple[Gate, ...]:
    """All twelve gates, in order."""
    return tuple(_gate(number, row, plan, facts) for number, row in enumerate(_TABLE, start=1))


def check_gates(plan: PlanContent, facts: GateFacts) -> None:
    """Refuse to start while a gate is shut (RuleBroken, with each reason)."""
    if shut := [gate for gate in gates(plan, facts) if gate.is_shut]:
        raise RuleBroken("The budget cannot start yet. " + " ".join(gate.why for gate in shut))


def _gate(number: int, row: "_Row", plan: PlanContent, facts: GateFacts) -> Gate:
    if row.needed is not None and not row.needed(plan):
        return Gate(
            number, row.key, row.name, row.by, GateResult.NOT_NEEDED, "Not needed for this plan.", row.where, row.source
        )
    why = row.test(plan, facts)
    return Gate(
        number,
        row.key,
        row.name,
        row.by,
        GateResult.FAILED if why else GateResult.PASSED,
        why or (row.note(facts) if row.note is not None else "Done."),
        row.where,
        row.source,
    )


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    name: str
    by: str
    where: str
    source: str
    test: Callable[[PlanContent, GateFacts], Answer]
    needed: Callable[[PlanContent], bool] | None = None
    note: Callable[[GateFacts], str] | None = None


def _consent(plan: PlanContent, facts: GateFacts) -> Answer:
    if not facts.consent_on:
        return "Record the consent of the person or their representative."
    return (
        None
        if facts.capacity_recorded
        else "Record capacity for the decisions about the payment, the money and the care."
    )


def _exclusions(plan: PlanContent, facts: GateFacts) -> Answer:
    if facts.direct_payment_refused_on:
        return (
            f"A direct payment was refused on {say_date(facts.direct_payment_refused_on)}. Offer a notional or "
            "third-party budget, or have the refusal reconsidered."
        )
    if not facts.exclusions_checked_on:
        return "Ask about court-ordered drug or alcohol treatment, which rules out a direct payment."
    return (
        "The person may not have a direct payment. Offer a notional or third-party budget." if facts.excluded else None
    )


def _decided(facts: GateFacts) -> str:
    if facts.direct_payment_permitted_on:
        return f"Done. A direct payment was permitted on {say_date(facts.direct_payment_permitted_on)}."
    return "Done. No decision on a direct payment is recorded on the case."


def _content(plan: PlanContent, facts: GateFacts) -> Answer:
    found = (*chain_gaps(plan), *statement_gaps(plan))
    return " ".join(gap.what for gap in found) or None


def _risks(plan: PlanContent, facts: GateFacts) -> Answer:
    return " ".join(gap.what for gap in risk_gaps(plan)) or None


def _finance(plan: PlanContent, facts: GateFacts) -> Answer:
    short = [gap.what for gap in chain_gaps(plan) if gap.source == REGULATION_13 or "funded" in gap.what]
    if short:
        return " ".join(short)
    return None if facts.finance_sign_off_on else "Finance must check that the full cost of each service is covered."


def _family(plan: PlanContent, facts: GateFacts) -> Answer:
    return " ".join(gap.what for gap in people_gaps(plan) if gap.source.startswith(REGULATION_8)) or None


def _tasks(plan: PlanContent, facts: GateFacts) -> Answer:
    return " ".join(gap.what for gap in people_gaps(plan) if not gap.source.startswith(REGULATION_8)) or None


def _value(plan: PlanContent, facts: GateFacts) -> Answer:
    if not facts.value_shown:
        return "Show the cost beside the package it replaces, or say that there was none."
    if facts.needs_panel and not facts.panel_approved_on:
        return "The panel must decide, because the plan is outside the policy or over a limit."
    return None if facts.authorised_on else "A commissioner who drafted none of it must authorise the plan."


def _money(plan: PlanContent, facts: GateFacts) -> Answer:
    missing = []
    if plan.has_direct_payment:
        if not facts.agreement_signed_on:
            missing.append("The direct payment agreement must be signed.")
        if not facts.account_approved_on:
            missing.append("Finance must approve the account or card.")
    if _has(plan, HoldingMethod.THIRD_PARTY) and not facts.third_party_contract_on:
        missing.append("The contract with the third party must be in place.")
    return " ".join(missing) or None


def _has(plan: PlanContent, method: HoldingMethod) -> bool:
    return any(service.holding == method for service in plan.services)


def _pays_out(plan: PlanContent) -> bool:
    return plan.has_direct_payment or _has(plan, HoldingMethod.THIRD_PARTY)


def _done(field: str, otherwise: str) -> Callable[[PlanContent, GateFacts], Answer]:
    return lambda plan, facts: None if getattr(facts, field) else otherwise


_TABLE = (
    _Row("right", "The right to the budget stands", "Continuing care team", "case", _DP, lambda plan, facts: None if facts.right_confirmed else (facts.right_words or "Confirm that the person has the right to this budget today.")),
    _Row("consent", "Consent and capacity are recorded", "Care coordinator", "consent", f"{_DP}, regulations 3 to 5", _consent),
    _Row("exclusions", "No exclusion applies", "Care coordinator", "consent", f"{_DP}, Schedule", _exclusions, lambda plan: plan.has_direct_payment, _decided),
    _Row("content", "The plan states all it must", "The plan itself", "plan", REGULATION_8, _content),
    _Row("risks", "Risks are advised on and agreed", "Clinician", "risks", REGULATION_8, _risks),
    _Row("clinical", "The services can meet the needs", "Clinician", "sign_off", REGULATION_8, _done("clinical_sign_off_on", "A clinician must be satisfied that the services can meet the needs.")),
    _Row("finance", "The full cost of each service is covered", "Finance officer", "sign_off", REGULATION_13, _finance),
    _Row("family", "Family in the household are paid only as an approved exception", "Panel", "people", f"{REGULATION_8}(5A) and (5B)", _family, lambda plan: any(c.family_or_friend and c.same_household for c in plan.carers)),
    _Row("tasks", "Health tasks are safely delegated", "Clinician", "people", "NHS England, delegation of healthcare tasks to personal assistants", _tasks, lambda plan: bool(plan.tasks)),
    _Row("value", "The plan is authorised and its value shown", "Authorising commissioner", "sign_off", f"{_DP}, regulation 7", _value),
    _Row("person", "The person agrees the plan", "The person or representative", "sign_off", REGULATION_8, _done("person_agreed_on", "The person, or who acts for them, must agree the plan.")),
    _Row("money", "The agreement is signed and the account approved", "Finance officer", "money", f"{_DP}, regulation 10", _money, _pays_out),
)  # fmt: skip
