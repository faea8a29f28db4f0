"""Forms of the library: search, entries, prices, files, and the count that a price needs before it is an amount."""

from decimal import Decimal
from typing import Any

from django import forms

from careplans.enums import LibraryKind, LibraryState, PriceUnit, ServiceKind
from phb.core import forms as nhs
from phb.core.tables import FilterForm

ANY = ("", "Any")
PRICE_STATES = [
    ("", "In force today"),
    ("waiting", "Waiting for a second person"),
    ("to_come", "Approved, to come"),
    ("over", "Ended"),
    ("rejected", "Not approved"),
    ("all", "All"),
]


class ChoosingForm(FilterForm):
    """Filters whose choices come from the library of one organisation: set on a class of the request alone."""

    topics: tuple[tuple[str, str], ...] = ()
    providers: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, there in (("topic", self.topics), ("provider", self.providers), ("place", self.places)):
            if name in self.fields:
                self.fields[name].choices = [ANY, *there]


def _words() -> nhs.TextField:
    return nhs.TextField(label="Search", hint="Name, topic, words or provider", max_length=200)


class EntryFilters(ChoosingForm):
    q = _words()
    kind = nhs.SelectField(label="Kind", choices=[ANY, *LibraryKind.choices()])
    state = nhs.SelectField(label="Stands at", choices=[("", "In use or waiting"), *LibraryState.choices()])
    topic = nhs.SelectField(label="Topic", choices=[ANY])
    provider = nhs.SelectField(label="Provider", choices=[ANY])
    place = nhs.SelectField(label="Place", choices=[ANY])
    unit = nhs.SelectField(label="Priced", choices=[ANY, *PriceUnit.choices()])
    at_most = nhs.MoneyField(label="At most")


class PriceFilters(ChoosingForm):
    q = _words()
    state = nhs.SelectField(label="Stands at", choices=PRICE_STATES)
    kind = nhs.SelectField(label="Kind", choices=[ANY, *LibraryKind.choices()])
    topic = nhs.SelectField(label="Topic", choices=[ANY])
    provider = nhs.SelectField(label="Provider", choices=[ANY])
    place = nhs.SelectField(label="Place", choices=[ANY])
    unit = nhs.SelectField(label="Priced", choices=[ANY, *PriceUnit.choices()])
    at_most = nhs.MoneyField(label="At most")


class TakeFilters(ChoosingForm):
    q = _words()
    kind = nhs.SelectField(
        label="Kind", choices=[ANY, *(pair for pair in LibraryKind.choices() if pair[0] != LibraryKind.OUTCOME)]
    )
    topic = nhs.SelectField(label="Topic", choices=[ANY])
    provider = nhs.SelectField(label="Provider", choices=[ANY])


class SuggestionFilters(ChoosingForm):
    q = nhs.TextField(label="Search", hint="Words or topic", max_length=200)
    topic = nhs.SelectField(label="Topic", choices=[ANY])


class OwnSearchForm(ChoosingForm):
    """What a person looks for; sent in the body, so that no address tells of it."""

    q = nhs.TextField(label="What are you looking for?", hint="For example sitting, hoist, choir", max_length=200)
    kind = nhs.SelectField(
        label="Kind", choices=[ANY, *(pair for pair in LibraryKind.choices() if pair[0] != LibraryKind.OUTCOME)]
    )
    place = nhs.SelectField(label="Place", choices=[ANY])


class EntryForm(nhs.IdempotentForm):
    """What an entry says. A new one also says its kind."""

    kind = nhs.RadiosField(label="What is it?", choices=LibraryKind.choices(), missing="Select what it is")
    name = nhs.TextField(label="Name", hint="As a person would look for it", max_length=300, missing="Enter the name")
    description = nhs.LongTextField(
        label="What it is, in plain words",
        hint="What somebody gets, and for whom it is",
        required=False,
        rows=4,
        max_length=4000,
    )
    topic = nhs.TextField(
        label="Topic",
        hint="The word it is grouped by, for example breathing, breaks",
        required=False,
        max_length=120,
        width=20,
    )
    service_kind = nhs.SelectField(label="Kind of plan line", choices=ServiceKind.choices(), required=False)
    measure = nhs.LongTextField(
        label="How could one tell that it is reached?", hint="For an outcome", required=False, rows=2, max_length=2000
    )
    evidence = nhs.LongTextField(
        label="What is known of whether it helps",
        hint="With its public source",
        required=False,
        rows=3,
        max_length=4000,
    )
    edits = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, str]:
        """What the entry is to say."""
        return {
            name: self.cleaned_data[name] or ""
            for name in ("name", "description", "topic", "service_kind", "measure", "evidence")
        }


class ChangeForm(EntryForm):
    """A proposal changed, or a correction proposed with its reason."""

    kind = None  # type: ignore[assignment]
    reason = nhs.LongTextField(label="Why is it corrected?", rows=2, missing="Write down why it is corrected")

    def __init__(self, *args: Any, correction: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not correction:
            del self.fields["reason"]


class PriceForm(nhs.IdempotentForm):
    provider = nhs.TextField(
        label="Provider", hint="Leave empty for a price that holds whoever provides it", required=False, max_length=200
    )
    place = nhs.SelectField(label="Place", hint="Leave empty for everywhere", choices=(), required=False)
    amount = nhs.MoneyField(label="Price", missing="Enter the price")
    unit = nhs.SelectField(label="For what?", choices=PriceUnit.choices(), missing="Select what the price is for")
    includes = nhs.LongTextField(
        label="What the price covers",
        hint="For example travel, weekends, delivery",
        required=False,
        rows=2,
        max_length=2000,
    )
    starts = nhs.DateField(label="First day", hint="For example, 1 4 2026", missing="Enter the first day")
    ends = nhs.DateField(label="Last day", hint="Leave empty if it holds until further notice", required=False)
    source = nhs.TextField(
        label="Where does it come from?", hint="For example, contract of 2 February 2026", max_length=300,
        missing="Say where the price comes from",
    )  # fmt: skip

    def __init__(self, *args: Any, places: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = places

    def values(self) -> dict[str, Any]:
        """The price by the names of the service."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in {"key", "place"}}
        return {**typed, "place_id": int(self.cleaned_data["place"]) if self.cleaned_data["place"] else None}


class AnswerForm(nhs.NHSForm):
    """The second person's answer. `edits` names what was read, where it may change."""

    answer = nhs.RadiosField(
        label="Your answer", choices=[("approve", "Approve it"), ("reject", "Do not approve it")], missing="Select your answer",
        reveal={"reject": ["reason"]},
    )  # fmt: skip
    reason = nhs.LongTextField(label="Why not?", rows=3, missing="Write down why not")
    edits = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReasonForm(nhs.NHSForm):
    reason = nhs.LongTextField(label="Why?", rows=3, missing="Write down why")


class EndPriceForm(nhs.NHSForm):
    last_day = nhs.DateField(label="Last day of the price", missing="Enter the last day")
    reason = nhs.LongTextField(label="Why does it end?", rows=3, missing="Write down why it ends")


class LibraryFileForm(nhs.NHSForm):
    file = nhs.FileField(
        label="File of entries and prices", endings=(".csv",), missing="Choose the file",
        hint="CSV with the template’s columns, up to 5,000 rows and 10 MB. It is checked first; nothing is taken yet",
    )  # fmt: skip


class HowManyForm(FilterForm):
    """How many a week: for comparing, and for turning a price into an amount. One box for each unit that is asked for."""

    def __init__(self, data: Any, *, units: dict[str, str], **options: Any) -> None:
        super().__init__(data, **options)
        for unit, label in units.items():
            self.fields[unit] = nhs.NumberField(
                label=label, places=2, min_value=Decimal("0.01"), max_value=10_000, required=False
            )

    def quantities(self) -> dict[str, Decimal]:
        """Counts by unit, of the boxes that were filled in and can be read."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value is not None}
