"""Payments and runs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from phb.core import forms as nhs


class PayOnForm(nhs.IdempotentForm):
    """A run is made for a day."""

    pay_on = nhs.DateField(label="Day the money arrives", hint="A working day. Everything due by then is gathered")


class ReasonForm(nhs.IdempotentForm):
    """A reason in writing."""

    reason = nhs.LongTextField(label="Reason", missing="Write the reason", max_length=300, rows=3)


class OneOffForm(nhs.IdempotentForm):
    """One payment outside the schedule."""

    amount = nhs.MoneyField(label="Amount")
    words = nhs.TextField(label="What it is for", max_length=200, missing="Say what the payment is for")
    pay_on = nhs.DateField(label="Day to pay", hint="It goes out with the next run for that day")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pay_on"].initial = today
        self.fields["pay_on"].not_before = today


class ReissueForm(nhs.IdempotentForm):
    """When a payment that was put right goes out."""

    pay_on = nhs.DateField(label="Day to pay")


class ConfirmRunForm(nhs.IdempotentForm):
    """What the bank did. A reason beside a payment means: rejected."""

    paid_on = nhs.DateField(label="Day the money arrived")
    rejected = nhs.CheckboxesField(
        label="Rejected by the bank", hint="Leave all empty if everything was paid", required=False, small=True
    )
    reason = nhs.TextField(label="What the bank said about the rejected payments", required=False, max_length=200)

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], today: date, pay_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rejected"].choices = list(lines)
        self.fields["paid_on"].initial = min(pay_on, today)
        self.fields["paid_on"].not_after = today

    def clean(self) -> dict[str, Any]:
        """A reject has a reason."""
        cleaned = super().clean() or {}
        if cleaned.get("rejected") and not cleaned.get("reason"):
            self.add_error("reason", "Write what the bank said about the rejected payments")
        return cleaned
