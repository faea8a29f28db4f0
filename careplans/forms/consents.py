"""Forms of capacity and consent, one decision at a time."""

from datetime import date
from typing import Any

from careplans.enums import Capacity
from careplans.models import Consent
from phb.core import forms as nhs
from phb.core.models import Grant

PAST = ("assessed_on", "document_seen_on")


class ConsentForm(nhs.IdempotentForm):
    """Whether the person can make one decision, what was done to help, and who decided."""

    about = nhs.RadiosField(
        label="Which decision?", choices=Consent.About.choices, missing="Select which decision this is about",
        reveal={Consent.About.OTHER: ["decision"]},
    )  # fmt: skip
    decision = nhs.TextField(label="Which?", max_length=300, missing="Name the decision")
    support_given = nhs.LongTextField(
        label="What was done to help the person decide?", required=False, rows=3,
        hint="For example, simpler words, pictures, an interpreter, a better time of day, somebody they trust",
    )  # fmt: skip
    capacity = nhs.RadiosField(
        label="Can the person make this decision?", choices=Capacity.choices(),
        missing="Select whether the person can make this decision",
        hint="Capacity is assumed. It is about this decision, at this time",
        reveal={Capacity.LACKS.value: ["evidence", "best_interests"]},
    )  # fmt: skip
    evidence = nhs.LongTextField(
        label="Why could they not?", rows=3, missing="Write down why the person could not decide",
        hint="What they could not understand, keep in mind, weigh or tell",
    )  # fmt: skip
    best_interests = nhs.LongTextField(
        label="How was it decided what is best for them?", rows=3, required=False,
        hint="What they would want, who was asked, and why this restricts them least",
    )  # fmt: skip
    assessed_by = nhs.TextField(label="Who assessed it?", required=False, hint="Name and role")
    assessed_on = nhs.DateField(label="When?", missing="Enter the date")
    consents = nhs.YesNoField(label="Was consent given?", missing="Select whether consent was given")
    basis = nhs.SelectField(
        label="Who decided?", choices=Grant.Basis.choices, initial="SELF", missing="Select who decided"
    )
    given_by = nhs.TextField(label="Name of who decided", missing="Enter the name of who decided")
    authority_document = nhs.TextField(
        label="Document by which they may decide", required=False, max_length=300,
        hint="When somebody else decides: for example, the registered lasting power of attorney or the court order",
    )  # fmt: skip
    document_seen_on = nhs.DateField(label="The document was seen on", required=False)
    document_expires_on = nhs.DateField(label="The document ends on", required=False)
    next_check_on = nhs.DateField(label="To be looked at again by", required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in PAST:
            self.fields[name].not_after = today


class WithdrawConsentForm(nhs.IdempotentForm):
    withdrawn_on = nhs.DateField(label="When was it withdrawn?", missing="Enter the date on which it was withdrawn")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["withdrawn_on"].not_after = today
