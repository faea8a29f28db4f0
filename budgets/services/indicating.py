"""The indicative amount: worked out from what was entered, and given to the person exactly as it stood."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from budgets.enums import AmountTableState, HolidayMethod, Per
from budgets.models import AmountTable, Indicative
from budgets.permissions import check_may
from budgets.rules import indicative_inputs
from budgets.rules.costing import CostLine, IndicativeAmount, OtherLine
from budgets.rules.indicating import TableUsed
from budgets.rules.indicative_inputs import WITH_TABLE, IndicativeInputs, PackageToday, SumTyped
from eligibility import selectors as eligibility
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.jobs import ask
from phb.core.policies import policy

__all__ = [
    "IndicativeInputs",
    "PackageToday",
    "SumTyped",
    "give_indicative",
    "lines_as_json",
    "proposed_allowances",
    "proposed_lines",
    "table_in_use",
    "usual_other_lines",
    "work_out",
]

LOCAL = "Local setting"


def proposed_lines(*, organisation_id: int, on: date) -> dict[str, Any]:
    """What the form begins with: the commissioner's own figures for insurance, payroll, training and contingency."""
    extra = policy("indicative_extra_lines", on=on, organisation_id=organisation_id)
    return {
        "insurance_year": Decimal(extra["insurance_year"]),
        "payroll_week": Decimal(extra["payroll_week"]),
        "training_year": Decimal(extra["training_year"]),
        "contingency_weeks": Decimal(str(policy("contingency_weeks", on=on, organisation_id=organisation_id))),
    }


def proposed_allowances(*, organisation_id: int, on: date) -> dict[str, Any]:
    """The commissioner's own ways and reserves: how holiday is worked out, weeks of sickness, redundancy in percent of pay."""
    reserves = policy("assistant_reserves", on=on, organisation_id=organisation_id)
    return {
        "holiday": HolidayMethod(policy("holiday_method", on=on, organisation_id=organisation_id)),
        "sickness_weeks": Decimal(reserves["sickness_weeks"]),
        "sickness_cover": reserves["sickness_cover"],
        "redundancy_percent": Decimal(reserves["redundancy_percent"]),
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


def table_in_use(*, organisation_id: int, table_id: int, on: date, stream: str = "") -> AmountTable:
    """A local table that may be read on a day for a stream. NotVisible for another organisation's.

    Raises RuleBroken when it is not in use on that day, or is for another stream.
    """
    table = AmountTable.objects.filter(organisation_id=organisation_id, pk=table_id).first()
    if table is None:
        raise NotVisible
    counts = Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on))
    used = (AmountTableState.IN_USE, AmountTableState.ENDED)
    if not AmountTable.objects.filter(counts, pk=table.pk, state__in=used).exists():
        raise RuleBroken(
            "This table is not in use on the day of the rates. Choose another table or another day.", "table"
        )
    if table.stream and stream and table.stream != stream:
        raise RuleBroken("This table is for another kind of case. Choose another table.", "table")
    return table


def work_out(inputs: IndicativeInputs, table: AmountTable | None = None) -> IndicativeAmount:
    """The amount with every line explained, in pounds. Raises RuleBroken for an unlawful wage or a day without a figure."""
    if table is None:
        return indicative_inputs.work_out(inputs)
    if table.method != inputs.method:
        raise RuleBroken("This table belongs to another way of working the amount out. Choose again.", "table")
    used = TableUsed(table.name, table.starts, table.source)
    return indicative_inputs.work_out(inputs, table.content, used)


@transaction.atomic
def give_indicative(
    *,
    case_id: int,
    inputs: IndicativeInputs,
    on: date,
    by: Actor,
    told_how: str = "on their page",
    table_id: int | None = None,
    assessment_id: int | None = None,
    difference_reason: str = "",
) -> Indicative:
    """Give the amount to the person on a day. It is kept exactly as given; a later one stands beside it.

    A guide, not an entitlement. `table_id`: the local table it is read from; `assessment_id`: the recorded form of
    this case that it starts from; `difference_reason`: why it is another amount than the last one given. Asks for its sheet as a PDF. Raises RuleBroken when the right to a budget is not
    there, or the figures are not lawful.
    """
    check_may(by, "indicative amount", "W")
    case = eligibility.case_for(by, case_id)
    if not eligibility.right_stands(case, on):
        raise RuleBroken("This person has no right to a personal health budget on that day. Record the decision first.")
    if assessment_id is not None and assessment_id not in {form.pk for form in eligibility.forms_of(case)}:
        raise NotVisible
    table = None
    if inputs.method in WITH_TABLE and table_id is not None:
        table = table_in_use(organisation_id=by.organisation_id, table_id=table_id, on=inputs.on, stream=case.route)
    amount = work_out(inputs, table)
    given = Indicative.objects.create(
        organisation_id=by.organisation_id,
        person_id=case.person_id,
        case_id=case.pk,
        method=inputs.method,
        assessment_id=assessment_id,
        table=table,
        given_on=on,
        told_how=told_how,
        difference_reason=difference_reason.strip(),
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
    """The lines as they are kept: what recurs, what is once, the sentences of the totals, what to see to."""
    return {
        "rates_on": amount.on.isoformat(),
        "recurring": [_line(line) for line in amount.lines],
        "start_up": [_line(line) for line in amount.start_up_lines],
        "words": list(amount.words),
        "warnings": list(amount.warnings),
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
