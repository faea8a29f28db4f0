"""Forms of the sections of a plan. A draft may be saved with anything missing: gaps are shown, not refused."""

from typing import Any

from careplans.enums import PaidEvery
from careplans.forms.drafts import DraftForm, whole
from phb.core import forms as nhs


class OptionalForm(DraftForm):
    """Every box may stay empty, so “(optional)” beside each says nothing."""

    hide_optional = True


def own_words(label: str, hint: str = "", **more: Any) -> nhs.LongTextField:
    return nhs.LongTextField(label=label, hint=hint, required=False, rows=more.pop("rows", 3), max_length=8000, **more)


class AboutMeForm(OptionalForm):
    """The headings of About Me (PRSB, DAPB4022), in the person's own words."""

    what_matters = own_words(
        "What matters most to me", "What must be known first; values, culture, faith, what I like to do", rows=5
    )
    who_i_am = own_words("Who I am", "A few sentences for someone who has never met me")
    must_know = own_words("You must know", "Allergies and the like, one on each line. Stands at the top of the plan")
    important_people = own_words("People who are important to me", "Who they are, why, and how they are involved")
    not_to_contact = own_words("Please do not contact", rows=2)
    how_i_communicate = own_words(
        "How I communicate and how to communicate with me", "Aids, language, how I show pain, how I like information"
    )
    my_wellness = own_words("My wellness", "A good day, a bad day, and the signs that one becomes the other")
    please_do = own_words("Please do", rows=2)
    please_do_not = own_words("Please do not", rows=2)
    how_to_support_me = own_words(
        "How and when to support me", "Routines, moving, eating, medicines, decisions, an emergency"
    )
    strengths = own_words("What I am good at")
    also_worth_knowing = own_words("Also worth knowing about me")
    written_with = nhs.TextField(label="Who helped to write this", hint="Name and role", required=False)


class AdviceForm(OptionalForm):
    """What the law asks about risk."""

    risks_advised_on = nhs.DateField(
        label="When were the risks talked through with the person?",
        hint="The person is told of significant risks, what may follow, and how to lower them. For example, 14 5 2026", required=False,
    )  # fmt: skip
    risks_advised_by = nhs.TextField(label="Who talked them through?", hint="Name and role", required=False)


class SafetyForm(OptionalForm):
    """Safeguarding, liberty and restraint (regulation 8, where the person lacks capacity or is vulnerable)."""

    safeguarding = own_words("Keeping the person safe", "What is watched, by whom, and whom to tell")
    liberty = own_words("Living as freely as possible", "What is done so that as little as possible is restricted")
    restraint = own_words("Restraint, if there is any", "What, when, for how long at most, and who decided")
    liberty_authority = nhs.TextField(
        label="What allows a restriction of liberty?", hint="For example an order of the Court of Protection, with its date",
        required=False, max_length=300,
    )  # fmt: skip
    liberty_until = nhs.DateField(label="Until when?", required=False)
    folds = {"Where liberty is restricted": ("liberty_authority", "liberty_until")}


class SupportForm(OptionalForm):
    """How the person took part, and the support that was offered (regulation 9)."""

    how_took_part = own_words(
        "How the person took part", "Where, how often, what helped, what they decided by themselves"
    )
    advocacy_offered_on = nhs.DateField(label="When was an advocate offered?", required=False)
    advocacy = own_words("Advocacy", "Accepted or not, what kind, who, and who asked for them", rows=2)
    support_offered_on = nhs.DateField(
        label="When was information, advice and support offered?",
        hint="For example with managing the money or employing assistants", required=False,
    )  # fmt: skip
    support = own_words("Support", "Accepted or not, from whom", rows=2)


class FormulationForm(OptionalForm):
    """A shared account of how difficulties came about (PRSB, mental health)."""

    formulation = own_words("How we understand what happened", "Written together: what came before, what keeps it going, what helps", rows=8)  # fmt: skip


class AdvanceForm(OptionalForm):
    """Wishes for a time when the person may not be able to say them, and what is kept ready."""

    advance_statement = own_words("What I want if I cannot say so myself", "In the person's words", rows=5)
    advance_statement_kept = nhs.TextField(
        label="Where the signed statement or form is kept", required=False, max_length=300
    )
    anticipatory = own_words("Medicines and equipment kept ready", "What, where it is, and who may give it")


class CarersForm(OptionalForm):
    """Those who care without pay."""

    carers_situation = own_words("How the carers are", "What they do, what they need to go on, what was offered to them", rows=5)  # fmt: skip


class PeopleForm(OptionalForm):
    """Who runs the plan and who watches over the person's health."""

    coordinator = nhs.SelectField(
        label="Care coordinator", hint="One named person, not a team", missing="Select the care coordinator", choices=()
    )
    health_monitor = nhs.TextField(
        label="Who watches over the person's health condition?", hint="Name and role", required=False
    )
    exclusions_checked_on = nhs.DateField(
        label="When was the person asked about court-ordered drug or alcohol treatment?",
        hint="Such an order rules out a direct payment, not a notional or third-party budget. Ask it of everyone", required=False,
    )  # fmt: skip
    excluded = nhs.YesNoField(label="Does such an order apply?", required=False)

    def __init__(self, *args: Any, coordinators: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["coordinator"].choices = coordinators

    def shown(self, now: dict[str, Any]) -> dict[str, Any]:
        """Until it was asked, neither answer is chosen."""
        return now if now.get("exclusions_checked_on") else {**now, "excluded": None}

    def values(self) -> dict[str, Any]:
        typed = super().values()
        return {**typed, "excluded": bool(typed["excluded"])}


class ReviewForm(OptionalForm):
    """When and how the plan is reviewed, and how its money is paid."""

    review_due_on = nhs.DateField(
        label="Date of the first review",
        hint="Within 3 months of the first payment, then at least yearly",
        required=False,
    )
    review_how = own_words("How will the review be done?", "Where, with whom, and what is looked at")
    payment_frequency = nhs.SelectField(label="How often is money paid?", choices=PaidEvery.choices(), required=False)
    notice_days = nhs.NumberField(
        label="Notice before the amount is lowered", suffix="days", min_value=0, max_value=366, required=False
    )

    def values(self) -> dict[str, Any]:
        typed = super().values()
        return {**typed, "notice_days": whole(typed["notice_days"])}


SECTION_FORMS = {
    "about_me": AboutMeForm, "support": SupportForm, "formulation": FormulationForm, "advance": AdvanceForm, "carers": CarersForm,
    "advice": AdviceForm, "safety": SafetyForm, "people": PeopleForm, "review": ReviewForm,
}  # fmt: skip
