"""Short forms of what single routes keep: delays, care in place, re-assessment, nursing care, aftercare, transition."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from eligibility.enums import Body, NursingBand, Transition
from eligibility.models import Case
from eligibility.rules.capacity_change import EVENTS
from eligibility.rules.case_clocks import KIND_OF, clock_name
from eligibility.rules.recipients import REPRESENTATIVE_BASES
from eligibility.services.nursing import END_REASONS
from phb.core import forms as nhs
from phb.core.clock import LONDON

_DAY = "For example, 14 5 2026"


class ActForm(nhs.IdempotentForm):
    """A step on a case. `days` are the fields whose day cannot be later than today."""

    days: tuple[str, ...] = ()

    def __init__(self, *args: Any, case: Case, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.now, self.today = case, now, now.astimezone(LONDON).date()
        for name in self.days:
            self.fields[name].not_after = self.today
        self.prepare()

    def prepare(self) -> None:
        """What depends on the case."""

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class DelayForm(ActForm):
    clock = nhs.RadiosField(
        label="Which clock?", choices=[(key, clock_name(key)) for key in KIND_OF], missing="Select the clock"
    )
    reason = nhs.LongTextField(
        label="Why it runs late, or will", rows=4, hint="It explains. It does not pause the clock"
    )
    within_control = nhs.YesNoField(label="Was the cause within the board’s control?")


class CareForm(ActForm):
    """When Fast Track care was in place: a day and a time of the day in England."""

    day = nhs.DateField(label="Day from which care was in place", missing="Enter the day")
    clock_time = nhs.TextField(
        label="Time", hint="24-hour clock, like 9:30 or 16:05", width=5, max_length=5, missing="Enter the time"
    )
    days = ("day",)

    def clean_clock_time(self) -> time:
        text = self.cleaned_data["clock_time"].replace(".", ":")
        try:
            return time.fromisoformat(text if len(text.partition(":")[0]) == 2 else f"0{text}")
        except ValueError as error:
            raise ValidationError("Enter a time of the 24-hour clock, like 9:30 or 16:05") from error

    def given(self) -> dict[str, Any]:
        at = datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock_time"], tzinfo=LONDON)
        return {"at": at}


class ConcernForm(ActForm):
    words = nhs.LongTextField(
        label="What was raised, and with whom",
        rows=4,
        hint="The case is accepted meanwhile, whatever comes of it",
        missing="Write what was raised, and with whom",
    )


class LocalAuthorityForm(ActForm):
    words = nhs.LongTextField(
        label="Whom at the local authority did you tell, and when?",
        rows=3,
        missing="Write whom at the local authority you told, and when",
    )


class ReassessForm(ActForm):
    on = nhs.DateField(
        label="Day on which it appeared that needs have changed enough", hint=_DAY, missing="Enter the day"
    )
    reason = nhs.LongTextField(label="What has changed", rows=5, missing="Write what has changed")
    days = ("on",)


class EndEarlierForm(ActForm):
    ends_on = nhs.DateField(
        label="Last day of the care so far", hint=_DAY, missing="Enter the last day of the care so far"
    )
    reason = nhs.LongTextField(
        label="What has been arranged instead", rows=4, missing="Write what has been arranged instead"
    )
    sure = nhs.ConfirmField(
        label="The new arrangements are in place from the day after",
        missing="Confirm that the new arrangements are in place",
    )

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in super().given().items() if name != "sure"}


class NursingStartForm(ActForm):
    home = nhs.TextField(label="Care home", hint="The home that is paid", missing="Enter the name of the care home")
    starts = nhs.DateField(label="First day", hint=_DAY, missing="Enter the first day of nursing care")
    band = nhs.RadiosField(
        label="Rate",
        choices=NursingBand.choices(),
        missing="Select the rate",
        hints={"HIGH_PROTECTED": "Only for people who were on it on 1 October 2007 and have kept it"},
    )


class NoticeForm(ActForm):
    notice_on = nhs.DateField(
        label="Day of the written notice to the person and the home", hint=_DAY, missing="Enter the day of the notice"
    )
    days = ("notice_on",)


class StandardForm(ActForm):
    on = nhs.DateField(label="First day at the standard rate", hint=_DAY, missing="Enter the first day")


class NursingEndForm(ActForm):
    why = nhs.RadiosField(label="Why does nursing care end?", choices=list(END_REASONS.items()), missing="Select why")
    ends = nhs.DateField(label="Last day that is paid", hint=_DAY, missing="Enter the last day that is paid")


class SignOffForm(ActForm):
    body = nhs.RadiosField(label="Which body is satisfied?", choices=Body.choices(), missing="Select the body")
    satisfied_on = nhs.DateField(label="Since which day", hint=_DAY, missing="Enter the day")
    signed_by = nhs.TextField(label="Who signed for it", hint="Name and role", missing="Enter who signed for the body")
    reasons = nhs.LongTextField(
        label="Why aftercare is needed no longer",
        rows=5,
        hint="Not because time passed, the person is stable with the support, moved, or refused a service",
        missing="Write why aftercare is needed no longer",
    )
    on_cto = nhs.YesNoField(label="Is the person on a community treatment order?")
    days = ("satisfied_on",)


class WithdrawForm(ActForm):
    body = nhs.RadiosField(
        label="Which body takes its sign-off back?", choices=Body.choices(), missing="Select the body"
    )
    on = nhs.DateField(label="Day", hint=_DAY, missing="Enter the day")
    signed_by = nhs.TextField(label="Who signed for it", missing="Enter who signed for the body")
    reasons = nhs.LongTextField(label="Why", rows=4, missing="Write why")
    days = ("on",)


class AftercareEndForm(ActForm):
    joint_notice_on = nhs.DateField(
        label="Day of the joint written notice",
        required=False,
        hint="Needed only once that rule of the Mental Health Act 2025 is in force",
    )
    sure = nhs.ConfirmField(
        label="Both bodies are satisfied that the person needs aftercare no longer",
        missing="Confirm that both bodies are satisfied",
    )
    days = ("joint_notice_on",)

    def given(self) -> dict[str, Any]:
        return {"joint_notice_on": self.cleaned_data.get("joint_notice_on")}


class StepForm(ActForm):
    step = nhs.RadiosField(label="Which step was taken?", choices=Transition.choices(), missing="Select the step")
    done_on = nhs.DateField(label="On which day", hint=_DAY, missing="Enter the day")
    note = nhs.LongTextField(label="Note", rows=3, required=False)
    days = ("done_on",)


def _maybe(label: str) -> nhs.YesNoField:
    return nhs.YesNoField(label=label, required=False)


class PaymentChangeForm(ActForm):
    """What changed, and what the Regulations ask about it. Only the questions of the change chosen are asked."""

    event = nhs.RadiosField(
        label="What has changed?",
        choices=list(EVENTS.items()),
        missing="Select what has changed",
        reveal={
            "LOSES_CAPACITY": ["likely_temporary", "recipient_agrees", "lets_person_manage"],
            "GAINS_CAPACITY": ["gains_person", "gains_recipient"],
            "TURNS_16": ["sixteen_person", "sixteen_recipient"],
            "TURNS_18": ["has_capacity", "eighteen_person", "representative_basis"],
        },
    )
    likely_temporary = _maybe("Is the loss likely to be temporary?")
    recipient_agrees = _maybe("Does a representative or nominee agree to receive the payment?")
    lets_person_manage = _maybe("Will they let the person manage it in any period of capacity?")
    gains_person = _maybe("Does the person consent?")
    gains_recipient = _maybe("Does the representative or nominee consent?")
    sixteen_person = _maybe("Does the young person consent?")
    sixteen_recipient = _maybe("Does the representative or nominee consent?")
    has_capacity = _maybe("Does the person have capacity for this decision?")
    eighteen_person = _maybe("Does the person consent?")
    representative_basis = nhs.SelectField(
        label="Authority of a representative from 18 on",
        required=False,
        choices=[("", "Nobody"), *REPRESENTATIVE_BASES.items()],
    )
    on = nhs.DateField(label="Day", hint=_DAY, missing="Enter the day")
    reasons = nhs.LongTextField(
        label="Reasons, as the person will read them", rows=5, missing="Write the reasons, as the person will read them"
    )
    notice_given = nhs.ConfirmField(
        label="Reasonable written notice is given, with how to ask for a reconsideration",
        required=False,
        hint="Needed where the payment must stop: regulation 17. Payment may stop while it is considered",
    )
    days = ("on",)
    same: ClassVar[dict[str, str]] = {
        "gains_person": "person_consents",
        "sixteen_person": "person_consents",
        "eighteen_person": "person_consents",
        "gains_recipient": "recipient_consents",
        "sixteen_recipient": "recipient_consents",
    }

    def given(self) -> dict[str, Any]:
        given = super().given()
        own = {name: given.pop(name) for name in ("on", "reasons", "notice_given")}
        answers = {self.same.get(name, name): value for name, value in given.items() if value not in (None, "")}
        return {"answers": answers, **own}

    def add_rule_broken(self, error: Any) -> None:
        """The rule names its own questions; here they stand under the change that was chosen."""
        shown = {"LOSES_CAPACITY": "", "GAINS_CAPACITY": "gains_", "TURNS_16": "sixteen_", "TURNS_18": "eighteen_"}
        prefix = shown.get(self.cleaned_data.get("event", ""), "")
        name = f"{prefix}{str(error.field).split('_')[0]}"
        if error.field in ("person_consents", "recipient_consents") and name in self.fields:
            self.add_error(name, str(error))
        else:
            super().add_rule_broken(error)


class EmptyForm(ActForm):
    """A step that asks for nothing but a yes."""


class PeriodForm(nhs.NHSForm):
    """A period of nursing care whose amount is asked for, both days included."""

    hide_optional = True
    first = nhs.DateField(label="From", missing="Enter the first day")
    last = nhs.DateField(label="To", missing="Enter the last day")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", "The last day cannot be before the first")
        return given
