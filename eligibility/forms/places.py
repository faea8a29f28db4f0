"""Recording where somebody wishes to be cared for and to die, and where they died."""

from datetime import date
from typing import Any

from eligibility.enums import PlaceKind, PlaceValue
from eligibility.selectors.places import REAL_PLACES
from phb.core import forms as nhs

WHO = {
    "PERSON": "The person",
    "REPRESENTATIVE": "Somebody who may decide for them",
    "FAMILY": "Family or friend",
    "STAFF": "Staff who care for them",
    "OTHER": "Somebody else",
}
LIKE = "For example, 14 5 2026"


class PlaceForm(nhs.IdempotentForm):
    """One answer about one place."""

    kind = nhs.RadiosField(label="Which place?", choices=PlaceKind.choices(), missing="Select which place it is about")
    place = nhs.RadiosField(
        label="The answer",
        choices=PlaceValue.choices(),
        missing="Select the answer",
        dividers={"NO_PREFERENCE": "or"},
        hints={
            "NO_PREFERENCE": "They were asked, and any place is right for them",
            "NOT_DECIDED": "They were asked, and want to think about it",
            "DID_NOT_WISH_TO_SAY": "They were asked, and would rather not talk about it",
            "NOT_ASKED": "The question was not put. Say why, if there is a reason",
        },
    )
    asked_on = nhs.DateField(
        label="Day",
        hint=f"On which they were asked, or on which it became known where they died. {LIKE}",
        missing="Enter the day",
    )
    who = nhs.RadiosField(
        label="Who answered?", choices=list(WHO.items()), required=False, reveal={"OTHER": ["who_else"]}
    )
    who_else = nhs.TextField(label="Who was it?", missing="Enter who answered", max_length=150)
    words = nhs.LongTextField(label="In their words", required=False, rows=3, max_length=2000)
    reason_not_achieved = nhs.LongTextField(
        label="Why the preferred place was not achieved",
        hint="Only after a death in another place than the one preferred",
        required=False,
        rows=3,
        max_length=2000,
    )

    def __init__(self, *args: Any, today: date, born: date, died: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_on"].not_before, self.fields["asked_on"].not_after = born, today
        if died is None:
            self.fields["kind"].choices = [choice for choice in PlaceKind.choices() if choice[0] != PlaceKind.APD]
            del self.fields["reason_not_achieved"]

    def clean(self) -> dict[str, Any]:
        """Who answered is asked for unless nobody was asked."""
        cleaned = super().clean() or {}
        if cleaned.get("place") not in (None, PlaceValue.NOT_ASKED) and not cleaned.get("who"):
            self.add_error("who", "Select who answered")
        if cleaned.get("kind") == PlaceKind.APD and cleaned.get("place") not in (None, *REAL_PLACES):
            self.add_error("place", "Select the place where the person died")
        return cleaned

    def details(self) -> dict[str, Any]:
        """The answer as the service takes it."""
        c = self.cleaned_data
        who = c["who_else"] if c.get("who") == "OTHER" else WHO.get(c.get("who") or "", "")
        return {
            "kind": c["kind"],
            "place": c["place"],
            "asked_on": c["asked_on"],
            "asked_of": who,
            "words": c["words"],
            "reason_not_achieved": c.get("reason_not_achieved", ""),
        }


class PlaceFiguresForm(nhs.NHSForm):
    """The period of the figures."""

    hide_optional = True

    since = nhs.DateField(label="Referred from", required=False)
    until = nhs.DateField(label="Referred to", required=False)
