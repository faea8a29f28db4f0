"""A whole made-up plan, and facts by which all gates are open."""

from datetime import date
from decimal import Decimal

from careplans.enums import HoldingMethod, RiskAgreement
from careplans.rules.content import DelegatedTask, Need, Outcome, PaidCarer, PlanContent, Risk, Service
from careplans.rules.gates import GateFacts

DAY = date(2026, 5, 1)
ASSISTANTS = Service(
    "pa", "Personal assistants", ("home",), Decimal("737.06"), holding=HoldingMethod.DIRECT_PAYMENT,
    frequency="four_weekly", funders=(Decimal(100),), full_cost=Decimal("737.06"),
)  # fmt: skip
PAYROLL = Service(
    "payroll", "Payroll service", ("home",), Decimal("6.25"), holding=HoldingMethod.DIRECT_PAYMENT,
    frequency="four_weekly", funders=(Decimal(57), Decimal(43)),
)  # fmt: skip
PHYSIO = Service(
    "physio", "Physiotherapy", ("walk",), Decimal("60.00"), holding=HoldingMethod.NOTIONAL, frequency="monthly",
    funders=(Decimal(100),),
)  # fmt: skip
FALLS = Risk("falls", "Falls at night", True, DAY, "Ring Pat, then 999.", RiskAgreement.AGREED)
SISTER = PaidCarer("sis", "Sam Sample", True, True, "Only she can lift safely.", DAY)
SUCTION = DelegatedTask("suction", "Suction", "Nurse Example", DAY, DAY, date(2027, 5, 1))

WHOLE = PlanContent(
    needs=(Need("breathing", "Help to breathe"), Need("moving", "Help to move")),
    outcomes=(Outcome("home", "Live at home", ("breathing",)), Outcome("walk", "Walk to the shop", ("moving",))),
    services=(ASSISTANTS, PAYROLL, PHYSIO),
    risks=(FALLS,),
    carers=(SISTER,),
    tasks=(SUCTION,),
    coordinator="Chris Coordinator",
    health_monitor="Nurse Example",
    first_review_on=date(2026, 8, 1),
    review_how="A visit at home",
    notice_days=28,
    direct_payment=Decimal("743.31"),
    what_matters="My garden and my sister",
)
OPEN = GateFacts(
    right_confirmed=True, consent_on=DAY, capacity_recorded=True, exclusions_checked_on=DAY,
    clinical_sign_off_on=DAY, finance_sign_off_on=DAY, value_shown=True, authorised_on=DAY, person_agreed_on=DAY,
    agreement_signed_on=DAY, account_approved_on=DAY,
)  # fmt: skip
