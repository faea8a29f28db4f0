"""A whole made-up plan in which nothing is missing, facts by which all gates are open, and how a table changes them."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from careplans.enums import HoldingMethod, RiskAgreement
from careplans.rules import content
from careplans.rules.around import Around, Helper
from careplans.rules.consents import Consented
from careplans.rules.content import (
    Action,
    Competence,
    Contact,
    Contingency,
    DelegatedTask,
    Funder,
    Need,
    Outcome,
    PaidPerson,
    PlanContent,
    Risk,
    Service,
    StageGoal,
)
from careplans.rules.gates import GateFacts

DAY = date(2026, 5, 1)
NHS = (Funder("NHS", Decimal(100)),)
ASSISTANTS = Service(
    "pa", "Personal assistants", ("home",), Decimal("737.06"), holding=HoldingMethod.DIRECT_PAYMENT,
    frequency="four_weekly", funders=NHS, full_cost=Decimal("737.06"), kind="personal_assistant",
)  # fmt: skip
PAYROLL = Service(
    "payroll", "Payroll service", ("home",), Decimal("6.25"), holding=HoldingMethod.DIRECT_PAYMENT,
    frequency="four_weekly", funders=(Funder("NHS", Decimal(57)), Funder("Shared fund", Decimal(43))), kind="payroll",
)  # fmt: skip
PHYSIO = Service(
    "physio", "Physiotherapy", ("walk",), Decimal("60.00"), holding=HoldingMethod.NOTIONAL, frequency="monthly_twelfths",
    funders=NHS, kind="therapy",
)  # fmt: skip
FALLS = Risk(
    "falls", "Falls at night", True, DAY, "Ring Pat, then 999.", RiskAgreement.AGREED, DAY, "Nurse Example", "health", 12, 8,
    persons_view="I would rather fall than be tied down.",
)  # fmt: skip
EMPLOYER = Risk("employer", "Being an employer", False, DAY, kind="employment", score=4)
SISTER = PaidPerson(
    "sis", "Sam Sample", "family", True, "Only she can lift safely.", "agreed", DAY, service="pa",
    checks=frozenset({"right_to_work", "contract", "insurance"}),
)  # fmt: skip
TRAINED = Competence("Sam Sample", None, DAY, DAY, date(2027, 5, 1))
SUCTION = DelegatedTask(
    "suction", "Suction", "Nurse Example", "NMC 00A0000A", (TRAINED,), risk_assessed_on=DAY, person_content_on=DAY, service="pa",
)  # fmt: skip
MINIMUM = ("assistant", "deterioration", "equipment", "helper_lost", "hospital")


def _if(kind: str) -> Contingency:
    return Contingency(kind, f"If {kind}", kind, "Ring Pat", "Pat")


WHOLE = PlanContent(
    needs=(Need("breathing", "Help to breathe"), Need("moving", "Help to move")),
    outcomes=(
        Outcome("home", "Live at home", ("breathing",), "Nights at home", agreed_with="Nurse Example", agreed_on=DAY),
        Outcome("walk", "Walk to the shop", ("moving",), "Walks a week", agreed_with="Nurse Example", agreed_on=DAY),
    ),
    actions=(Action("steps", "Practise ten steps", "walk", "Sam"),),
    stage_goals=(StageGoal("two", "Two steps alone", "steps"),),
    services=(ASSISTANTS, PAYROLL, PHYSIO),
    risks=(FALLS, EMPLOYER),
    contingency=tuple(_if(kind) for kind in ("assistant", "deterioration", "hospital")),
    tasks=(SUCTION,),
    paid_people=(SISTER,),
    contacts=(Contact("pat", "Pat", "personal", "Friend", "01632 960001", invited=True),),
    coordinator="Chris Coordinator",
    health_monitor="Nurse Example",
    first_review_on=date(2026, 8, 1),
    review_how="A visit at home",
    payment_frequency="four_weekly",
    notice_days=28,
    direct_payment=Decimal("743.31"),
    risks_advised_on=DAY,
    risks_advised_by="Nurse Example",
    what_matters="My garden and my sister",
    how_i_communicate="Face me when you speak",
    must_know="Allergic to latex",
    how_took_part="Two visits",
    support_offered_on=DAY,
    around=Around(on=DAY, age=60, minimum_contingency=MINIMUM),
)  # fmt: skip
CONSENTS = tuple(
    Consented(about, assessed_on=DAY, given_by="Alex Sample") for about in ("DIRECT_PAYMENT", "MANAGING_MONEY", "CARE")
)
OPEN = GateFacts(
    right_confirmed=True, consents=CONSENTS, exclusions_checked_on=DAY, clinical_sign_off_on=DAY, finance_sign_off_on=DAY,
    value_shown=True, package_on=DAY, authorised_on=DAY, person_agreed_on=DAY, agreement_signed_on=DAY, account_approved_on=DAY,
)  # fmt: skip

ROWS = {
    "needs": content.Need, "outcomes": content.Outcome, "actions": content.Action, "stage_goals": content.StageGoal,
    "services": content.Service, "risks": content.Risk, "contingency": content.Contingency, "tasks": content.DelegatedTask,
    "paid_people": content.PaidPerson, "contacts": content.Contact, "other_plans": content.OtherPlan,
    "decisions": content.Decision,
}  # fmt: skip
_MONEY = {"weekly", "one_off", "full_cost", "direct_payment"}


def changed(case: Mapping[str, Any], plan: PlanContent = WHOLE) -> PlanContent:
    """The plan as a case of a table has it.

    `plan`: single statements; `line`: {"risks falls": {…}}; `without`: lines taken out, "needs" for all of a part;
    `with`: {"needs": {…}} a line more; `all services`: fields of each; `around`: the person and the case.
    """
    for name, values in case.get("line", {}).items():
        part, key = name.split()
        rows = tuple(replace(row, **_read(values)) if row.key == key else row for row in plan.rows(part))
        assert rows != plan.rows(part), f"{case['title']}: nothing changes"
        plan = replace(plan, **{part: rows})
    for name in case.get("without", []):
        part, _, key = name.partition(" ")
        plan = replace(plan, **{part: tuple(row for row in plan.rows(part) if key and row.key != key)})
    for part, values in case.get("with", {}).items():
        row = ROWS[part](**{"key": "new", "words": "Something new", **_read(values)})
        plan = replace(plan, **{part: (*plan.rows(part), row)})
    if "all services" in case:
        values = _read(case["all services"])
        plan = replace(plan, services=tuple(replace(row, **values) for row in plan.services))
    around = replace(plan.around, **_read(case.get("around", {})))
    return replace(plan, **_read(case.get("plan", {})), around=around)


def known(case: Mapping[str, Any], facts: GateFacts = OPEN) -> GateFacts:
    """The facts as a case has them: `facts` by name, `consents` by decision ("all": each of them; nothing: no record)."""
    facts = replace(facts, **_read(case.get("facts", {})))
    consents = {row.about: row for row in facts.consents}
    for about, values in case.get("consents", {}).items():
        for name in list(consents) if about == "all" else [about]:
            if values is None:
                del consents[name]
            else:
                consents[name] = replace(consents[name], **values)
    return replace(facts, consents=tuple(consents.values()))


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in values.items()}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MONEY:
        return Decimal(value)
    if name == "funders":
        return tuple(Funder(funder, Decimal(share)) for funder, share in value)
    if name == "competences":
        return tuple(Competence(**each) for each in value)
    if name == "helpers":
        return tuple(Helper(kind, who) for kind, who in value)
    if name in {"lacks_capacity", "not_required", "checks"}:
        return frozenset(value)
    if name == "agreement":
        return RiskAgreement(value)
    if name == "holding":
        return HoldingMethod(value)
    return tuple(value) if isinstance(value, list) else value


assert {field.name for field in fields(PlanContent)} >= set(ROWS)
