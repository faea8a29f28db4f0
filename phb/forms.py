"""Forms of the roof's own pages."""

from datetime import date
from typing import Any

from phb.core import forms as nhs
from phb.core.models import ContactBy, Format

LANGUAGES = [("en", "English"), ("bfi", "British Sign Language"), ("pl", "Polish"), ("ur", "Urdu"), ("bn", "Bengali"),
             ("pa", "Punjabi"), ("ar", "Arabic"), ("ro", "Romanian"), ("so", "Somali"), ("zh", "Chinese"), ("cy", "Welsh")]


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
    contact_by = nhs.RadiosField(label="How should we get in touch?", choices=ContactBy.choices, initial=ContactBy.LETTER)
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
