"""Recording a referral, going to assessment, completing a form, closing a case."""

from datetime import date
from typing import Any

from eligibility.enums import Route, Setting
from phb.core import forms as nhs

LIKE = "For example, 14 5 2026. May be written in words"


class ReferralForm(nhs.IdempotentForm):
    """A referral as it arrived."""

    route = nhs.RadiosField(
        label="Route",
        choices=Route.choices(),
        missing="Select the route of the referral",
        hints={
            "CHC": "For adults. Fast Track is recorded on the case",
            "CYPCC": "For children and young people under 18",
            "END_OF_LIFE": "For Fast Track choose NHS Continuing Healthcare",
        },
    )
    received_on = nhs.DateField(
        label="Date received",
        hint=f"The first day it was in the agreed mailbox, portal or office. {LIKE}",
        missing="Enter the date on which the referral was received",
    )
    referred_by = nhs.TextField(
        label="Who made the referral?", hint="Name, or the service", missing="Enter who made the referral"
    )
    referrer_role = nhs.TextField(label="Their role", required=False, max_length=120, width=20)
    setting = nhs.SelectField(
        label="Where is the person living or cared for now?",
        choices=Setting.choices(),
        missing="Select where the person is now",
    )
    reason = nhs.LongTextField(label="Why they were referred", required=False, max_length=4000)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].not_after = today


class AssessForm(nhs.NHSForm):
    """Straight to a full assessment."""

    noticed_on = nhs.DateField(
        label="Day on which the board received notice",
        hint=LIKE,
        missing="Enter the day on which the board received notice",
    )
    reason = nhs.LongTextField(
        label="Why no positive Checklist is needed", rows=4, missing="Write why no positive Checklist is needed"
    )

    def __init__(self, *args: Any, today: date, checklist: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["noticed_on"].not_after = today
        if not checklist:
            self.fields["noticed_on"].label = "Day on which the service accepted the referral"
            self.fields["noticed_on"]._missing = "Enter the day on which the service accepted the referral"
            self.fields["reason"].label = "Which service assesses, and how"
            self.fields["reason"]._missing = "Write which service assesses, and how"


class CompleteForm(nhs.NHSForm):
    """The days of a form that is complete. `read` names the save that was checked."""

    completed_on = nhs.DateField(
        label="Day on which the form was completed", hint=LIKE, missing="Enter the day of completion"
    )
    received_on = nhs.DateField(
        label="Day on which the board received it",
        hint=f"The clock for the decision starts then. {LIKE}",
        missing="Enter the day on which the board received it",
    )

    def __init__(self, *args: Any, today: date, clock: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.not_after = today
        if not clock:
            del self.fields["received_on"]


class CloseForm(nhs.NHSForm):
    """Closing a case."""

    reason = nhs.LongTextField(label="Why is the case closed?", rows=4, missing="Write why the case is closed")
    sure = nhs.ConfirmField(
        label="I understand that a closed case is not opened again", missing="Confirm that the case is to be closed"
    )
