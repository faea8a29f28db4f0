"""Capacity and consent for one decision."""

from datetime import date
from typing import Any

from eligibility.enums import Capacity
from eligibility.models import CapacityRecord
from phb.core import forms as nhs

About, Authority = CapacityRecord.About, CapacityRecord.Authority
ADULT, MENTAL_CAPACITY_ACT = 18, 16

# What is asked for each decision, for somebody who decides, and for whom somebody else does.
QUESTIONS = {
    About.TAKING_PART: "Does the person agree to take part in the assessment?",
    About.EXAMINATION: "Does the person consent to being examined?",
    About.SHARING: "Does the person agree to sharing with them?",
    About.RECEIVING_FNC: "Does the person agree to receive NHS-funded nursing care?",
    About.OTHER: "Does the person agree?",
}


class CapacityForm(nhs.IdempotentForm):
    """One decision, one day. `about` (a code of CapacityRecord.About) and the person's age shape what is asked."""

    hide_optional = True  # what is needed hangs on the answers before it; each hint says when

    decision = nhs.TextField(label="Which decision?", max_length=300, missing="Write which decision this is about")
    on = nhs.DateField(
        label="Day of the decision", hint="For example, 14 5 2026", missing="Enter the day of the decision"
    )
    shared_with = nhs.LongTextField(
        label="With whom?", rows=3, hint="One on each line: name and who they are, like Ngozi Okafor, daughter", required=False
    )  # fmt: skip
    capacity = nhs.RadiosField(
        label="Could the person make this decision on that day?",
        choices=[
            (Capacity.HAS_CAPACITY.value, "Yes"),
            (Capacity.NOT_ASSESSED.value, "Nothing suggested otherwise, so it was presumed"),
            (Capacity.FLUCTUATES.value, "It comes and goes; they decided at a time when they could"),
            (Capacity.LACKS_CAPACITY.value, "No"),
        ],
        hints={Capacity.LACKS_CAPACITY.value: "For this decision, at this time. An unwise choice is not a lack of capacity"},
        reveal={
            Capacity.FLUCTUATES.value: ["how_fluctuates"],
            Capacity.LACKS_CAPACITY.value: [
                "how_assessed",
                "authority",
                "authority_name",
                "authority_seen_on",
                "authority_agrees",
                "best_interests",
                "consulted",
                "advocate",
            ],
        },
        missing="Select whether the person could make this decision",
    )  # fmt: skip
    how_fluctuates = nhs.LongTextField(
        label="What was done so that they could decide", rows=3, missing="Write what was done so that they could decide"
    )
    how_assessed = nhs.LongTextField(
        label="How capacity was assessed, by whom, and what was done to help",
        rows=4,
        missing="Write how capacity was assessed and what was done to help the person decide",
    )
    authority = nhs.SelectField(
        label="Does anybody hold legal authority for this decision?",
        hint="Family have no power to consent by themselves. A power for money is not one for health",
        missing="Select who holds authority, or nobody",
    )
    authority_name = nhs.TextField(label="Name of who holds it", hint="If anybody does", required=False)
    authority_seen_on = nhs.DateField(
        label="Day on which the power or the court’s order was seen",
        required=False,
        hint="If anybody holds one. For example, 14 5 2026",
    )
    authority_agrees = nhs.YesNoField(
        label="Does the one who holds it agree?", hint="Leave this if nobody holds it", required=False
    )
    best_interests = nhs.LongTextField(
        label="How it was decided in the person’s best interests",
        rows=4,
        required=False,
        hint="The person’s wishes and feelings, what was weighed, who decided. Needed if nobody holds authority",
    )
    consulted = nhs.LongTextField(
        label="Which family, friends or carers were consulted",
        rows=2,
        required=False,
        hint="Leave empty if there were none",
    )
    advocate = nhs.TextField(
        label="Advocate", max_length=300, required=False, hint="Who was asked to act, or why none is needed"
    )
    consents = nhs.YesNoField(label="Does the person agree?", required=False)
    explained = nhs.LongTextField(
        label="If the answer is no: what was explained",
        rows=3,
        required=False,
        hint="The council may not lawfully take over needs that are the NHS’s to meet, and the offer stays open",
    )

    def __init__(self, *args: Any, about: str, age: int, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = About(about)
        self.fields["on"].not_after = today
        self.fields["authority_seen_on"].not_after = today
        self.fields["consents"].label = QUESTIONS[self.about]
        self.fields["consents"].help_text = "Leave this if they could not decide"
        if age < MENTAL_CAPACITY_ACT:
            self.fields["capacity"].label = "Does the young person understand enough to make this decision?"
            self.fields["how_assessed"].required = False
        self.fields["authority"].choices = [("", "Select an answer"), *self._authorities(age)]
        for name, only_for in (
            ("decision", About.OTHER),
            ("shared_with", About.SHARING),
            ("explained", About.TAKING_PART),
        ):
            if self.about != only_for:
                del self.fields[name]

    def _authorities(self, age: int) -> list[tuple[str, str]]:
        ruled_out = {Authority.PARENTAL_RESPONSIBILITY} if age >= ADULT else {Authority.LPA_HW}
        if age < MENTAL_CAPACITY_ACT:
            ruled_out |= {Authority.DEPUTY_HW}
        return [(code, words) for code, words in Authority.choices if code not in ruled_out]

    def asked(self) -> dict[str, Any]:
        """As `services.work.record_capacity` takes it."""
        data = self.cleaned_data
        lacks = data["capacity"] == Capacity.LACKS_CAPACITY
        words = {
            name: data.get(name) or ""
            for name in ("decision", "best_interests", "consulted", "advocate", "explained", "authority_name")
        }
        return {
            **words,
            "about": self.about.value,
            "on": data["on"],
            "capacity": data["capacity"],
            "how_assessed": (data["how_assessed"] if lacks else data["how_fluctuates"]) or "",
            "authority": data["authority"] or Authority.NONE.value if lacks else Authority.NONE.value,
            "authority_seen_on": data["authority_seen_on"],
            "consents": data["authority_agrees"] if lacks else data["consents"],
            "shared_with": (data.get("shared_with") or "").splitlines(),
        }  # fmt: skip
