"""About me of the plan in force, as staff write it down."""

from careplans.forms.sections import AboutMeForm
from careplans.forms.talk import FROM_AFAR
from phb.core import forms as nhs


class AboutMeNowForm(AboutMeForm):
    """The headings of About me, and whose words these are where somebody told them."""

    said_by = nhs.TextField(
        label="Who told you?", hint="Their name, where these are the words of the person or of who acts for them",
        required=False, max_length=80,
    )  # fmt: skip
    how = nhs.SelectField(label="How did they tell you?", choices=FROM_AFAR, required=False)
