"""The list of plans, and starting one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors, services
from careplans.enums import PlanState
from careplans.forms import StartForm
from careplans.selectors.reviews import soon_days
from careplans.views.common import COLOURS, WAITS_FOR, staff_only
from eligibility import selectors as eligibility
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import LONDON, london_today
from phb.core.display import plural
from phb.core.errors import RuleBroken
from phb.core.tables import Column, FilterForm, Table, Tag

REVIEWS = [("", "Any"), ("due", "Due soon"), ("overdue", "Overdue")]


class PlanFilters(FilterForm):
    state = nhs.SelectField(label="Where it stands", choices=[("", "In work or in force"), *PlanState.choices()])
    coordinator = nhs.SelectField(label="Care coordinator", choices=[("", "Anyone")])
    review = nhs.SelectField(label="Review", choices=REVIEWS)

    names: tuple[tuple[str, str], ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["coordinator"].choices = [("", "Anyone"), *self.names]


def _review_day(row: Any) -> date | None:
    """The plan's next review, beside the version that is in force."""
    return row.plan.next_review_on if row.state in selectors.IN_FORCE else None


class PlanTable(Table):
    caption, order, filter_form = "Plans", "since", PlanFilters
    lookups = {"coordinator": "plan__coordinator_id"}
    empty = "No plan yet. A plan is started from a case in which a right or an offer stands."
    today: date
    soon: int
    columns = (
        Column("person", "Person", sort="person__sort_name", cell="person.full_name", link=lambda row: reverse("careplans:version", args=[row.pk]),
               note=lambda row: f"{row.plan.reference}, version {row.number}"),
        Column("state", "Where it stands", cell=lambda row: Tag(PlanState(row.state).label, COLOURS.get(row.state, ""))),
        Column("waits", "Waits for", cell=lambda row: WAITS_FOR.get(row.state, "")),
        Column("since", "Since", sort="state_since", cell="state_since", kind="date", note=lambda row: waited(row)),
        Column("coordinator", "Care coordinator", cell="plan.coordinator.user.name"),
        Column("review", "Review due", sort="plan__next_review_on", cell=_review_day, kind="date"),
    )  # fmt: skip

    def filter_review(self, queryset: Any, value: str) -> Any:
        first, last = selectors.review_window(self.today, self.soon)
        running = queryset.filter(state__in=selectors.IN_FORCE)
        if value == "overdue":
            return running.filter(plan__next_review_on__lt=first)
        return running.filter(plan__next_review_on__range=(first, last))


def waited(row: Any) -> str:
    """How long it has waited where it stands, for what still waits for somebody."""
    if row.state not in WAITS_FOR:
        return ""
    days = (london_today() - row.state_since.astimezone(LONDON).date()).days
    return "today" if days <= 0 else plural(days, "day")


@staff_only
def plans(request: HttpRequest) -> HttpResponse:
    """Every version in work or in force that is the actor's to see, the longest waiting first."""
    today = london_today()
    found = selectors.versions(request.actor)
    if not request.GET.get("state"):
        found = found.exclude(state__in=selectors.PAST)
    names = tuple((str(row.pk), row.user.name) for row in selectors.coordinators(request.actor, today))
    # Classes of this request alone: the names of one organisation never reach another's page.
    filters = type("PlanFilters", (PlanFilters,), {"names": names})
    made = type(
        "PlanTable", (PlanTable,), {"today": today, "soon": soon_days(request.actor, today), "filter_form": filters}
    )(request.GET, found)
    if made.wants_csv:
        audit.note_read(
            list(made.filtered.values_list("person_id", flat=True)), "exported a list of plans with your name"
        )
        return made.csv_response("plans.csv")
    audit.note_read([row.person_id for row in made.page.rows], "saw your name in the list of plans")
    return render(
        request, "careplans/plans.html", {"table": made, "may_see": lambda area: may(request.actor, area, "R")}
    )


@staff_only
def start(request: HttpRequest, case_id: int) -> HttpResponse:
    """Start the plan of an eligible case; when there is one already, go to it."""
    case = eligibility.case_for(request.actor, case_id)
    audit.note_read(case.person_id, "opened your case")
    there = selectors.plan_of_case(request.actor, case_id)
    if there is not None:
        return redirect("careplans:plan", there.pk)
    today = london_today()
    people = [(str(row.pk), row.user.name) for row in selectors.coordinators(request.actor, today)]
    form = StartForm(request.POST or None, coordinators=people, initial={"coordinator": request.actor.membership_id})
    if request.method == "POST" and form.is_valid():
        try:
            version = services.start_plan(
                case_id=case_id, coordinator_id=int(form.cleaned_data["coordinator"]), on=today, by=request.actor
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The plan is started. Begin with what matters to the person.")
            return redirect("careplans:about_me", version.pk)
    context = {"form": form, "person": case.person, "person_href": reverse("people:show", args=[case.person_id]),
               "case": case, "stands": eligibility.right_stands(case, today)}  # fmt: skip
    return render(request, "careplans/start.html", context)
