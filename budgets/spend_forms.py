"""Forms of bank statements, questions and statements, for staff and for whoever holds the budget."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.forms import HiddenInput

from budgets.services.importing import Preview, layout_choices
from phb.core import forms as nhs
from phb.core.periods import Period


class BankAccountForm(nhs.IdempotentForm):
    """A bank account that holds a budget."""

    label = nhs.TextField(label="What should we call this account?", hint="For example, budget account", max_length=120)
    last_four = nhs.TextField(
        label="Last 4 digits of the account number",
        hint="For example, 4821",
        max_length=4,
        width=4,
        inputmode="numeric",
        missing="Enter the last four digits of the account number",
    )
    layout = nhs.SelectField(
        label="Which bank is it?",
        required=False,
        choices=[("", "Find out from the file"), *layout_choices()],
        hint="Leave this if you are not sure",
    )


class UploadForm(nhs.NHSForm):
    """A bank statement file."""

    file = nhs.FileField(
        label="Bank statement",
        endings=(".csv",),
        missing="Choose the bank statement file",
        hint="A CSV file that you downloaded from the bank, 10 MB at most",
    )


class TakeFileForm(nhs.IdempotentForm):
    """Yes to what a file would bring: it names count and total as they were seen."""

    covers_to = nhs.DateField(
        label="Last day of the statement",
        hint="The last day it speaks of, even if nothing was paid on that day",
    )
    closing = nhs.MoneyField(
        label="Balance after the last payment",
        negative=True,
        required=False,
        hint="This bank’s files do not say what was in the account. Look in your bank’s app or on the paper statement",
    )
    sure = nhs.ConfirmField(
        label="These are all the payments, and the total is right",
        missing="Tick the box if the payments and the total are right",
    )
    count = nhs.NumberField(widget=HiddenInput)
    total = nhs.MoneyField(widget=HiddenInput, negative=True)

    def __init__(self, *args: Any, seen: Preview, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"covers_to": seen.last_day, "count": seen.count, "total": seen.total})
        super().__init__(*args, **kwargs)
        self.fields["covers_to"].not_before, self.fields["covers_to"].not_after = seen.last_day, today
        if seen.has_balances:
            del self.fields["closing"], self.fields["sure"]

    def said(self) -> dict[str, Any]:
        """What `take_file` wants to know."""
        cleaned = self.cleaned_data
        return {
            "covers_to": cleaned["covers_to"],
            "count": int(cleaned["count"]),
            "total": Decimal(cleaned["total"]),
            "closing": cleaned.get("closing"),
            "key": str(cleaned["key"]),
        }


class AnswerForm(nhs.NHSForm):
    """What one bank line was for."""

    choice = nhs.RadiosField(label="What was it for?", missing="Select what it was for", label_size="m")
    words = nhs.TextField(label="Anything to add?", required=False, max_length=200)

    def __init__(self, *args: Any, options: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = options


class PeriodForm(nhs.NHSForm):
    """The days of a statement, both included."""

    start = nhs.DateField(label="First day")
    end = nhs.DateField(label="Last day")

    def __init__(self, *args: Any, today: date, period: Period | None = None, **kwargs: Any) -> None:
        if period is not None:
            kwargs.setdefault("initial", {"start": period.start, "end": period.end})
        super().__init__(*args, **kwargs)
        self.fields["end"].not_after = today


class RunForm(PeriodForm):
    """The statements of all holders for a period; `confirmed` once their number was seen."""

    confirmed = nhs.TextField(widget=HiddenInput, required=False)
