"""The public calculator: what a personal assistant truly costs, beside a self-employed carer and an agency."""

from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import Per
from budgets.forms.support_rows import MORE_OF_ASSISTANT, SupportRows
from budgets.rules.costing import OtherLine
from phb.core import forms as nhs

MOST_HERE = 4
TYPED = "What you entered"


class CalculatorForm(SupportRows):
    """Nothing of it is kept: it is sent, worked out and shown."""

    rates_on = nhs.DateField(label="From which day?", hint="Pay rates and tax change each April")
    insurance_year = nhs.MoneyField(
        label="Employer’s insurance a year", hint="Seen: £61 to £90", required=False, max_value=Decimal("9999.99")
    )
    payroll_week = nhs.MoneyField(
        label="Payroll service a week", hint="Seen: nothing to £10", required=False, max_value=Decimal("999.99")
    )
    employment_allowance = nhs.YesNoField(
        label="Can you claim the Employment Allowance?",
        hint="Most people who employ somebody only for their own care can. Ask your payroll service. It takes National Insurance off",
        required=False,
    )
    self_employed_rate = nhs.MoneyField(
        label="A self-employed carer’s price an hour", required=False, max_value=Decimal("999.99"), width=5
    )
    agency_rate = nhs.MoneyField(
        label="An agency’s price an hour", required=False, max_value=Decimal("999.99"), width=5
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rates_on"].initial = today
        self.fields["employment_allowance"].initial = "no"
        parts = ("label", "hours", "rate", "age")
        self.add_rows("assistants", "pa", "Assistant", MOST_HERE, parts, MORE_OF_ASSISTANT)

    def clean(self) -> dict[str, Any]:
        """Somebody must be employed, or there is nothing to work out."""
        cleaned = super().clean()
        if not self.errors and not self.filled("assistants"):
            self.add_error("pa1_hours", "Enter the hours a week and the pay an hour of at least one assistant")
        return cleaned

    def others(self) -> tuple[OtherLine, ...]:
        """What an employer pays once for all assistants."""
        c = self.cleaned_data
        rows = (
            ("insurance", "Employer’s insurance", c["insurance_year"], Per.YEAR),
            ("payroll", "Payroll service", c["payroll_week"], Per.WEEK),
        )
        return tuple(OtherLine(key, label, amount, per, TYPED) for key, label, amount, per in rows if amount)
