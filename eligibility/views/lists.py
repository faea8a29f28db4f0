"""The list of cases: filters in the address, sorted by clock, and as a file."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from eligibility import selectors
from eligibility.enums import CaseState, Route
from eligibility.models import Case
from eligibility.rules.case_clocks import Holder, Kind
from eligibility.selectors import work
from eligibility.selectors.clock_lists import holder_condition, kind_condition
from eligibility.views.clock_lists import hours_tag
from phb.core import forms as nhs
from phb.core.clock import london_today, now
from phb.core.display import plural
from phb.core.listing import listed
from phb.core.tables import Column, FilterForm, Table, Tag

COLOURS = {
    CaseState.ELIGIBLE: "green",
    CaseState.NOT_ELIGIBLE: "grey",
    CaseState.CLOSED: "grey",
    CaseState.SCREENED_OUT: "grey",
    CaseState.ASSESSED: "purple",
    CaseState.FAST_TRACK_RECEIVED: "red",
    CaseState.RETURNED_FOR_EVIDENCE: "orange",
}
CLOCKS = [("overdue", "Overdue"), ("soon", "Due soon"), ("running", "Running"), ("none", "No clock yet")]


class CaseFilters(FilterForm):
    """Filters of the list."""

    waits = nhs.SelectField(
        label="Waits for", choices=[("", "Anything"), *((key, label) for key, (label, _) in selectors.WAITS.items())]
    )
    route = nhs.SelectField(label="Route", choices=[("", "Any"), *Route.choices()])
    # Without a choice the list is of work to be done: old decisions would crowd out what is due.
    state = nhs.SelectField(label="State", choices=[("", "Not decided yet"), ("ALL", "All"), *CaseState.choices()])
    clock = nhs.SelectField(label="Clock", choices=[("", "Any"), *CLOCKS])
    kind = nhs.SelectField(label="Clock of", choices=[("", "The decision"), *Kind.choices()[1:]])
    held = nhs.SelectField(label="Clock held by", choices=[("", "Anyone"), *Holder.choices()])
    team = nhs.SelectField(label="Team", choices=[("", "Any")])
    coordinator = nhs.SelectField(label="Care coordinator", choices=[("", "Anyone")])
    assessor = nhs.SelectField(label="Assessor", choices=[("", "Anyone or nobody")])


def state_tag(case: Case) -> Tag:
    return Tag(case.get_state_display(), COLOURS.get(CaseState(case.state), "blue"))


def case_table(request: HttpRequest, today: date, soon: int) -> Table:
    """The table for one request: what it filters and shows depends on the day."""
    undecided = Case.life_cycle.groups["undecided"]

    def clock(case: Case) -> Any:
        if case.due_on is None or case.clock_started_on is None or case.state not in undecided:
            return None
        if case.due_on < today:
            return Tag(plural((today - case.due_on).days, "day") + " overdue", "red")
        if case.due_clock == "K2" and case.care_due_at is not None:
            return hours_tag(case.care_due_at, now())
        day = f"Day {(today - case.clock_started_on).days} of {(case.due_on - case.clock_started_on).days}"
        return Tag(day, "yellow" if (case.due_on - today).days <= soon else "white")

    class Filters(CaseFilters):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["coordinator"].choices = [("", "Anyone"), *selectors.coordinators(request.actor, today)]
            self.fields["team"].choices = [("", "Any"), *work.teams(request.actor)]
            self.fields["assessor"].choices = work.assessor_choices(request.actor, today)

    class CaseTable(Table):
        caption, order, filter_form, path = "Cases", "due", Filters, reverse("eligibility:cases")
        empty = "No case waits. A case begins with a referral, recorded on a person’s page."
        columns = (
            Column(
                "person",
                "Person",
                sort="person__sort_name",
                cell="person.full_name",
                link=lambda case: reverse("eligibility:case", args=[case.pk]),
                note=lambda case: case.reference,
            ),
            Column("nhs_number", "NHS number", cell="person.nhs_number", kind="nhs_number"),
            Column("route", "Route", cell=lambda case: case.get_route_display()),
            Column("state", "State", cell=state_tag),
            Column("coordinator", "Care coordinator", cell="coordinator_name"),
            Column("assessor", "Assessor", cell="assessor.user.name", note=lambda case: case.team or ""),
            Column("received", "Referred", sort="received_on", cell="received_on", kind="date"),
            Column("clock", "Clock", cell=clock),
            Column("due", "Decision due", sort="due_on", cell="due_on", kind="date"),
        )

        def filter_state(self, queryset: Any, code: str) -> Any:
            return queryset if code == "ALL" else queryset.filter(state=code)

        def filter_waits(self, queryset: Any, key: str) -> Any:
            return queryset.filter(state__in=selectors.WAITS[key][1])

        def filter_clock(self, queryset: Any, key: str) -> Any:
            return queryset.filter(selectors.clock_condition(key, today, soon))

        def filter_kind(self, queryset: Any, code: str) -> Any:
            return queryset.filter(kind_condition(code))

        def filter_held(self, queryset: Any, code: str) -> Any:
            return queryset.filter(holder_condition(code))

        def filter_team(self, queryset: Any, number: str) -> Any:
            return queryset.filter(team_id=int(number))

        def filter_coordinator(self, queryset: Any, number: str) -> Any:
            return queryset.filter(coordinator_id=int(number))

        def filter_assessor(self, queryset: Any, who: str) -> Any:
            return work.of_assessor(queryset, who, request.actor)

    found = selectors.cases_for_list(request.actor, today).select_related("person", "team", "assessor__user")
    if not request.GET.get("state") and not request.GET.get("kind"):
        found = found.filter(state__in=undecided)
    return CaseTable(request.GET, found, path=reverse("eligibility:cases"))


def cases(request: HttpRequest) -> HttpResponseBase:
    today = london_today()
    table = case_table(request, today, selectors.due_soon_days(request.actor.organisation_id, today))
    return listed(request, table, "eligibility/cases.html", file="cases.csv", where="the list of cases")
