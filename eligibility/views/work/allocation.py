"""Who gets which case: the list with boxes to tick, one case, caseloads and absences."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from markupsafe import Markup

from eligibility import selectors
from eligibility.enums import Route
from eligibility.forms.work import AbsenceForm, AllocateForm
from eligibility.models import Case
from eligibility.selectors import work
from eligibility.services import work as services
from eligibility.views.lists import CLOCKS, state_tag
from eligibility.views.work.common import done, form_page
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day, plural
from phb.core.tables import Column, FilterForm, Table

TICK = Markup(
    '<input type="checkbox" class="phb-choose" form="allocate" name="case" value="{}" aria-label="Choose {}"{}>'
)


def allocation(request: HttpRequest) -> HttpResponseBase:
    """The undecided cases with a box to tick before each, and to whom the ticked ones go."""
    today = london_today()
    ticked = [
        int(text) for text in request.POST.getlist("case") if text.isascii() and text.isdigit() and len(text) < 19
    ]
    table = _table(request, today, frozenset(ticked))
    if table.wants_csv:
        people = table.filtered.values_list("person_id", flat=True).distinct()
        audit.note_read(people, "exported your name in the list of cases to be given out")
        return table.csv_response("allocation.csv")
    form = _form(request, today)
    given: list[Case] = []

    def effect() -> None:
        given.extend(services.allocate(case_ids=ticked, on=today, by=request.actor, **form.asked()))

    if done(request, form, effect):
        messages.success(request, f"{plural(len(given), 'case')} given out." if given else "Nothing had to change.")
        return redirect(f"{reverse('eligibility:allocation')}?{request.GET.urlencode()}")
    audit.note_read([case.person_id for case in table.page.rows], "saw your name in the list of cases to be given out")
    return render(
        request,
        "eligibility/work_allocation.html",
        {"table": table, "form": form, "may_allocate": may(request.actor, "case work", "W")},
    )


def allocate(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give out one case."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    initial = {"membership_id": case.assessor_id or "", "team_id": ""}
    form = _form(request, today, initial)

    def effect() -> None:
        services.allocate(case_ids=[case.pk], on=today, by=request.actor, **form.asked())

    if done(request, form, effect):
        messages.success(request, "The case is given out.")
        return redirect("eligibility:case", case.pk)
    audit.note_read(case.person_id, "opened the form that says who assesses you")
    held = case.assessor.user.name if case.assessor else "Nobody has it yet"
    return form_page(
        request,
        case=case,
        form=form,
        title="Who assesses this case",
        button="Give out the case",
        lead=f"Assessor now: {held}." + (f" Team: {case.team}." if case.team else ""),
        workload=work.workload(request.actor, today),
    )


def workload(request: HttpRequest) -> HttpResponse:
    """Each assessor's caseload, and who is away."""
    today = london_today()
    context = {
        "workers": work.workload(request.actor, today),
        "absences": work.away(request.actor, today),
        "may_change": may(request.actor, "case work", "W"),
    }
    return render(request, "eligibility/work_workload.html", context)


def add_absence(request: HttpRequest) -> HttpResponse:
    """Record that somebody is away."""
    today = london_today()
    seats = [(str(seat.pk), seat.user.name) for seat in work.colleagues(request.actor, today).exclude(role="COM")]
    form = AbsenceForm(request.POST or None, colleagues=seats)

    def effect() -> None:
        data = form.cleaned_data
        services.record_absence(
            membership_id=int(data["membership_id"]), starts=data["starts"], ends=data["ends"],
            cover_id=int(data["cover_id"] or 0) or None, on=today, by=request.actor,
        )  # fmt: skip

    if done(request, form, effect, operation="record_absence"):
        messages.success(request, "The absence is recorded.")
        return redirect("eligibility:workload")
    return render(request, "eligibility/work_absence.html", {"form": form})


def end_absence(request: HttpRequest, absence_id: int) -> HttpResponse:
    """The colleague is back today."""
    work.absence_for(request.actor, absence_id)
    services.end_absence(absence_id=absence_id, on=london_today(), by=request.actor)
    messages.success(request, "They are back from today.")
    return redirect("eligibility:workload")


def _form(request: HttpRequest, today: date, initial: dict[str, Any] | None = None) -> AllocateForm:
    assessors = [(str(one.membership.pk), one.label) for one in work.workload(request.actor, today)]
    return AllocateForm(
        request.POST if request.method == "POST" else None,
        assessors=assessors,
        teams=work.teams(request.actor),
        initial=initial,
    )


def _table(request: HttpRequest, today: date, ticked: frozenset[int]) -> Table:
    soon = selectors.due_soon_days(request.actor.organisation_id, today)

    class Filters(FilterForm):
        assessor = nhs.SelectField(label="Assessor", choices=work.assessor_choices(request.actor, today))
        team = nhs.SelectField(label="Team", choices=[("", "Any"), ("NONE", "No team"), *work.teams(request.actor)])
        route = nhs.SelectField(label="Route", choices=[("", "Any"), *Route.choices()])
        clock = nhs.SelectField(label="Clock", choices=[("", "Any"), *CLOCKS])

    gone = {
        each.absence.membership_id: f"Away to {day(each.absence.ends)}"
        for each in work.away(request.actor, today)
        if each.now
    }

    class AllocationTable(Table):
        caption, order, filter_form = "Cases to give out", "due", Filters
        empty = "No case waits."
        columns = (
            Column(
                "person",
                "Person",
                sort="person__sort_name",
                cell="person.full_name",
                link=lambda case: reverse("eligibility:case", args=[case.pk]),
                note=lambda case: case.reference,
            ),
            Column(
                "choose",
                "Choose",
                cell=lambda case: TICK.format(case.pk, case.reference, Markup(" checked") if case.pk in ticked else ""),
                exported=False,
            ),
            Column("route", "Route", cell=lambda case: case.get_route_display()),
            Column("state", "State", cell=state_tag),
            Column("assessor", "Assessor", cell="assessor.user.name", note=lambda case: gone.get(case.assessor_id, "")),
            Column("team", "Team", cell="team.name"),
            Column("received", "Referred", sort="received_on", cell="received_on", kind="date"),
            Column("due", "Decision due", sort="due_on", cell="due_on", kind="date"),
        )

        def filter_assessor(self, queryset: Any, who: str) -> Any:
            return work.of_assessor(queryset, who, request.actor)

        def filter_team(self, queryset: Any, number: str) -> Any:
            return queryset.filter(team=None) if number == "NONE" else queryset.filter(team_id=int(number))

        def filter_clock(self, queryset: Any, key: str) -> Any:
            return queryset.filter(selectors.clock_condition(key, today, soon))

    return AllocationTable(
        request.GET, work.cases_to_allocate(request.actor, today), path=reverse("eligibility:allocation")
    )
