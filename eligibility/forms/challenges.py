"""Forms of decisions questioned: the request, taking it up or not, steps, panel, positions, outcome."""

from datetime import date
from typing import Any

from eligibility.enums import ChallengeKind as K
from eligibility.enums import Grounds, PaymentChange, Received
from phb.core import forms as nhs

LIKE = "For example, 14 5 2026"
BODIES = [("NHS", "The NHS"), ("LA", "The local authority")]
# Fields that only some ways ask for.
ONLY: dict[str, frozenset[K]] = {
    "grounds": frozenset({K.LOCAL_RESOLUTION, K.INDEPENDENT_REVIEW}),
    "undue_delay_waiver": frozenset({K.INDEPENDENT_REVIEW}),
    "period_from": frozenset({K.PAST_PERIOD}),
    "period_to": frozenset({K.PAST_PERIOD}),
    "lived_at": frozenset({K.PAST_PERIOD}),
    "evidence": frozenset({K.PAST_PERIOD}),
    "question": frozenset({K.COMPLAINT, K.BODIES, K.SEND}),
    "authority": frozenset({K.BODIES}),
    "procedure": frozenset({K.BODIES}),
    "nhs_position": frozenset({K.BODIES}),
    "la_position": frozenset({K.BODIES}),
    "interim_funder": frozenset({K.BODIES}),
    "interim_from": frozenset({K.BODIES}),
    "change": frozenset({K.DIRECT_PAYMENT}),
    "new_evidence": frozenset({K.DIRECT_PAYMENT}),
    "stops_meanwhile": frozenset({K.DIRECT_PAYMENT}),
    "notice_on": frozenset({K.DIRECT_PAYMENT, K.PLAN_SERVICE, K.COMPLAINT}),
    "service": frozenset({K.PLAN_SERVICE}),
}
QUESTIONS = {
    K.COMPLAINT: "What is the complaint about?",
    K.BODIES: "What do the two bodies disagree about?",
    K.SEND: "What in the EHC plan is in question?",
}
INTERIM = [("", "Nobody pays without prejudice"), *BODIES]


class RequestForm(nhs.IdempotentForm):
    """A request as it was made; each way adds its own questions."""

    requested_on = nhs.DateField(
        label="Day on which the request came",
        hint=f"The first day it was in the office or mailbox, or the day of the call. {LIKE}",
        missing="Enter the day on which the request came",
    )
    how = nhs.RadiosField(
        label="How it came",
        choices=Received.choices(),
        small=True,
        missing="Select how the request came",
        hint="Each of these counts the same",
    )
    requested_by = nhs.TextField(label="Who asks", hint="Name", missing="Enter who asks")
    acts_as = nhs.TextField(
        label="If somebody else than the person: as what",
        hint="For example, daughter with power of attorney, or advocate",
        required=False,
    )
    question = nhs.LongTextField(label="What is it about?", rows=3, missing="Write what it is about")
    words = nhs.LongTextField(
        label="What they said, in their own words",
        rows=6,
        max_length=8000,
        hint="As written or spoken. Do not shorten or correct it",
        missing="Write what they said, in their own words",
    )
    grounds = nhs.RadiosField(
        label="Grounds",
        choices=Grounds.choices(),
        hint="The content of the package or the choice of provider goes by a complaint",
        missing="Select the grounds",
    )
    undue_delay_waiver = nhs.ConfirmField(
        label="The national body is satisfied that local resolution would cause undue delay",
        required=False,
        hint="Only then may an independent review come before local resolution",
    )
    period_from = nhs.DateField(label="First day of the period", hint=LIKE, missing="Enter the first day of the period")
    period_to = nhs.DateField(label="Last day of the period", hint=LIKE, missing="Enter the last day of the period")
    lived_at = nhs.TextField(label="Where the person was cared for then", required=False)
    evidence = nhs.LongTextField(
        label="Evidence of care and of its costs",
        rows=4,
        required=False,
        hint="What there is: care records, invoices, who has the authority to ask",
    )
    authority = nhs.TextField(label="Local authority", missing="Enter the local authority")
    procedure = nhs.TextField(
        label="Agreed local procedure", hint="Its name and date", missing="Name the agreed local procedure"
    )
    nhs_position = nhs.LongTextField(label="What the NHS holds", rows=3, required=False)
    la_position = nhs.LongTextField(label="What the local authority holds", rows=3, required=False)
    interim_funder = nhs.RadiosField(
        label="Who pays meanwhile, without prejudice?",
        choices=INTERIM,
        required=False,
        reveal={"NHS": ["interim_from"], "LA": ["interim_from"]},
    )
    interim_from = nhs.DateField(label="From which day", hint=LIKE, missing="Enter from which day that body pays")
    change = nhs.RadiosField(
        label="What was decided on the direct payment?",
        choices=PaymentChange.choices(),
        missing="Select what was decided",
        reveal={"REFUSE": ["new_evidence"], "STOP": ["stops_meanwhile"]},
    )
    new_evidence = nhs.LongTextField(
        label="What is new since the refusal", rows=3, missing="Write what is new since the refusal"
    )
    stops_meanwhile = nhs.ConfirmField(
        label="The payment stops while this is considered",
        required=False,
        hint="The regulations allow it; the care goes on another way",
    )
    notice_on = nhs.DateField(
        label="Date on the notice", hint=f"Not needed for a refusal decided here. {LIKE}", required=False
    )
    service = nhs.TextField(label="Service left out of the plan", missing="Enter the service that was left out")

    def __init__(self, *args: Any, kind: K, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, ways in ONLY.items():
            if kind not in ways:
                del self.fields[name]
        for name in ("requested_on", "period_from", "period_to", "notice_on"):
            if name in self.fields:
                self.fields[name].not_after = today
        if kind in QUESTIONS:
            self.fields["question"].label = QUESTIONS[kind]
            self.fields["question"]._missing = f"Answer the question: {QUESTIONS[kind]}"
        if kind is K.COMPLAINT:
            self.fields["notice_on"].label = "Day of what the complaint is about, or of learning of it"
            self.fields["notice_on"].help_text = f"Twelve months from then are in time. {LIKE}"
        if kind is K.PLAN_SERVICE:
            self.fields["notice_on"].help_text = LIKE
        if kind is K.BODIES:
            self.fields["words"].label = "The disagreement in the words of whoever raised it"
            self.fields["requested_by"].label = "Who raised it"
            self.fields["requested_by"]._missing = "Enter who raised it"

    def given(self) -> dict[str, Any]:
        """What to hand to the service, without the page's key: the way's own answers in `details`."""
        plain = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        own = {"question", "lived_at", "evidence", "authority", "procedure", "nhs_position", "la_position"}
        own |= {"interim_funder", "interim_from", "change", "new_evidence", "stops_meanwhile", "notice_on", "service"}
        details = {name: plain.pop(name) for name in list(plain) if name in own}
        return {**plain, "details": details}


class TakeUpForm(nhs.NHSForm):
    """Accepting a request."""

    on = nhs.DateField(label="Day on which it is taken up", hint=LIKE, missing="Enter the day on which it is taken up")
    late_reason = nhs.LongTextField(
        label="Why it is accepted all the same",
        rows=4,
        hint="This is the board’s discretion, or that of the body that hears it",
        missing="Write why it is accepted all the same",
    )
    due_on = nhs.DateField(
        label="Day agreed for an answer",
        required=False,
        hint="No national clock runs for this. Agree a day with the person, and it is watched here",
    )

    def __init__(self, *args: Any, today: date, outside: bool, clock: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].not_after = today
        if not outside:
            del self.fields["late_reason"]
        if clock:
            del self.fields["due_on"]


class NotAcceptForm(nhs.NHSForm):
    """Refusing a request that is late, too soon or used up."""

    on = nhs.DateField(label="Day", hint=LIKE, missing="Enter the day")
    reason = nhs.LongTextField(
        label="Why it is not accepted, as the person will read it", rows=5, missing="Write why it is not accepted"
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].not_after = today


class WithdrawForm(nhs.NHSForm):
    """Taking a request back."""

    reason = nhs.LongTextField(
        label="Who withdrew it, when and in what words", rows=4, missing="Write who withdrew it, when and in what words"
    )
    sure = nhs.ConfirmField(
        label="I understand that a withdrawn request is not taken up again", missing="Confirm that it is withdrawn"
    )


class StepForm(nhs.NHSForm):
    """Something done on a challenge."""

    done_on = nhs.DateField(label="Day", hint=LIKE, missing="Enter the day")
    words = nhs.LongTextField(
        label="What was done",
        rows=4,
        hint="For example, met with the person and her daughter; papers sent to the panel",
        missing="Write what was done",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].not_after = today


class PanelForm(nhs.NHSForm):
    """Who sits on the panel of an independent review."""

    chair_name = nhs.TextField(label="Chair: name", missing="Enter the name of the chair")
    chair_body = nhs.TextField(label="Chair: appointed by", missing="Enter who appointed the chair")
    icb_name = nhs.TextField(label="Member from another board: name", missing="Enter the name of the board’s member")
    icb_body = nhs.TextField(
        label="Member from another board: which board",
        hint="Not the board under review",
        missing="Enter the other board",
    )
    la_name = nhs.TextField(
        label="Member from a local authority: name", missing="Enter the name of the authority’s member"
    )
    la_body = nhs.TextField(
        label="Member from a local authority: which authority",
        hint="Not one in whose area the board under review lies",
        missing="Enter the local authority",
    )
    authorities = nhs.LongTextField(
        label="Local authorities in whose area the board under review lies",
        rows=3,
        hint="One on each line",
        missing="Enter the local authorities of the board’s area",
    )

    def members(self) -> list[dict[str, str]]:
        """The three members for the service."""
        said = self.cleaned_data
        return [
            {"role": role.upper(), "name": said[f"{role}_name"], "organisation": said[f"{role}_body"]}
            for role in ("chair", "icb", "la")
        ]


class PositionsForm(nhs.NHSForm):
    """What each body holds."""

    procedure = nhs.TextField(label="Agreed local procedure", missing="Name the agreed local procedure")
    nhs_position = nhs.LongTextField(label="What the NHS holds", rows=4, required=False)
    la_position = nhs.LongTextField(label="What the local authority holds", rows=4, required=False)
    interim_funder = nhs.RadiosField(
        label="Who pays meanwhile, without prejudice?",
        choices=INTERIM,
        required=False,
        reveal={"NHS": ["interim_from"], "LA": ["interim_from"]},
    )
    interim_from = nhs.DateField(label="From which day", hint=LIKE, missing="Enter from which day that body pays")
