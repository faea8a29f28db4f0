"""Work lists of clocks: every running clock of a commissioner's cases, overdue first; and steps towards adult care."""

from datetime import date, datetime
from math import ceil
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from eligibility import selectors
from eligibility.enums import Route, Transition
from eligibility.models import Case
from eligibility.rules.case_clocks import Holder, Kind, clock_name, held_by
from eligibility.selectors import work
from eligibility.selectors.clock_lists import DUE_OF, RUNNING, holder_condition, kind_condition, state_condition
from eligibility.selectors.transition_list import children_towards_adulthood
from phb.core import forms as nhs
from phb.core.clock import london_today, now
from phb.core.display import plural
from phb.core.listing import listed
from phb.core.tables import Column, FilterForm, Table, Tag

STATES = [("overdue", "Overdue"), ("soon", "Due soon"), ("running", "Later")]


class ClockFilters(FilterForm):
    """Filters of the clocks."""

    kind = nhs.SelectField(label="Clock", choices=[("", "The nearest of each case"), *Kind.choices()])
    clock = nhs.SelectField(label="Due", choices=[("", "Any time"), *STATES])
    held = nhs.SelectField(label="Held by", choices=[("", "Anyone"), *Holder.choices()])
    team = nhs.SelectField(label="Team", choices=[("", "Any")])
    assessor = nhs.SelectField(label="Assessor", choices=[("", "Anyone")])
    route = nhs.SelectField(label="Route", choices=[("", "Any"), *Route.choices()])


def clock_tag(due: date | None, today: date, soon: int) -> Tag | None:
    """How far a clock is from its end."""
    if due is None:
        return None
    left = (due - today).days
    if left < 0:
        return Tag(f"{plural(-left, 'day')} overdue", "red")
    words = "Due today" if left == 0 else f"{plural(left, 'day')} left"
    return Tag(words, "yellow" if left <= soon else "white")


def hours_tag(due: datetime, at: datetime) -> Tag:
    """How far Fast Track's 48 hours are from their end, in hours: a begun hour is left, a begun one late."""
    left = (due - at).total_seconds() / 3600
    if left < 0:
        return Tag(f"{plural(ceil(-left), 'hour')} overdue", "red")
    return Tag(f"{plural(ceil(left), 'hour')} left", "yellow" if left <= 12 else "white")


def _hours(case: Case, key: str, at: datetime) -> Tag | None:
    return hours_tag(case.care_due_at, at) if key == "K2" and case.care_due_at is not None else None


def clock_table(request: HttpRequest, today: date, soon: int) -> Table:
    """The table for one request: which clock it shows depends on the filter, what is late on the day."""
    actor, at = request.actor, now()
    kind = request.GET.get("kind", "")
    due, key = (
        DUE_OF.get(Kind(kind), ("next_due_on", "next_clock")) if kind in set(Kind) else ("next_due_on", "next_clock")
    )

    def clock_of(case: Case) -> str:
        return getattr(case, key) if key else "REQUEST"

    def state_of(case: Case) -> Any:
        return _hours(case, clock_of(case), at) or clock_tag(getattr(case, due), today, soon)

    class Filters(ClockFilters):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.fields["team"].choices = [("", "Any"), ("NONE", "No team"), *work.teams(actor)]
            self.fields["assessor"].choices = work.assessor_choices(actor, today)

    class ClockTable(Table):
        caption, order, filter_form, path = "Clocks", "due", Filters, reverse("eligibility:clocks")
        empty = "No clock is running."
        columns = (
            Column(
                "person",
                "Person",
                sort="person__sort_name",
                cell="person.full_name",
                link=lambda case: reverse("eligibility:case", args=[case.pk]),
                note=lambda case: case.reference,
            ),
            Column("route", "Route", cell=lambda case: case.get_route_display()),
            Column("clock", "Clock", cell=lambda case: clock_name(clock_of(case))),
            Column("state", "Stands at", cell=state_of),
            Column("due", "Due", sort=due, cell=due, kind="date"),
            Column("held", "Held by", cell=lambda case: held_by(clock_of(case), case.state).label),
            Column("team", "Team", cell="team.name"),
            Column("assessor", "Assessor", cell="assessor.user.name"),
            Column("nhs_number", "NHS number", cell="person.nhs_number", kind="nhs_number"),
        )

        def filter_kind(self, queryset: Any, code: str) -> Any:
            return queryset.filter(kind_condition(code))

        def filter_clock(self, queryset: Any, code: str) -> Any:
            return queryset.filter(state_condition(code, today, soon, due=due))

        def filter_held(self, queryset: Any, code: str) -> Any:
            return queryset.filter(holder_condition(code))

        def filter_team(self, queryset: Any, number: str) -> Any:
            return queryset.filter(team__isnull=True) if number == "NONE" else queryset.filter(team_id=int(number))

        def filter_assessor(self, queryset: Any, who: str) -> Any:
            return work.of_assessor(queryset, who, actor)

    found = selectors.cases(actor).select_related("person", "team", "assessor__user").filter(RUNNING)
    return ClockTable(request.GET, found, path=reverse("eligibility:clocks"))


def clocks(request: HttpRequest) -> HttpResponseBase:
    today = london_today()
    table = clock_table(request, today, selectors.due_soon_days(request.actor.organisation_id, today))
    return listed(request, table, "eligibility/clocks.html", file="clocks.csv", where="the list of clocks")


def transitions(request: HttpRequest) -> HttpResponseBase:
    """Young people on children's continuing care by the step towards adult care that comes next."""
    today = london_today()

    class Filters(FilterForm):
        step = nhs.SelectField(label="Next step", choices=[("", "Any"), *Transition.choices()])
        due = nhs.SelectField(
            label="Due", choices=[("", "Any time"), ("overdue", "Overdue"), ("year", "Within a year")]
        )

    class TransitionTable(Table):
        caption, order, filter_form, path = "Towards adult care", "due", Filters, reverse("eligibility:transitions")
        empty = "Nobody is on children’s continuing care."
        columns = (
            Column(
                "person",
                "Person",
                sort="person__sort_name",
                cell="person.full_name",
                link=lambda case: reverse("eligibility:case", args=[case.pk]),
                note=lambda case: case.reference,
            ),
            Column("born", "Born", sort="person__date_of_birth", cell="person.date_of_birth", kind="date"),
            Column("step", "Next step", cell=lambda case: Transition(case.next_step).label),
            Column("due", "Due by", sort="step_due", cell="step_due", kind="date", never_empty=True),
            Column("state", "Stands at", cell=lambda case: clock_tag(case.step_due, today, 90)),
            Column("team", "Team", cell="team.name"),
            Column("assessor", "Assessor", cell="assessor.user.name"),
        )

        def filter_step(self, queryset: QuerySet[Case], code: str) -> QuerySet[Case]:
            return queryset.filter(next_step=code)

        def filter_due(self, queryset: QuerySet[Case], code: str) -> QuerySet[Case]:
            if code == "overdue":
                return queryset.filter(step_due__lt=today)
            return queryset.filter(step_due__lte=today.replace(year=today.year + 1, day=min(today.day, 28)))

    found = children_towards_adulthood(request.actor)
    table = TransitionTable(request.GET, found, path=reverse("eligibility:transitions"))
    return listed(
        request,
        table,
        "eligibility/transitions.html",
        file="towards-adult-care.csv",
        where="the list towards adult care",
    )
