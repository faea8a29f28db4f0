"""The form for what came of a challenge."""

from datetime import date
from typing import Any

from eligibility.enums import ChallengeKind as K
from eligibility.enums import ChallengeOutcome as O
from eligibility.enums import Way
from eligibility.forms.challenges import BODIES, LIKE
from eligibility.rules.disputes import outcome_words
from phb.core import forms as nhs


class SettleForm(nhs.NHSForm):
    """Care costs made good."""

    settled_on = nhs.DateField(label="Day on which they were made good", hint=LIKE, missing="Enter the day")
    words = nhs.LongTextField(
        label="Who was paid, how much and by which reference",
        rows=4,
        hint="If nothing was owed: why",
        missing="Write who was paid, how much and by which reference",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["settled_on"].not_after = today


class OutcomeForm(nhs.IdempotentForm):
    """What came of a challenge."""

    outcome = nhs.RadiosField(label="Outcome", choices=O.choices(), missing="Select the outcome")
    on = nhs.DateField(label="Day of the outcome", hint=LIKE, missing="Enter the day of the outcome")
    reasons = nhs.LongTextField(
        label="Reasons, as the person will read them",
        rows=8,
        max_length=6000,
        hint="Plain words. Answer each point that was made",
        missing="Write the reasons for the outcome",
    )
    way_on = nhs.RadiosField(
        label="If the Checklist does not stand: what follows",
        choices=[("ASSESSMENT", "Straight to a full assessment"), ("CHECKLIST", "A new Checklist")],
        required=False,
    )
    refund_from = nhs.DateField(
        label="First day found eligible", hint=LIKE, missing="Enter the first day found eligible"
    )
    refund_to = nhs.DateField(label="Last day found eligible", hint=LIKE, missing="Enter the last day found eligible")
    delay_unjustified = nhs.ConfirmField(
        label="The first decision was late, and the delay was not justified",
        required=False,
        hint="Then care costs from day 29 are made good too",
    )
    ways = nhs.CheckboxesField(
        label="If a budget is granted after all: how it may be managed",
        choices=Way.choices(),
        required=False,
        small=True,
    )
    part_granted = nhs.LongTextField(
        label="If granted in part: for which part of the care", rows=2, required=False, max_length=1000
    )
    responsible = nhs.RadiosField(
        label="Which body is responsible?", choices=BODIES, missing="Select which body is responsible"
    )
    not_carried_out = nhs.LongTextField(
        label="If the board does not carry it out: the exceptional reasons",
        rows=3,
        required=False,
        hint="The board carries out a panel’s decision as soon as reasonably practicable, save for exceptional reasons",
    )
    next_address = nhs.LongTextField(
        label="Where the next request goes, as the letter says it", rows=3, required=False, max_length=1000
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        root: K,
        kind: K,
        matter: str,
        screening: bool,
        late: bool,
        outside: bool,
        next_stage: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].not_after = today
        past = root is K.PAST_PERIOD
        keep = {
            "way_on": screening,
            "refund_from": past,
            "refund_to": past,
            "delay_unjustified": late,
            "ways": matter == "PHB_REQUEST",
            "part_granted": matter == "PHB_REQUEST",
            "responsible": kind is K.BODIES,
            "not_carried_out": outside,
            "next_address": next_stage,
        }
        for name, wanted in keep.items():
            if not wanted:
                del self.fields[name]
        if past:
            looks = self.fields["outcome"].looks
            self.fields["outcome"].looks = {**looks, "reveal": {"UPHELD_IN_PART": ["refund_from", "refund_to"]}}
        self.fields["outcome"].choices = list(outcome_words(kind, matter).items())

    def given(self) -> dict[str, Any]:
        """What to hand to the service, without the page's key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}
