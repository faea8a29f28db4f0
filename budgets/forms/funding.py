"""Whose money: funders, splits with their agreements and disputes, and what the person pays."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import ContributionKind, FunderKind, SplitState
from budgets.rules.funding import DatedShare
from phb.core import forms as nhs
from phb.core.tables import FilterForm

ROWS = (1, 2, 3, 4)
ORDER = ("first", "second", "third", "fourth")
Choices = Sequence[tuple[str, str]]


class FunderFilters(FilterForm):
    """Filters of the list of funders."""

    kind = nhs.SelectField(label="Whose money", choices=[("", "Any"), *FunderKind.choices()])
    ended = nhs.SelectField(label="Shown", choices=[("", "All"), ("no", "Those that can be named")])


class SplitFilters(FilterForm):
    """Filters of the list of splits."""

    state = nhs.SelectField(label="Where it stands", choices=[("", "Any"), *SplitState.choices()])


class FunderForm(nhs.IdempotentForm):
    """A body whose money is in budgets."""

    name = nhs.TextField(
        label="Name as plans and payments write it", hint="It stays as it is once it is used", max_length=60,
        missing="Enter the name",
    )  # fmt: skip
    full_name = nhs.TextField(label="Full name", max_length=200, missing="Enter the full name")
    kind = nhs.RadiosField(
        label="Whose money is it?", choices=FunderKind.choices(), missing="Select whose money it is",
        reveal={"pool": [f"{part}_{n}" for n in ROWS for part in ("member", "percent")]},
    )  # fmt: skip
    cost_centre = nhs.TextField(label="Cost centre", required=False, max_length=40)

    def __init__(self, *args: Any, named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n, word in zip(ROWS, ORDER, strict=True):
            self.fields[f"member_{n}"] = nhs.TextField(
                label=f"{word.capitalize()} body in the pool", required=False, max_length=60
            )
            self.fields[f"percent_{n}"] = _percent(f"Percent of the {word} body")
        if named:
            del self.fields["name"]
            self.fields["kind"].disabled = True

    def members(self) -> list[dict[str, str]]:
        """The members of a pool with their percents."""
        if self.cleaned_data.get("kind") != FunderKind.POOL:
            return []
        rows = [(self.cleaned_data.get(f"member_{n}"), self.cleaned_data.get(f"percent_{n}")) for n in ROWS]
        return [{"name": name, "percent": f"{percent or 0:f}"} for name, percent in rows if name]


class SharesForm(nhs.IdempotentForm):
    """Up to four funders, each with a percent or a fixed sum a week, the lead funder first."""

    def __init__(self, *args: Any, funders: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in ROWS:
            self.fields[f"funder_{n}"] = nhs.SelectField(
                label="Funder", choices=[("", "None"), *funders], required=False
            )
            self.fields[f"percent_{n}"] = _percent("Percent")
            self.fields[f"fixed_{n}"] = nhs.MoneyField(label="Or a fixed sum a week", required=False)

    def rows(self) -> list[tuple[str, tuple[str, str, str]]]:
        """The boxes in groups for the page."""
        return [
            (f"{word.capitalize()} funder", (f"funder_{n}", f"percent_{n}", f"fixed_{n}"))
            for n, word in zip(ROWS, ORDER, strict=True)
        ]

    def shares(self) -> list[DatedShare]:
        """The shares as typed; an empty row is left out."""
        found = []
        for n in ROWS:
            funder, percent, fixed = (self.cleaned_data.get(f"{part}_{n}") for part in ("funder", "percent", "fixed"))
            if funder:
                found.append(DatedShare(funder, percent=percent, fixed_weekly=fixed))
        return found

    def clean(self) -> dict[str, Any]:
        """A funder has a percent or a sum, and a percent has a funder."""
        cleaned = super().clean() or {}
        for n, word in zip(ROWS, ORDER, strict=True):
            funder, percent, fixed = (cleaned.get(f"{part}_{n}") for part in ("funder", "percent", "fixed"))
            if not funder and (percent is not None or fixed is not None):
                self.add_error(f"funder_{n}", f"Select the {word} funder, or empty its boxes")
            if funder and (percent is None) == (fixed is None) and f"percent_{n}" not in self.errors:
                self.add_error(f"percent_{n}", f"Enter either a percent or a fixed sum for the {word} funder")
        return cleaned


class SplitForm(SharesForm):
    """A split from a day on."""

    line = nhs.SelectField(label="What it is for", choices=[], required=False)
    starts = nhs.DateField(label="First day", hint="It counts from this day when every funder has agreed")
    reason = nhs.LongTextField(
        label="Why the money is shared like this", hint="Which needs are health needs and which are not, and who decided",
        missing="Write why the money is shared like this", max_length=2000, rows=4,
    )  # fmt: skip

    def __init__(self, *args: Any, lines: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", "All lines without a split of their own"), *lines]


class AgreeForm(nhs.IdempotentForm):
    """A funder agreed to its part."""

    funder = nhs.RadiosField(label="Which funder agreed?", choices=(), missing="Select the funder")
    agreed_on = nhs.DateField(label="Day of the agreement")
    agreed_by_name = nhs.TextField(
        label="Who agreed for them", hint="Name and post", max_length=200, missing="Enter who agreed"
    )
    agreed_how = nhs.TextField(
        label="How",
        hint="For example, e-mail of 3 June, or funding panel",
        max_length=200,
        missing="Say how they agreed",
    )

    def __init__(self, *args: Any, waiting: Choices, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["funder"].choices = list(waiting)
        self.fields["agreed_on"].not_after = today


class DisputeForm(nhs.IdempotentForm):
    """A funder does not agree."""

    words = nhs.LongTextField(
        label="Who does not agree, and why", missing="Write who does not agree and why", max_length=2000, rows=4
    )


class SettleForm(SharesForm):
    """How a dispute ended."""

    settled_on = nhs.DateField(label="Day it was settled")
    words = nhs.LongTextField(
        label="How it was settled, and by whom", missing="Write how it was settled", max_length=2000, rows=3
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["settled_on"].not_after = today


class WithdrawForm(nhs.IdempotentForm):
    """Why something is taken back."""

    reason = nhs.LongTextField(label="Why it is withdrawn", missing="Write why", max_length=1000, rows=3)


class ContributionForm(nhs.IdempotentForm):
    """What the person pays themselves."""

    kind = nhs.RadiosField(label="What is it?", choices=ContributionKind.choices(), missing="Select what it is")
    words = nhs.TextField(label="What the person pays for", max_length=300, missing="Say what the person pays for")
    paid = nhs.RadiosField(
        label="How is it paid?", choices=[("weekly", "An amount a week"), ("once", "An amount once")],
        reveal={"weekly": ["weekly", "ends"], "once": ["once"]}, missing="Select how it is paid",
    )  # fmt: skip
    weekly = nhs.MoneyField(label="Amount a week", min_value=Decimal("0.01"), missing="Enter the amount a week")
    ends = nhs.DateField(label="Last day, if it is known", required=False)
    once = nhs.MoneyField(label="Amount", min_value=Decimal("0.01"), missing="Enter the amount")
    starts = nhs.DateField(label="First day")
    decided_on = nhs.DateField(label="Day of the decision")
    source = nhs.TextField(
        label="Which decision it rests on", hint="For example, the council’s letter after the financial assessment",
        max_length=300, missing="Say which decision it rests on",
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: Choices, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds)
        self.fields["decided_on"].not_after = today


class EndContributionForm(nhs.IdempotentForm):
    """The last day on which the person pays it."""

    last_day = nhs.DateField(label="Last day", hint="The person pays for this day and for none after it")


def _percent(label: str) -> nhs.NumberField:
    return nhs.NumberField(label=label, places=4, suffix="%", min_value=0, max_value=100, required=False, width=5)
