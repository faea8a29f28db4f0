"""Forms of uplifts: what it names and by how much, why one budget is left out, and the filters of its budgets."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.forms import HiddenInput

from budgets.enums import UpliftItemState, UpliftState, UpliftWhy
from budgets.models import Uplift
from careplans.enums import ServiceKind
from eligibility.enums import Route
from phb.core import forms as nhs
from phb.core.tables import FilterForm

ONCE = frozenset({ServiceKind.START_UP, ServiceKind.RECRUITMENT, ServiceKind.CONTINGENCY})
KINDS = tuple(kind for kind in ServiceKind if kind not in ONCE)
STREAMS = [("", "All"), *Route.choices()]


class UpliftForm(nhs.IdempotentForm):
    """Which budgets, from which day, and the percent of each kind of line."""

    hide_optional = True  # what may be left empty says so

    name = nhs.TextField(
        label="Name", hint="As colleagues will look for it, such as “Prices of 2027 to 2028”", max_length=200
    )
    reason = nhs.LongTextField(
        label="Why, and where the percents come from",
        hint="Holders read this in their letter. Name the decision or the published source",
        missing="Write why the amounts go up, with the source",
        rows=3,
        max_length=1000,
    )
    effective_from = nhs.DateField(
        label="First day", hint="It may be in the past: what was paid since then is made up for"
    )
    stream = nhs.SelectField(label="Stream", choices=STREAMS, required=False, hint="All, unless you choose one")
    place = nhs.SelectField(label="Place", choices=[("", "All")], required=False, hint="Where the people live")
    provider = nhs.TextField(
        label="Only lines of this provider", hint="Leave empty for all providers", required=False, max_length=200
    )
    fixed_providers = nhs.LongTextField(
        label="Providers whose prices are fixed",
        hint="One a line, or none. Their lines stay as they are",
        required=False,
        rows=2,
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = [("", "All"), *places]
        for kind in KINDS:
            self.fields[f"percent_{kind}"] = nhs.NumberField(
                label=kind.label, places=4, min_value=0, max_value=100, required=False, suffix="%"
            )

    @property
    def percent_names(self) -> list[str]:
        """The fields of the percents, in the order of the kinds."""
        return [f"percent_{kind}" for kind in KINDS]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        typed = self.cleaned_data
        percents = {kind.value: typed[f"percent_{kind}"] for kind in KINDS}
        return {
            "name": typed["name"],
            "reason": typed["reason"],
            "effective_from": typed["effective_from"],
            "stream": typed["stream"],
            "place_id": int(typed["place"]) if typed["place"] else None,
            "provider": typed["provider"],
            "fixed_providers": (typed["fixed_providers"] or "").splitlines(),
            "percents": {kind: f"{percent:f}" for kind, percent in percents.items() if percent is not None},
        }

    def add_rule_broken(self, error: Any) -> None:
        """A refusal of the percents stands at the first of them."""
        if getattr(error, "field", None) == "percents":
            error.field = self.percent_names[0]
        super().add_rule_broken(error)


def initial_of(uplift: Uplift) -> dict[str, Any]:
    """An uplift as its form shows it."""
    return {
        **{name: getattr(uplift, name) for name in ("name", "reason", "effective_from", "stream", "provider")},
        "place": str(uplift.place_id or ""),
        "fixed_providers": "\n".join(uplift.fixed_providers),
        **{f"percent_{kind}": text for kind, text in uplift.percents.items()},
    }


class EditionForm(nhs.IdempotentForm):
    """Names the figures that were seen."""

    edition = nhs.NumberField(widget=HiddenInput)

    def clean_edition(self) -> int:
        """As a whole number."""
        return int(self.cleaned_data["edition"])


class UpliftFilters(FilterForm):
    """Filters of the list of uplifts."""

    state = nhs.SelectField(label="Where it stands", choices=[("", "Any"), *UpliftState.choices()])


class ItemFilters(FilterForm):
    """Filters of the budgets of an uplift."""

    state = nhs.SelectField(label="Where it stands", choices=[("", "Any"), *UpliftItemState.choices()])
    why_code = nhs.SelectField(label="Left out because", choices=[("", "Any"), *UpliftWhy.choices()])
    kind = nhs.SelectField(label="Has a line of", choices=[("", "Any kind"), *((k.value, k.label) for k in KINDS)])
    told = nhs.SelectField(label="To know", choices=[("", "Any"), ("yes", "Something to know")])


def kinds_with_percents(percents: Mapping[str, str]) -> dict[str, str]:
    """The words of each kind with its percent."""
    return {ServiceKind(kind).label: text for kind, text in percents.items()}


def first_of_april(today: date) -> date:
    """The next 1 April: the usual first day of new prices."""
    return date(today.year + (today >= date(today.year, 4, 1)), 4, 1)
