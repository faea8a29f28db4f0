"""The twelve gates before a direct payment may start (section 15.1 of the reference).

A gate is passed, failed or not needed, with the reason in a sentence. For
notional and third-party budgets the Regulations do not apply: the exclusions
and the account fall away, and a third party's contract takes the account's place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from careplans.enums import GateResult, HoldingMethod
from careplans.rules.completeness import blocking
from careplans.rules.consents import Consented, missing
from careplans.rules.content import PlanContent
from careplans.rules.gaps import DELEGATION, EXCEPTION, REGULATION_8, REGULATION_13, Gap
from phb.core.errors import RuleBroken
from phb.core.periods import add_months, say_date

FIRST_REVIEW_MONTHS = 3


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What is recorded outside the plan's text; each date is the day it was done, None while it is not.

    `consents`: the newest record for each decision; `agreed_on_behalf`: a representative agreed the plan;
    `nominee_unknown`: somebody is nominee and no decision on a direct payment looked at them; `package_on`: the day of
    the figure of the package replaced, or of the reason why there is none; `value_shown`: finance compared the cost with
    the indicative amount; `needs_panel`: why a panel must decide;
    `first_payment_on`: the day on which the first direct payment is to be made, for a budget's first plan.
    """

    right_confirmed: bool = False
    right_words: str = ""
    consents: tuple[Consented, ...] = ()
    nominee_unknown: str = ""
    exclusions_checked_on: date | None = None
    excluded: bool = False
    direct_payment_refused_on: date | None = None
    direct_payment_permitted_on: date | None = None
    first_payment_on: date | None = None
    clinical_sign_off_on: date | None = None
    finance_sign_off_on: date | None = None
    value_shown: bool = False
    package_on: date | None = None
    needs_panel: tuple[str, ...] = ()
    panel_approved_on: date | None = None
    authorised_on: date | None = None
    person_agreed_on: date | None = None
    agreed_on_behalf: bool = False
    agreement_signed_on: date | None = None
    account_approved_on: date | None = None
    third_party_contract_on: date | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: its number and name, who opens it, whether it is open, why not, and where to mend it.

    `why` holds all reasons in sentences; `reasons` each of them, with the part of the plan where it is mended; `where` is
    that of the first.
    """

    number: int
    key: str
    name: str
    by: str
    result: GateResult
    why: str
    where: str
    source: str
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def is_shut(self) -> bool:
        """Whether it keeps a direct payment from starting."""
        return self.result == GateResult.FAILED


# The reasons why a gate is shut, each with the part of the plan where it is mended; none: it is open.
Reasons = tuple[tuple[str, str], ...]
_DP = "National Health Service (Direct Payments) Regulations 2013"


def gates(plan: PlanContent, facts: GateFacts) -> tuple[Gate, ...]:
    """All twelve gates, in order."""
    found = blocking(plan)
    return tuple(_gate(number, row, plan, facts, found) for number, row in enumerate(_TABLE, start=1))


def check_gates(plan: PlanContent, facts: GateFacts) -> None:
    """Refuse to start while a gate is shut (RuleBroken, with each reason)."""
    if shut := [gate for gate in gates(plan, facts) if gate.is_shut]:
        raise RuleBroken("The budget cannot start yet. " + " ".join(gate.why for gate in shut))


def _gate(number: int, row: "_Row", plan: PlanContent, facts: GateFacts, found: tuple[Gap, ...]) -> Gate:
    if row.needed is not None and not row.needed(plan):
        return Gate(number, row.key, row.name, row.by, GateResult.NOT_NEEDED, "Not needed for this plan.", row.where, row.source)  # fmt: skip
    gaps = tuple((gap.what, gap.where) for gap in found if row.key == gap.gate)
    reasons = (*gaps, *row.test(plan, facts))
    words = " ".join(what for what, _ in reasons) or (row.note(facts) if row.note is not None else "Done.")
    result = GateResult.FAILED if reasons else GateResult.PASSED
    return Gate(
        number, row.key, row.name, row.by, result, words, reasons[0][1] if reasons else row.where, row.source, reasons
    )


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    name: str
    by: str
    where: str
    source: str
    test: Callable[[PlanContent, GateFacts], Reasons]
    needed: Callable[[PlanContent], bool] | None = None
    note: Callable[[GateFacts], str] | None = None


def _right(plan: PlanContent, facts: GateFacts) -> Reasons:
    if facts.right_confirmed:
        return ()
    return ((facts.right_words or "Confirm that the person has the right to this budget today.", "case"),)


def _consent(plan: PlanContent, facts: GateFacts) -> Reasons:
    direct = [service for service in plan.services if service.is_direct_payment]
    others = bool(direct) and all(service.holding == HoldingMethod.MANAGED_ACCOUNT for service in direct)
    found = missing(plan.has_direct_payment, facts.consents, plan.around, held_by_others=others)
    reasons = [(words, "consent") for words in found]
    if plan.has_direct_payment and facts.nominee_unknown:
        reasons.append((
            f"{facts.nominee_unknown} is nominee. Decide on the direct payment on the case: whether they agreed in writing, and "
            "the criminal record certificate that is needed unless they are close family, of the household or a friend in the care.",
            "case",
        ))  # fmt: skip
    return tuple(reasons)


def _exclusions(plan: PlanContent, facts: GateFacts) -> Reasons:
    if facts.direct_payment_refused_on:
        return ((
            f"A direct payment was refused on {say_date(facts.direct_payment_refused_on)}. Offer a notional or "
            "third-party budget, or have the refusal reconsidered.", "case"),)  # fmt: skip
    if not plan.around.has_come(facts.exclusions_checked_on):
        return (("Ask about court-ordered drug or alcohol treatment, which rules out a direct payment.", "people"),)
    if facts.excluded:
        return (("The person may not have a direct payment. Offer a notional or third-party budget.", "people"),)
    return ()


def _decided(facts: GateFacts) -> str:
    if facts.direct_payment_permitted_on:
        return f"Done. A direct payment was permitted on {say_date(facts.direct_payment_permitted_on)}."
    return "Done. No decision on a direct payment is recorded on the case."


def _content(plan: PlanContent, facts: GateFacts) -> Reasons:
    if not (plan.has_direct_payment and facts.first_payment_on and plan.first_review_on):
        return ()
    latest = add_months(facts.first_payment_on, FIRST_REVIEW_MONTHS)
    if plan.first_review_on <= latest:
        return ()
    return (
        (
            f"The first review must be within 3 months of the first payment, so no later than {say_date(latest)}.",
            "review",
        ),
    )


def _none(plan: PlanContent, facts: GateFacts) -> Reasons:
    return ()


def _finance(plan: PlanContent, facts: GateFacts) -> Reasons:
    if facts.finance_sign_off_on:
        return ()
    return (("Finance must check that the full cost of each service is covered.", "sign_off"),)


def _clinical(plan: PlanContent, facts: GateFacts) -> Reasons:
    if facts.clinical_sign_off_on:
        return ()
    return (("A clinician must be satisfied that the services can meet the needs.", "sign_off"),)


def _value(plan: PlanContent, facts: GateFacts) -> Reasons:
    found = []
    if not facts.package_on:
        found.append(("Record what the care would cost without the budget, or why there is no such figure.", "value"))
    if not facts.value_shown:
        found.append(("The cost must be compared with the indicative amount, or the difference explained.", "sign_off"))
    if facts.needs_panel and not facts.panel_approved_on:
        found.append(("A panel must decide. " + " ".join(facts.needs_panel), "panel"))
    if not facts.authorised_on:
        found.append(("A commissioner who drafted none of it must authorise the plan.", "sign_off"))
    return tuple(found)


def _person(plan: PlanContent, facts: GateFacts) -> Reasons:
    if not facts.person_agreed_on:
        return (("The person, or who acts for them, must agree the plan.", "sign_off"),)
    if facts.agreed_on_behalf and plan.around.age is not None and not plan.around.others_decide:
        return (
            (
                "A representative agreed the plan, and the person decides themselves now. They must agree it too.",
                "sign_off",
            ),
        )
    return ()


def _money(plan: PlanContent, facts: GateFacts) -> Reasons:
    missing = []
    if plan.has_direct_payment:
        if not facts.agreement_signed_on:
            missing.append(("The direct payment agreement must be signed.", "money"))
        if not facts.account_approved_on:
            missing.append(("Finance must approve the account or card.", "money"))
    if _has(plan, HoldingMethod.THIRD_PARTY) and not facts.third_party_contract_on:
        missing.append(("The contract with the third party must be in place.", "money"))
    return tuple(missing)


def _has(plan: PlanContent, method: HoldingMethod) -> bool:
    return any(service.holding == method for service in plan.services)


def _pays_out(plan: PlanContent) -> bool:
    return plan.has_direct_payment or _has(plan, HoldingMethod.THIRD_PARTY)


_TABLE = (
    _Row("right", "The right to the budget stands", "Continuing care team", "case", _DP, _right),
    _Row("consent", "Consent and capacity are recorded", "Care coordinator", "consent", f"{_DP}, regulations 3 to 6", _consent),
    _Row("exclusions", "No exclusion applies", "Care coordinator", "people", f"{_DP}, Schedule", _exclusions, lambda plan: plan.has_direct_payment, _decided),
    _Row("content", "The plan states all it must", "The plan itself", "plan", REGULATION_8, _content),
    _Row("risks", "Risks are advised on and agreed", "Clinician", "risks", REGULATION_8, _none),
    _Row("clinical", "The services can meet the needs", "Clinician", "sign_off", REGULATION_8, _clinical),
    _Row("finance", "The full cost of each service is covered", "Finance officer", "sign_off", REGULATION_13, _finance),
    _Row("family", "Family in the household are paid only as an approved exception", "Commissioner or panel", "paid_people", EXCEPTION, _none, lambda plan: bool(plan.paid_people)),
    _Row("tasks", "Health tasks are safely delegated", "Clinician", "tasks", DELEGATION, _none, lambda plan: bool(plan.tasks)),
    _Row("value", "The plan is authorised and its value shown", "Authorising commissioner", "sign_off", f"{_DP}, regulation 7", _value),
    _Row("person", "The person agrees the plan", "The person or representative", "sign_off", REGULATION_8, _person),
    _Row("money", "The agreement is signed and the account approved", "Finance officer", "money", f"{_DP}, regulation 10", _money, _pays_out),
)  # fmt: skip
