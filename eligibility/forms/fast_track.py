"""A Fast Track Pathway Tool as it arrived."""

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError

from eligibility.enums import ClinicianRegister
from phb.core import forms as nhs
from phb.core.clock import LONDON


class FastTrackForm(nhs.IdempotentForm):
    """Who completed it, what they state, and when it arrived."""

    received_on = nhs.DateField(label="Day on which the board received it", missing="Enter the day of receipt")
    received_time = nhs.TextField(
        label="Time of receipt",
        hint="24-hour clock, like 9:30 or 16:05. Care should be in place within 48 hours of it",
        width=5,
        max_length=5,
        inputmode="text",
        missing="Enter the time of receipt",
    )
    clinician_name = nhs.TextField(
        label="Name of the clinician who completed the tool", missing="Enter the clinician’s name"
    )
    clinician_register = nhs.RadiosField(
        label="The clinician is a",
        choices=ClinicianRegister.choices(),
        missing="Select what the clinician is registered as",
        hints={"OTHER": "The tool is then kept as an alert, and the Checklist or full assessment goes on"},
    )
    responsible_under_nhs_act = nhs.YesNoField(
        label="Is the clinician responsible for the person’s diagnosis, treatment or care under the NHS Act?"
    )
    rapidly_deteriorating = nhs.YesNoField(
        label="Is there a primary health need from a rapidly deteriorating condition?"
    )
    may_be_entering_terminal_phase = nhs.YesNoField(label="May the condition be entering a terminal phase?")
    reasons = nhs.LongTextField(
        label="The clinician’s reasons",
        hint="A prognosis helps; there is no fixed limit of life expectancy",
        required=False,
    )
    preferred_place_of_care = nhs.TextField(label="Preferred place of care", required=False)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["received_on"].not_after = now.astimezone(LONDON).date()

    def clean_received_time(self) -> time:
        text = self.cleaned_data["received_time"].replace(".", ":")
        try:
            return time.fromisoformat(text if len(text.partition(":")[0]) == 2 else f"0{text}")
        except ValueError as error:
            raise ValidationError("Enter a time of the 24-hour clock, like 9:30 or 16:05") from error

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("received_on") and given.get("received_time"):
            at = datetime.combine(given["received_on"], given["received_time"], tzinfo=LONDON)
            if at > self.now:
                self.add_error("received_time", "The time of receipt is still to come. Check day and time")
            given["received_at"] = at
        return given

    def answers(self) -> dict[str, Any]:
        """The answers as the rule reads them."""
        names = (
            "clinician_name",
            "clinician_register",
            "responsible_under_nhs_act",
            "rapidly_deteriorating",
            "may_be_entering_terminal_phase",
            "reasons",
            "preferred_place_of_care",
        )
        return {name: self.cleaned_data[name] for name in names}
