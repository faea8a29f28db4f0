"""What a report of the year's money is about, and how it is cut."""

from typing import Any

from budgets.selectors.years import CUTS
from phb.core import forms as nhs
from phb.core.tables import FilterForm

SINCE = [("", "Any"), ("new", "New in the year"), ("ended", "Ended in the year")]
SIGNS = [("", "Any"), ("over", "Overspend"), ("under", "Underspend")]


class CutFilters(FilterForm):
    """The year and what is cut out of it; the choices are those that there are."""

    year = nhs.SelectField(label="Year")
    place = nhs.SelectField(label=CUTS["place"])
    stream = nhs.SelectField(label=CUTS["stream"])
    funder = nhs.SelectField(label=CUTS["funder"])
    holding = nhs.SelectField(label=CUTS["holding"])
    provider = nhs.SelectField(label=CUTS["provider"])
    cost_centre = nhs.SelectField(label=CUTS["cost_centre"])
    age = nhs.SelectField(label=CUTS["age"])

    there: dict[str, list[tuple[str, str]]] = {}
    years: list[tuple[str, str]] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = self.years
        for name in CUTS:
            self.fields[name].choices = [("", "Any"), *self.there.get(name, [])]


class ReportFilters(CutFilters):
    """With the way the report is cut."""

    by = nhs.SelectField(label="Cut by", choices=list(CUTS.items()))

    field_order = ("year", "by")


class ListFilters(CutFilters):
    """With what else a list of budgets can be cut by."""

    since = nhs.SelectField(label="New or ended", choices=SINCE)
    sign = nhs.SelectField(label="Variance", choices=SIGNS)
