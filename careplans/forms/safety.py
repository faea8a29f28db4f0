"""Forms of what keeps a person safe: risks, “if… then…”, health tasks, who is paid."""

from typing import Any

from careplans.enums import ContingencyKind, Employment, Relationship, RiskAgreement, RiskKind
from careplans.forms.base import RowForm, day_box, line_box, of_five, words_box
from phb.core import forms as nhs


class RiskForm(RowForm):
    description = nhs.LongTextField(label="What could happen?", rows=2, missing="Say what could happen")
    kind = nhs.SelectField(
        label="What is it about?", choices=RiskKind.choices(), initial=RiskKind.OTHER, required=False
    )
    persons_view = words_box("What the person thinks", "In their words", rows=2)
    likelihood = of_five("How likely is it?", "1 rarely, 5 almost certainly", missing="Select how likely it is")
    impact = of_five("How bad would it be?", "1 hardly, 5 it could end a life", missing="Select how bad it would be")
    steps = words_box("Steps that make it less likely or less bad", "Who does each")
    procedure = words_box("Agreed way to manage it", "The law asks for one for each significant risk")
    agreement = nhs.RadiosField(
        label="Have the person and the professional agreed?",
        choices=RiskAgreement.choices(),
        missing="Select whether it is agreed",
    )
    what_matters = words_box("What matters to the person about it", rows=2)
    who_harmed = line_box("Who could be harmed?", "For example the person, an assistant, the family")
    residual_likelihood = of_five("How likely is it still?", "After the steps", required=False)
    residual_impact = of_five("How bad would it still be?", "After the steps", required=False)
    professionals_view = words_box("What the professional thinks", rows=2)
    agreed_with = line_box("The way to manage it was agreed with", "Name and role")
    agreed_on = day_box("When was it agreed?")
    review_on = day_box("When is it looked at again?")
    folds = {
        "What matters, and who could be harmed": ("what_matters", "who_harmed"),
        "What remains after the steps": ("residual_likelihood", "residual_impact"),
        "Who agreed, and when it is looked at again": ("professionals_view", "agreed_with", "agreed_on", "review_on"),
    }
    whole = ("likelihood", "impact", "residual_likelihood", "residual_impact")
    otherwise = {"kind": RiskKind.OTHER}

    def clean(self) -> dict[str, Any]:
        """What remains is told in full or not at all."""
        found = super().clean() or self.cleaned_data
        likely, bad = found.get("residual_likelihood"), found.get("residual_impact")
        if bool(likely) != bool(bad):
            empty = "residual_impact" if likely else "residual_likelihood"
            self.add_error(empty, "Say both how likely and how bad it still is, or leave both out")
        return found


class ContingencyForm(RowForm):
    kind = nhs.SelectField(
        label="What is it for?", choices=ContingencyKind.choices(), initial=ContingencyKind.OTHER, required=False
    )
    trigger = nhs.LongTextField(
        label="If this happens",
        hint="For example: if Joy is ill, if the power fails",
        rows=2,
        missing="Say what may happen",
    )
    action = nhs.LongTextField(
        label="Then do this", hint="Each step on a line of its own", rows=3, missing="Say what is to be done"
    )
    contact = line_box("And call", "Name and telephone number")
    warning_signs = words_box("How it begins", "The first signs that it is about to happen", rows=2)
    coping = words_box("What helps", "What the person or those around them do by themselves", rows=2)
    medicines_equipment = words_box("Medicines and equipment kept ready", "What, and where it is", rows=2)
    review_on = day_box("When is it looked at again?")
    folds = {
        "First signs, and what helps": ("warning_signs", "coping"),
        "What is kept ready, and when it is looked at again": ("medicines_equipment", "review_on"),
    }
    otherwise = {"kind": ContingencyKind.OTHER}


class HealthTaskForm(RowForm):
    words = nhs.LongTextField(
        label="Which task?", hint="For example suction, catheter care, giving medicines", rows=2, missing="Say which task it is"
    )  # fmt: skip
    service = nhs.SelectField(label="In which service is it done?", choices=(), required=False)
    delegated_by = line_box("Which practitioner delegates it?", "Name and role. They answer for it")
    registration = line_box("Their registration number", max_length=60, width=20)
    practitioner_employer = line_box("Their employer")
    risk_assessed_on = day_box(
        "When were risks and benefits weighed?",
        "How stable the person is, how hard the task is, what it should achieve",
    )
    person_content_on = day_box("When did the person say they are content with it?")
    instructions = words_box("Clinical instructions", "In short, or where the document is kept")
    if_withdrawn = words_box("Who does it if the practitioner refuses or withdraws?", rows=2)
    folds = {"Instructions, and another way": ("instructions", "if_withdrawn")}


class PaidPersonForm(RowForm):
    name = nhs.TextField(label="Name", missing="Enter the name")
    service = nhs.SelectField(label="In which service are they paid?", choices=(), required=False)
    employment = nhs.RadiosField(
        label="How do they work?", choices=Employment.choices(), missing="Select how they work"
    )
    relationship = nhs.RadiosField(
        label="What are they to the person?",
        choices=Relationship.choices(),
        missing="Select what they are to the person",
    )
    same_household = nhs.YesNoField(
        label="Do they live in the same household?",
        missing="Select whether they live in the same household",
        reveal={"yes": ["exception_reason"]},
    )
    exception_reason = words_box(
        "Why is it necessary to pay them?",
        "Family or a friend in the same household may be paid only as an exception that a commissioner approves",
    )
    acts_for_person = nhs.YesNoField(
        label="Are they also the nominee or the representative?",
        missing="Select whether they are also the nominee or the representative",
        reveal={"yes": ["second_checker"]},
    )
    second_checker = line_box("Who else checks their timesheets?")
    registration_words = words_box("Registration, insurance, way to complain", "What was seen, and when", rows=2)
    folds = {"Registration and insurance": ("registration_words",)}

    def values(self) -> dict[str, Any]:
        typed = super().values()
        return {**typed, **{name: bool(typed[name]) for name in ("same_household", "acts_for_person")}}
