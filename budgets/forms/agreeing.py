"""The finance check, the authorisation, and giving back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.forms import HiddenInput

from phb.core import forms as nhs

ENOUGH, WHY = "enough_line_", "why_line_"


class FinanceCheckForm(nhs.IdempotentForm):
    """Propose the budget. `content_hash` names the plan that was on the page."""

    content_hash = nhs.TextField(max_length=64, widget=HiddenInput)
    starts = nhs.DateField(
        label="First day of the budget",
        hint="The year's money is worked out from this day. It can start later, not sooner",
    )
    difference_reason = nhs.LongTextField(
        label="Why the amount differs from the indicative amount",
        missing="Write the reason for the difference",
        max_length=2000,
        rows=3,
    )
    words = nhs.LongTextField(label="Notes of the check", required=False, max_length=2000, rows=3)

    def __init__(
        self,
        *args: Any,
        today: date,
        needs_reason: bool,
        asked: Sequence[Any] = (),
        changed: Sequence[Any] = (),
        **kwargs: Any,
    ) -> None:
        """`asked`: lines of which the rule cannot say that they are enough; `changed`: lines that differ from before."""
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = today
        if not needs_reason:
            del self.fields["difference_reason"]
        for each in asked:
            self._ask(ENOUGH, each.key, f"Why the amount of “{each.words}” is enough", each.why)
        for each in changed:
            self._ask(WHY, each.key, f"Why “{each.words}” differs from before", each.how)
        self.order_fields(["starts", "difference_reason", *(name for name in self.fields if "_line_" in name), "words"])

    def _ask(self, prefix: str, key: str, label: str, hint: str) -> None:
        self.fields[f"{prefix}{key}"] = nhs.LongTextField(
            label=label, hint=hint, missing="Write the reason", max_length=1000, rows=2
        )

    def reasons(self, prefix: str) -> dict[str, str]:
        """The answers for single lines, by the line's number."""
        return {name[len(prefix) :]: words for name, words in self.cleaned_data.items() if name.startswith(prefix)}


class AuthoriseForm(nhs.IdempotentForm):
    """Yes, with reasons. `step`: whether the page asked for the first of two approvals or for the authorisation."""

    content_hash = nhs.TextField(max_length=64, widget=HiddenInput)
    step = nhs.TextField(max_length=8, widget=HiddenInput)
    words = nhs.LongTextField(
        label="Reasons for authorising",
        hint="The person can read them",
        missing="Write the reasons for the decision",
        max_length=4000,
        rows=4,
    )
    sure = nhs.ConfirmField(
        label="I drafted no part of this plan and checked neither its care nor its money",
        missing="Confirm that you drafted and checked no part of it",
    )


class GiveBackForm(nhs.IdempotentForm):
    """Back to a draft, with what has to be put right."""

    reasons = nhs.LongTextField(
        label="What has to be put right", missing="Write what has to be put right", max_length=4000, rows=5
    )
