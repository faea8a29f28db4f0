"""The board's decision."""

from datetime import date
from typing import Any

from eligibility.enums import BARRED_REASONS, Decision, DecisionReason
from phb.core import forms as nhs

ABOUT_NEEDS = [(code.value, code.label) for code in DecisionReason if code not in BARRED_REASONS]
NOT_ALONE = [(code.value, code.label) for code in DecisionReason if code in BARRED_REASONS]


class DecisionForm(nhs.IdempotentForm):
    """What is decided, why, and what the person is told. `confirmed` is sent by the check page only."""

    decision = nhs.RadiosField(
        label="Decision",
        choices=Decision.choices(),
        missing="Select the decision",
        hints={"RETURNED_FOR_EVIDENCE": "The case goes back to the team. The clock runs on"},
    )
    on = nhs.DateField(
        label="Day of the decision", hint="For example, 14 5 2026", missing="Enter the day of the decision"
    )
    reason_codes = nhs.CheckboxesField(
        label="What the decision rests on",
        required=False,
        choices=ABOUT_NEEDS,
        small=True,
    )
    mentioned = nhs.CheckboxesField(
        label="Also mentioned in the reasons",
        required=False,
        choices=NOT_ALONE,
        small=True,
        hint="None of these may decide eligibility, alone or together",
    )
    reasons = nhs.LongTextField(
        label="Reasons, as the person will read them",
        rows=8,
        max_length=6000,
        missing="Write the reasons for the decision",
        hint="Plain words, to the person. Leave an empty line between paragraphs",
    )
    exceptional_reason = nhs.LongTextField(
        label="If you depart from the team’s recommendation: the exceptional reason", rows=4, required=False
    )
    delay_reason = nhs.LongTextField(label="If the decision is late: why", rows=3, required=False)
    delay_unjustified = nhs.ConfirmField(
        label="The delay was within the board’s control and not justified",
        required=False,
        hint="If eligible, care costs are refunded from day 29 to the decision",
    )
    review_rights_given = nhs.ConfirmField(
        label="The person will be told how and by when to ask for a review", required=False
    )

    def __init__(
        self, *args: Any, today: date, chc: bool, fast_track: bool, late: bool, review_by: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].not_after = today
        self.fields[
            "review_rights_given"
        ].help_text = f"Needed when not eligible. For a letter of today: by {review_by}, six months from its date"
        if not chc:
            del self.fields["reason_codes"], self.fields["mentioned"]
        if fast_track:
            # A properly completed tool leaves one decision (SI 2012/2996 reg 21(8)).
            self.fields["decision"].choices = [(Decision.ELIGIBLE.value, Decision.ELIGIBLE.label)]
            for name in ("exceptional_reason", "review_rights_given"):
                del self.fields[name]
        if not late:
            del self.fields["delay_reason"], self.fields["delay_unjustified"]

    def given(self) -> dict[str, Any]:
        """What to hand to the service, without the page's key."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "mentioned")}
        return {**given, "reason_codes": given.get("reason_codes", []) + self.cleaned_data.get("mentioned", [])}
