"""The indicative amount: worked out from what was typed, and given to the person exactly as it stood."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from budgets.enums import Per
from budgets.models import Indicative
from budgets.permissions import check_may
from budgets.rules.costing import (
    AgencyCare,
    CostingSettings,
    CostLine,
    IndicativeAmount,
    OtherLine,
    PersonalAssistant,
    indicative_amount,
)
from eligibility import selectors as eligibility
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.jobs import ask
from phb.core.policies import policy

LOCAL = "Local setting"


@dataclass(frozen=True, slots=True)
class IndicativeInputs:
    """What the coordinator typed, as plain values: hours a week, pounds, years."""

    on: date
    assistants: tuple[PersonalAssistant, ...] = ()
    agency: tuple[AgencyCare, ...] = ()
    others: tuple[OtherLine, ...] = ()
    employment_allowance: bool = False
    contingency_weeks: Decimal = Decimal(0)

    def as_json(self) -> dict[str, Any]:
        """What is kept beside the amount: text and numbers as text, never floats."""
        return {
            "rates_on": self.on.isoformat(),
            "assistants": [
                {"label": a.label, "hours_per_week": str(a.hours_per_week), "rate": str(a.rate), "age": a.age}
                for a in self.assistants
            ],
            "agency": [
                {"label": a.label, "hours_per_week": str(a.hours_per_week), "rate": str(a.rate)} for a in self.agency
            ],
            "others": [{"label": o.label, "amount": str(o.amount), "per": str(o.per)} for o in self.others],
            "employment_allowance": self.employment_allowance,
            "contingency_weeks": str(self.contingency_weeks),
        }


def proposed_lines(*, organisation_id: int, on: date) -> dict[str, Any]:
    """What the form begins with: the commissioner's own figures for insurance, payroll, training and contingency."""
    extra = policy("indicative_extra_lines", on=on, organisation_id=organisation_id)
    return {
        "insurance_year": Decimal(extra["insurance_year"]),
        "payroll_week": Decimal(extra["payroll_week"]),
        "training_year": Decimal(extra["training_year"]),
        "contingency_weeks": Decimal(str(policy("contingency_weeks", on=on, organisation_id=organisation_id))),
    }


def usual_other_lines(
    *, insurance_year: Decimal | None, payroll_week: Decimal | None, training_year: Decimal | None
) -> tuple[OtherLine, ...]:
    """The yearly costs of every employer, each left out when it is nothing."""
    rows = (
        ("insurance", "Insurance", insurance_year, Per.YEAR),
        ("payroll", "Payroll service", payroll_week, Per.WEEK),
        ("training", "Training", training_year, Per.YEAR),
    )
    return tuple(OtherLine(key, label, amount, per, LOCAL) for key, label, amount, per in rows if amount)


def work_out(inputs: IndicativeInputs) -> IndicativeAmount:
    """The amount with every line explained, in pounds. Raises RuleBroken for an unlawful wage or a day without a figure."""
    settings = CostingSettings(
        employment_allowance=inputs.employment_allowance, contingency_weeks=inputs.contingency_weeks
    )
    return indicative_amount(inputs.on, inputs.assistants, inputs.agency, inputs.others, settings)


@transaction.atomic
def give_indicative(
    *, case_id: int, inputs: IndicativeInputs, on: date, by: Actor, told_how: str = "on their page"
) -> Indicative:
    """Give the amount to the person on a day. It is kept exactly as given; a later one stands beside it.

    A guide, not an entitlement. Asks for its sheet as a PDF. Raises RuleBroken when the right to a
    budget is not there, or the figures are not lawful.
    """
    check_may(by, "indicative amount", "W")
    case = eligibility.case_for(by, case_id)
    if not eligibility.right_stands(case, on):
        raise RuleBroken("This person has no right to a personal health budget on that day. Record the decision first.")
    amount = work_out(inputs)
    given = Indicative.objects.create(
        organisation_id=by.organisation_id,
        person_id=case.person_id,
        case_id=case.pk,
        given_on=on,
        told_how=told_how,
        inputs=inputs.as_json(),
        lines=lines_as_json(amount),
        recurring_annual=amount.recurring_annual,
        weekly=amount.weekly,
        four_weekly=amount.four_weekly,
        start_up=amount.start_up,
        contingency=amount.contingency,
        made_by_id=by.user_id,
    )
    ask(
        "budgets.render_indicative",
        by=by,
        payload={"indicative_id": given.pk},
        person_id=case.person_id,
        key=f"indicative:{given.pk}",
    )
    return given


def lines_as_json(amount: IndicativeAmount) -> dict[str, Any]:
    """The lines as they are kept: what recurs, what is once, the sentences of the totals."""
    return {
        "rates_on": amount.on.isoformat(),
        "recurring": [_line(line) for line in amount.lines],
        "start_up": [_line(line) for line in amount.start_up_lines],
        "words": list(amount.words),
    }


def _line(line: CostLine) -> dict[str, Any]:
    return {
        "key": line.key,
        "label": line.label,
        "amount": str(line.amount),
        "words": line.words,
        "rate": str(line.rate),
        "rate_date": line.rate_date.isoformat(),
        "source": line.source,
        "parts": [_line(part) for part in line.parts],
    }
