"""Writing a letter: to whom, what the record does not know, and a word of one's own; sending it, or not."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from eligibility.rules.letters import LISTED, Content
from eligibility.selectors.letters import Receiver
from phb.core import forms as nhs
from phb.core.words import capital

LIKE = "For example, 14 5 2026"
HOW = [
    ("Post", "By post"),
    ("E-mail", "By e-mail"),
    ("Handed over", "Handed over"),
    ("Own pages", "On the person’s own pages, where they said they read it"),
    ("Other", "Another way"),
]


def _field(content: Content) -> Any:
    label = capital(content.words)
    missing = f"Enter {content.words}"
    given: dict[str, Any] = {"label": label, "required": content.required, "missing": missing}
    if content.ask == "day":
        return nhs.DateField(hint=LIKE, **given)
    if content.ask == "money":
        return nhs.MoneyField(**given)
    if content.ask == "lines":
        hint = "One on each line" if content.key in LISTED else "In plain words, as the person will read it"
        return nhs.LongTextField(rows=4, max_length=6000, hint=hint, **given)
    return nhs.TextField(max_length=500, **given)


class LetterForm(nhs.NHSForm):
    """A letter of one kind. `asked` are the contents that the record does not know."""

    to = nhs.RadiosField(label="To whom", missing="Select to whom the letter goes", reveal={"other": ["to_name"]})
    to_name = nhs.TextField(label="Name", max_length=200, missing="Enter to whom the letter goes")
    to_address = nhs.LongTextField(
        label="Address, where the record has none",
        hint="Leave empty to hand the letter over or to send it another way",
        required=False,
        rows=4,
        max_length=500,
    )
    free = nhs.LongTextField(
        label="Anything to add in your own words",
        hint="Printed before the end of the letter",
        required=False,
        rows=4,
        max_length=4000,
    )

    def __init__(self, *args: Any, receivers: Iterable[Receiver], asked: Iterable[Content], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(receivers)
        self.fields["to"].choices = [(one.key, one.name) for one in found] + [("other", "Somebody else")]
        self.fields["to"].hints = {one.key: one.about for one in found if one.about and one.key != "person"}
        self.asked = list(asked)
        for content in self.asked:
            self.fields[f"c_{content.key}"] = _field(content)
        self.order_fields(["to", "to_name", "to_address", *(f"c_{content.key}" for content in self.asked), "free"])

    def add_rule_broken(self, error: Any) -> None:
        """A content that is missing is shown beside its own field."""
        if error.field and f"c_{error.field}" in self.fields:
            error.field = f"c_{error.field}"
        super().add_rule_broken(error)

    def given(self) -> dict[str, Any]:
        """What to hand to the service."""
        clean = self.cleaned_data
        extra = {content.key: self._value(content) for content in self.asked}
        return {
            "to": clean["to"],
            "to_name": clean.get("to_name") or "",
            "to_address": clean.get("to_address") or "",
            "free": clean.get("free") or "",
            "extra": {key: value for key, value in extra.items() if value not in (None, "", [])},
        }

    def _value(self, content: Content) -> Any:
        value = self.cleaned_data.get(f"c_{content.key}")
        return value.splitlines() if content.ask == "lines" and isinstance(value, str) else value


class SendForm(nhs.NHSForm):
    """A letter went out."""

    sent_on = nhs.DateField(
        label="Day on which it went out", hint=f"Limits in time count from this day. {LIKE}", missing="Enter the day"
    )
    how = nhs.RadiosField(label="How", choices=HOW, missing="Select how the letter went", reveal={"Other": ["other"]})
    other = nhs.TextField(label="In which way", max_length=200, missing="Enter how the letter went")

    def __init__(self, *args: Any, today: date, dated: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sent_on"].not_before, self.fields["sent_on"].not_after = dated, max(today, dated)

    def given(self) -> dict[str, Any]:
        """The day and the way."""
        how = self.cleaned_data["how"]
        words = self.cleaned_data.get("other", "") if how == "Other" else dict(HOW)[how]
        return {"sent_on": self.cleaned_data["sent_on"], "how": words}


class CancelForm(nhs.NHSForm):
    """A letter that is not sent."""

    reason = nhs.LongTextField(label="Why is it not sent?", rows=3, max_length=2000, missing="Write why it is not sent")
