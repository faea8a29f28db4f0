"""Contingency: asking, deciding, giving back."""

from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import ContingencyState
from phb.core import forms as nhs
from phb.core.tables import FilterForm


class UseFilters(FilterForm):
    """Filters of the list of uses."""

    state = nhs.SelectField(label="Where it stands", choices=[("", "Any"), *ContingencyState.choices()])


class AskForm(nhs.IdempotentForm):
    """What happened and what it costs."""

    what_happened = nhs.LongTextField(label="What happened?", missing="Write what happened", max_length=2000, rows=4)
    amount = nhs.MoneyField(label="How much is needed?", min_value=Decimal("0.01"), missing="Enter the amount")
    needed_on = nhs.DateField(label="When is it needed?")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needed_on"].initial = today


class DecideForm(nhs.IdempotentForm):
    """Yes or no, with a reason that the person reads."""

    answer = nhs.RadiosField(
        label="Your decision", choices=[("approve", "Approve"), ("refuse", "Refuse")], missing="Select your decision"
    )
    reason = nhs.LongTextField(
        label="Reason", hint="The person can read it", missing="Write the reason", max_length=2000, rows=3
    )


class GiveBackForm(nhs.IdempotentForm):
    """It was not needed."""

    reason = nhs.LongTextField(
        label="What was not needed", missing="Write what was not needed", max_length=1000, rows=3
    )
