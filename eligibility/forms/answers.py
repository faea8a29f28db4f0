"""Answers to a request for a budget, and to a direct payment."""

from datetime import date
from typing import Any

from eligibility.enums import Answer, Extent, Way
from phb.core import forms as nhs

_DAY = "For example, 14 5 2026"


class RequestAnswerForm(nhs.IdempotentForm):
    """How far a budget is granted, in which ways, and why not for the rest."""

    extent = nhs.RadiosField(
        label="For how much of the care is a budget granted?",
        choices=Extent.choices(),
        missing="Select for how much of the care",
        reveal={"PART": ["part_granted"]},
    )
    part_granted = nhs.LongTextField(label="For which part", rows=2, missing="Write for which part")
    ways = nhs.CheckboxesField(
        label="How it can be managed",
        required=False,
        choices=Way.choices(),
        hint="At least one, unless refused. A direct payment is decided on its own page as well",
    )
    on = nhs.DateField(label="Day of the answer", hint=_DAY, missing="Enter the day of the answer")
    reasons = nhs.LongTextField(
        label="Reasons, as the person will read them",
        required=False,
        rows=6,
        max_length=6000,
        hint="Needed unless all is granted",
    )
    review_rights_given = nhs.ConfirmField(
        label="The person will be told how to ask for a review of this answer", required=False
    )

    def __init__(self, *args: Any, today: date, ways: list[str], review: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].not_after = today
        self.fields["review_rights_given"].help_text = review
        if ways:
            self.fields["ways"].choices = [pair for pair in Way.choices() if pair[0] in ways]

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class PaymentAnswerForm(nhs.IdempotentForm):
    """A direct payment permitted or refused."""

    answer = nhs.RadiosField(
        label="Decision",
        choices=[(Answer.PERMITTED.value, "Permitted"), (Answer.REFUSED.value, "Refused")],
        missing="Select the decision",
        hints={Answer.REFUSED.value: "The budget itself is still offered in another way"},
        reveal={Answer.REFUSED.value: ["other_ways"]},
    )
    other_ways = nhs.CheckboxesField(
        label="What is offered instead",
        choices=[pair for pair in Way.choices() if pair[0] != Way.DIRECT_PAYMENT],
        missing="Select what is offered instead",
    )
    on = nhs.DateField(label="Day of the decision", hint=_DAY, missing="Enter the day of the decision")
    reasons = nhs.LongTextField(
        label="Reasons, as the person will read them",
        required=False,
        rows=6,
        max_length=6000,
        hint="Needed for a refusal, and wherever the form asks for judgement",
    )
    review_rights_given = nhs.ConfirmField(
        label="The person will be told how to ask for the decision to be reconsidered",
        required=False,
        hint="Needed for a refusal: with new evidence, once in any six months (regulation 7(11) to (13))",
    )

    def __init__(self, *args: Any, today: date, only_refusal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].not_after = today
        if only_refusal:
            self.fields["answer"].choices = [(Answer.REFUSED.value, "Refused")]

    def given(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "other_ways")}
        return {**given, "terms": {"other_ways": self.cleaned_data.get("other_ways") or []}}
