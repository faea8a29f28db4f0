"""Forms of the roof's own pages."""

from datetime import date
from typing import Any

from phb.core import forms as nhs
from phb.core.models import ContactBy, Format, Grant
from phb.core.seating import staff_roles

LANGUAGES = [
    ("en", "English"),
    ("bfi", "British Sign Language"),
    ("pl", "Polish"),
    ("ur", "Urdu"),
    ("bn", "Bengali"),
    ("pa", "Punjabi"),
    ("ar", "Arabic"),
    ("ro", "Romanian"),
    ("so", "Somali"),
    ("zh", "Chinese"),
    ("cy", "Welsh"),
]


class FindPersonForm(nhs.NHSForm):
    """What is looked for never stands in an address: it is sent by POST."""

    text = nhs.TextField(
        label="NHS number, name or date of birth",
        hint="For example 999 123 4567, Okafor, Ada Oka or 14/3/1958",
        missing="Enter an NHS number, a name or a date of birth",
        width="20",
    )


class AddPersonForm(nhs.IdempotentForm):
    nhs_number = nhs.NHSNumberField(label="NHS number")
    given_name = nhs.TextField(label="First name", missing="Enter the person's first name", max_length=200)
    family_name = nhs.TextField(label="Last name", missing="Enter the person's last name", max_length=200)
    date_of_birth = nhs.DateField(label="Date of birth", hint="For example, 14 3 1958")
    known_as = nhs.TextField(label="Likes to be called", required=False, max_length=200)
    phone = nhs.TextField(label="Telephone", required=False, max_length=40, width="20")
    email = nhs.EmailField(label="E-mail", required=False)
    address = nhs.LongTextField(label="Address", required=False)
    postcode = nhs.TextField(label="Postcode", required=False, max_length=10, width="10")
    contact_by = nhs.RadiosField(
        label="How should we get in touch?", choices=ContactBy.choices, initial=ContactBy.LETTER
    )
    format = nhs.SelectField(label="Format of letters and documents", choices=Format.choices, initial=Format.STANDARD)
    language = nhs.SelectField(label="Language", choices=LANGUAGES, initial="en")
    needs_interpreter = nhs.YesNoField(label="Is an interpreter needed?", initial="no")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"].not_after = today


class ContactForm(nhs.NHSForm):
    known_as = nhs.TextField(label="Likes to be called", required=False, max_length=200)
    phone = nhs.TextField(label="Telephone", required=False, max_length=40, width="20")
    email = nhs.EmailField(label="E-mail", required=False)
    address = nhs.LongTextField(label="Address", required=False)
    postcode = nhs.TextField(label="Postcode", required=False, max_length=10, width="10")
    contact_by = nhs.RadiosField(label="How should we get in touch?", choices=ContactBy.choices)
    format = nhs.SelectField(label="Format of letters and documents", choices=Format.choices)
    language = nhs.SelectField(label="Language", choices=LANGUAGES)
    needs_interpreter = nhs.YesNoField(label="Is an interpreter needed?")
    adjustments = nhs.LongTextField(
        label="Reasonable adjustments", required=False, hint="For example, longer appointments or a quiet room"
    )
    communication_support = nhs.LongTextField(
        label="Who or what helps in talking and reading", required=False,
        hint="For example, a British Sign Language interpreter, a lipspeaker, an advocate, a communication book",
    )  # fmt: skip
    communication_reviewed_on = nhs.DateField(
        label="When did you last go through these needs with the person?", required=False,
        hint="Ask again at least as often as your setting says, and whenever something changes",
    )  # fmt: skip


class RoleForm(nhs.IdempotentForm):
    email = nhs.EmailField(label="E-mail address", hint="The person gets a link there to choose a password")
    name = nhs.TextField(label="Full name", missing="Enter the person's full name", max_length=200)
    role = nhs.RadiosField(
        label="Role",
        choices=staff_roles(),
        hints={
            "COM": "Needs a second person's approval",
            "FIN": "Needs a second person's approval",
            "AUD": "Needs a second person's approval",
        },
    )
    team_id = nhs.SelectField(label="Team", required=False)
    job_title = nhs.TextField(label="Job title", required=False, max_length=120)

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team_id"].choices = [("", "No team"), *teams]

    def clean_team_id(self) -> int | None:
        return int(self.cleaned_data["team_id"]) if self.cleaned_data["team_id"] else None


class GrantForm(nhs.IdempotentForm):
    kind = nhs.RadiosField(label="Who is it for?", choices=Grant.Kind.choices)
    basis = nhs.RadiosField(label="By what right do they act?", choices=Grant.Basis.choices)
    name = nhs.TextField(label="Full name", missing="Enter the full name", max_length=200)
    email = nhs.EmailField(label="E-mail address", hint="They get a link there to choose a password")
    parts = nhs.CheckboxesField(
        label="What may they see and do?",
        choices=[
            ("see_plan", "See the plan"),
            ("see_money", "See the money"),
            ("act_on_plan", "Write in and agree the plan"),
            ("act_on_money", "Act on the money: bank statements, answers about spending"),
            ("messages", "Messages"),
        ],
        initial=["see_plan", "see_money", "messages"],
    )
    ends = nhs.DateField(label="Last day", required=False, hint="Leave empty if it has no end")


class ReasonForm(nhs.NHSForm):
    reason = nhs.LongTextField(label="Why does it end?", missing="Write why it ends", max_length=300)


class ColleagueForm(nhs.NHSForm):
    membership_id = nhs.SelectField(label="Colleague", missing="Choose a colleague")

    def __init__(self, *args: Any, colleagues: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership_id"].choices = [("", "Choose"), *colleagues]


class PolicyForm(nhs.NHSForm):
    """One local setting. Its kind is that of the value in force."""

    value = nhs.LongTextField(label="New value", max_length=2000)
    starts = nhs.DateField(
        label="First day", hint="From this day on; earlier decisions keep the value they were made with"
    )
    source = nhs.TextField(
        label="Where the figure comes from", max_length=300, missing="Say who decided it, or where it is written"
    )


class DeathForm(nhs.NHSForm):
    died_on = nhs.DateField(label="Date of death", hint="For example, 14 3 2026")
    sure = nhs.ConfirmField(label="I have checked this with the family, the practice or the register")
