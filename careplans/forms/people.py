"""Forms of what stands around a plan: who runs it, health tasks, checks of who is paid, concerns."""

from datetime import date
from typing import Any

from careplans.enums import CompetenceResult, EmploymentCheckKind
from phb.core import forms as nhs

ALL, SOME = "ALL", "SOME"


class CoordinatorForm(nhs.IdempotentForm):
    """A new coordinator for one plan."""

    coordinator = nhs.SelectField(
        label="New care coordinator", choices=(), missing="Select who runs the plan from now on",
        hint="They become the person's named contact where the coordinator until now was",
    )  # fmt: skip
    reason = nhs.LongTextField(label="Why?", rows=2, missing="Write down why", max_length=300)

    def __init__(self, *args: Any, coordinators: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["coordinator"].choices = coordinators


class HandOverForm(CoordinatorForm):
    """All plans of a colleague, or some of them, to another; confirmed before it is done."""

    which = nhs.RadiosField(
        label="Which plans?", choices=[(ALL, "All of them"), (SOME, "Only these")], reveal={SOME: ["plans"]},
        missing="Select which plans",
    )  # fmt: skip
    plans = nhs.CheckboxesField(label="Plans to hand over", choices=(), required=False)
    sure = nhs.ConfirmField(
        label="The people of these plans get a new named contact today", missing="Tick the box if the plans are to be handed over"
    )  # fmt: skip
    field_order = ("which", "plans", "coordinator", "reason", "sure")

    def __init__(self, *args: Any, plans: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["plans"].choices = plans

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("which") == SOME and not cleaned.get("plans") and "plans" not in self.errors:
            self.add_error("plans", "Tick the plans to hand over")
        return cleaned


class CompetenceForm(nhs.IdempotentForm):
    """One assistant's competence in one health task for this person."""

    assistant = nhs.TextField(label="Assistant", missing="Enter the assistant's name")
    employer = nhs.TextField(label="Who employs them?", required=False)
    planned_for = nhs.DateField(label="Training planned for", required=False)
    trained_on = nhs.DateField(label="Trained on", required=False)
    trained_by = nhs.TextField(label="Trained by", required=False)
    assessed_on = nhs.DateField(label="Competence assessed on", required=False)
    assessed_by = nhs.TextField(
        label="Assessed by", required=False, hint="The registered practitioner who is accountable"
    )
    result = nhs.RadiosField(label="Result", choices=CompetenceResult.choices(), required=False)
    expires_on = nhs.DateField(label="To be checked again by", required=False)
    practitioner_signed_on = nhs.DateField(label="The practitioner signed on", required=False)
    employer_signed_on = nhs.DateField(label="The employer signed on", required=False)
    assistant_signed_on = nhs.DateField(label="The assistant signed on", required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in PAST:
            self.fields[name].not_after = today


PAST = ("trained_on", "assessed_on", "practitioner_signed_on", "employer_signed_on", "assistant_signed_on")


class SignCompetenceForm(nhs.IdempotentForm):
    """The three signatures of the agreement on one task; those that stand are left as they are."""

    practitioner_signed_on = nhs.DateField(label="The practitioner signed on", required=False)
    employer_signed_on = nhs.DateField(label="The employer signed on", required=False)
    assistant_signed_on = nhs.DateField(label="The assistant signed on", required=False)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in PAST[2:]:
            self.fields[name].not_after = today


class WithdrawCompetenceForm(nhs.IdempotentForm):
    withdrawn_on = nhs.DateField(label="From which day?", missing="Enter the day")
    why = nhs.LongTextField(label="Why?", rows=3, missing="Write down why it is withdrawn")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["withdrawn_on"].not_after = today


class EmploymentCheckForm(nhs.IdempotentForm):
    """One check of somebody who is paid. The number of a certificate is not asked."""

    line = nhs.SelectField(label="Whom?", choices=(), missing="Select whom this is about")
    check_kind = nhs.SelectField(
        label="What was checked?", choices=EmploymentCheckKind.choices(), missing="Select what was checked"
    )
    done_on = nhs.DateField(label="When?", missing="Enter the date")
    expires_on = nhs.DateField(label="To be checked again by", required=False)
    words = nhs.TextField(
        label="Remark", required=False, max_length=300, hint="What was seen. Not the number of a certificate"
    )

    def __init__(self, *args: Any, today: date, who: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["line"].choices = who
        self.fields["done_on"].not_after = today


class ConcernForm(nhs.IdempotentForm):
    """A safeguarding concern as it is raised."""

    raised_on = nhs.DateField(label="When did you learn of it?", missing="Enter the date")
    words = nhs.LongTextField(label="What is the concern?", rows=5, missing="Write down what the concern is")
    about_whom = nhs.TextField(label="Who is it about?", required=False, max_length=300)
    persons_wishes = nhs.LongTextField(
        label="What does the person want to happen?", required=False, rows=3,
        hint="Making safeguarding personal: ask them, unless asking puts them at risk",
    )  # fmt: skip
    immediate_steps = nhs.LongTextField(label="What was done at once?", required=False, rows=3)

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["raised_on"].not_after = today


class ReferForm(nhs.IdempotentForm):
    """Referred to the council, or why not."""

    referred = nhs.YesNoField(
        label="Is it referred to the council?", reveal={"yes": ["referred_to", "referred_on", "reference"], "no": ["not_referred_why"]},
        missing="Select whether it is referred",
    )  # fmt: skip
    referred_to = nhs.TextField(label="To whom?", missing="Enter to whom it was referred", max_length=300)
    referred_on = nhs.DateField(label="When?", missing="Enter the date")
    reference = nhs.TextField(label="Their reference", required=False, max_length=60)
    not_referred_why = nhs.LongTextField(label="Why not?", rows=3, missing="Write down why it is not referred")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["referred_on"].not_after = today


class CloseConcernForm(nhs.IdempotentForm):
    closed_on = nhs.DateField(label="When?", missing="Enter the date")
    outcome = nhs.LongTextField(label="What came of it?", rows=4, missing="Write down what came of it")
    ask_review = nhs.YesNoField(
        label="Does the plan need a review because of it?", missing="Select whether a review is needed"
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["closed_on"].not_after = today
