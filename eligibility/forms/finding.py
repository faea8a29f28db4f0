"""Looking for people who might gain from an offer, and what is decided about each."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from eligibility.enums import CandidateState, CaseState, Route
from eligibility.forms.offers import conditions_typed
from eligibility.rules.case_finding import Condition, conditions_of
from eligibility.selectors.finding import RECORD_FACTS, Search
from eligibility.services.candidate_file import MOST_BYTES
from phb.core import forms as nhs
from phb.core.tables import FilterForm

CONDITION_ROWS = 4
COUNTED = tuple(fact for fact in RECORD_FACTS if fact != "age")


class SearchForm(nhs.NHSForm):
    """Conditions on what the records hold. All that are entered must hold."""

    hide_optional = True

    age_from = nhs.NumberField(label="Age from", required=False, min_value=0, max_value=120, suffix="years", width=3)
    age_to = nhs.NumberField(label="Age to", required=False, min_value=0, max_value=120, suffix="years", width=3)
    route = nhs.SelectField(label="Has a case by the route", choices=[("", "Any"), *Route.choices()], required=False)
    state = nhs.SelectField(label="That stands at", choices=[("", "Any"), *CaseState.choices()], required=False)
    place = nhs.SelectField(label="Place", choices=[("", "Any")], required=False)
    interpreter = nhs.ConfirmField(label="Needs an interpreter", required=False)

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "Any"), *places]
        for fact in COUNTED:
            for end, words in (("from", "at least"), ("to", "at most")):
                self.fields[f"{fact}_{end}"] = nhs.NumberField(
                    label=f"{RECORD_FACTS[fact]}: {words}", required=False, min_value=0, max_value=999, width=3
                )

    def clean(self) -> dict[str, Any]:
        """No lower end above its upper end."""
        cleaned = super().clean() or {}
        for fact in ("age", *COUNTED):
            low, high = cleaned.get(f"{fact}_from"), cleaned.get(f"{fact}_to")
            if low is not None and high is not None and high < low:
                self.add_error(f"{fact}_to", f"{RECORD_FACTS[fact]}: the upper end is below the lower end")
        return cleaned

    def asked(self) -> Search:
        """The conditions as the service takes them."""
        c = self.cleaned_data
        conditions = tuple(
            Condition(fact, c[f"{fact}_from"], c[f"{fact}_to"])
            for fact in ("age", *COUNTED)
            if c[f"{fact}_from"] is not None or c[f"{fact}_to"] is not None
        )
        place = int(c["place"]) if c["place"] else None
        return Search(conditions, c["route"], c["state"], place, bool(c["interpreter"]))


class CandidateFileForm(nhs.NHSForm):
    """A file of people with facts, and the conditions that point somebody out."""

    hide_optional = True

    file = nhs.FileField(
        label="File of people",
        hint="A CSV file of 2 MB or less: nhs_number, name, date_of_birth, then facts such as ae_attendances_12m",
        endings=[".csv"],
        max_bytes=MOST_BYTES,
        missing="Choose a file",
    )

    def __init__(self, *args: Any, find: Sequence[dict[str, Any]] = (), **kwargs: Any) -> None:
        kept = {
            f"f{n}_{key}": row.get(key, "") for n, row in enumerate(find) for key in ("fact", "at_least", "at_most")
        }
        kwargs["initial"] = {**kept, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.rows = max(CONDITION_ROWS, len(find) + 1)
        for number in range(self.rows):
            self.fields[f"f{number}_fact"] = nhs.TextField(label=f"Fact {number + 1}", required=False, max_length=40)
            for end, words in (("at_least", "At least"), ("at_most", "At most")):
                self.fields[f"f{number}_{end}"] = nhs.NumberField(
                    label=words, required=False, places=2, min_value=Decimal(0)
                )

    def conditions(self) -> tuple[Condition, ...]:
        """The conditions, checked. Raises RuleBroken."""
        return conditions_of(conditions_typed(self.cleaned_data, self.rows))

    def add_rule_broken(self, error: Any) -> None:
        """Conditions are several boxes: what is wrong with them stands at the first."""
        super().add_rule_broken(error)
        if getattr(error, "field", None) == "conditions":
            self.errors.pop("__all__", None)
            self.add_error("f0_fact", str(error))


class CandidateForm(nhs.IdempotentForm):
    """What a person decides about somebody who was pointed out."""

    answer = nhs.RadiosField(
        label="What do you decide?",
        choices=[],
        missing="Select what you decide",
        hints={
            "refer": "A case under the offer begins today, with what is known here",
            "not_now": "They stay on this list for a later look",
            "dismiss": "This refuses nobody: they may still be referred, or ask",
        },
    )
    reason = nhs.LongTextField(
        label="Reason", hint="Needed if the offer does not suit them", required=False, rows=3, max_length=2000
    )

    LABELS = {
        "refer": "Refer them",
        "not_now": "Not now",
        "dismiss": "The offer does not suit them",
        "look_again": "Look at them again",
    }

    def __init__(self, *args: Any, verbs: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_only(verbs)

    def offer_only(self, verbs: Sequence[str]) -> None:
        """The answers to choose among."""
        self.fields["answer"].choices = [(verb, words) for verb, words in self.LABELS.items() if verb in verbs]

    def clean(self) -> dict[str, Any]:
        """A person who is left out is left out for a reason."""
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "dismiss" and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", "Write why the offer does not suit this person")
        return cleaned


class CandidateFilters(FilterForm):
    """Filters of the list of people pointed out."""

    state = nhs.SelectField(
        label="Stands at", choices=[("", "To be looked at"), ("ALL", "All"), *CandidateState.choices()]
    )
    offer = nhs.SelectField(label="Offer", choices=[("", "Any")])
    finding = nhs.NumberField(label="Search number", width=5)
