"""Forms of the steps: starting, sharing, agreeing, signing, giving back."""

from datetime import date
from typing import Any

from django import forms

from careplans.forms.drafts import DraftForm
from phb.core import forms as nhs

__all__ = ["AgreeForm", "ClinicalForm", "DraftForm", "NewVersionForm", "ReasonsForm", "RecordAgreementForm",
           "ShareForm", "StartForm"]  # fmt: skip


class StartForm(nhs.IdempotentForm):
    coordinator = nhs.SelectField(
        label="Care coordinator",
        hint="The named person who runs the plan",
        choices=(),
        missing="Select the care coordinator",
    )

    def __init__(self, *args: Any, coordinators: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["coordinator"].choices = coordinators


class NewVersionForm(nhs.IdempotentForm):
    reason = nhs.LongTextField(label="Why does the plan change?", rows=3, missing="Write down why the plan changes")


class ShareForm(nhs.IdempotentForm):
    edits = forms.IntegerField(widget=forms.HiddenInput)


class NamingForm(nhs.IdempotentForm):
    """Names the version that was read."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)


class AgreeForm(NamingForm):
    words = nhs.LongTextField(label="Anything you want to say", required=False, rows=3)
    understood = nhs.ConfirmField(
        label="I have read this plan and I agree with it", missing="Tick the box if you agree with the plan"
    )


class RecordAgreementForm(NamingForm):
    """What was said on paper, by telephone or at a visit counts as much as online."""

    agreed_by = nhs.RadiosField(
        label="Who agreed?", choices=[("HOLDER", "The person"), ("REPRESENTATIVE", "Their representative")],
        reveal={"REPRESENTATIVE": ["name"]}, missing="Select who agreed",
    )  # fmt: skip
    name = nhs.TextField(label="Name of the representative", missing="Enter the name of the representative")
    how = nhs.RadiosField(
        label="How did they tell you?", choices=[("paper", "On paper"), ("telephone", "By telephone"), ("visit", "In person, at a visit")],
        missing="Select how they told you",
    )  # fmt: skip
    on = nhs.DateField(label="When?", missing="Enter the date on which they agreed")
    words = nhs.LongTextField(
        label="What did they say?", hint="In their words", rows=3, missing="Write down what they said"
    )

    def __init__(self, *args: Any, today: date, since: date | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].not_after = today
        self.fields["on"].not_before = since


class ClinicalForm(NamingForm):
    words = nhs.LongTextField(label="Remarks", required=False, rows=3)
    satisfied = nhs.ConfirmField(
        label="I am satisfied that the services in this plan can meet the needs in it",
        missing="Tick the box if you are satisfied that the services can meet the needs",
    )


class ReasonsForm(nhs.IdempotentForm):
    reasons = nhs.LongTextField(
        label="What should change, and why?", rows=4, missing="Write down what should change, and why"
    )
