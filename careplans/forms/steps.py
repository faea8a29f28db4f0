"""Forms of the steps: starting, sharing, agreeing, signing, giving back; consent."""

from datetime import date
from typing import Any

from django import forms

from careplans.enums import Capacity
from careplans.forms.drafts import DraftForm
from careplans.models import Consent
from phb.core import forms as nhs
from phb.core.models import Grant

__all__ = ["AgreeForm", "ClinicalForm", "ConsentForm", "DraftForm", "NewVersionForm", "ReasonsForm", "RecordAgreementForm",
           "ShareForm", "StartForm", "WithdrawConsentForm"]  # fmt: skip


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


class ConsentForm(nhs.IdempotentForm):
    about = nhs.RadiosField(
        label="Which decision?", choices=Consent.About.choices, missing="Select which decision this is about"
    )
    capacity = nhs.RadiosField(
        label="Can the person make this decision?", choices=Capacity.choices(), missing="Select whether the person can make this decision",
        hint="Capacity is assumed. It is about this decision, at this time", reveal={"LACKS_CAPACITY": ["evidence"]},
    )  # fmt: skip
    evidence = nhs.LongTextField(
        label="What was done to help them decide, and why could they not?", rows=3, required=False
    )
    consents = nhs.YesNoField(label="Was consent given?", missing="Select whether consent was given")
    basis = nhs.SelectField(
        label="Who decided?", choices=Grant.Basis.choices, initial="SELF", missing="Select who decided"
    )
    given_by = nhs.TextField(label="Name of who decided", missing="Enter the name of who decided")
    assessed_on = nhs.DateField(label="When?", missing="Enter the date")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["assessed_on"].not_after = today


class WithdrawConsentForm(nhs.IdempotentForm):
    withdrawn_on = nhs.DateField(label="When was it withdrawn?", missing="Enter the date on which it was withdrawn")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["withdrawn_on"].not_after = today
