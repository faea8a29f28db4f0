"""Who runs which plans: the list of colleagues, one colleague's plans, and one plan's coordinator."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans import selectors
from careplans.forms.people import ALL, CoordinatorForm, HandOverForm
from careplans.selectors.coordination import handed_over, held_by, seats
from careplans.selectors.people import contact_of
from careplans.services.coordinating import reassign
from careplans.views.common import case_context, opened, staff_only
from eligibility.selectors.work.reach import with_absence
from phb.core import audit, moving
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import plural
from phb.core.errors import RuleBroken
from phb.core.tables import Column, FilterForm, Table

HELD = [("", "Any"), ("some", "Runs plans"), ("leaving", "Runs plans and has left or leaves")]


class SeatFilters(FilterForm):
    held = nhs.SelectField(label="Plans", choices=HELD)


class SeatTable(Table):
    caption, order, filter_form = "Care coordinators", "-plans", SeatFilters
    empty = "Nobody works here as a care coordinator yet. An administrator gives the role, under Users."
    columns = (
        Column("name", "Care coordinator", sort="user__name", cell="user.name",
               link=lambda row: reverse("careplans:coordinator", args=[row.pk]), note=lambda row: row.job_title),
        Column("team", "Team", cell=lambda row: str(row.team or "")),
        Column("plans", "Plans in work or in force", sort="plans", cell="plans", kind="number"),
        Column("away", "Away until", sort="away_until", cell="away_until", kind="date",
               note=lambda row: f"{row.cover_name} covers" if row.cover_name else ""),
        Column("ends", "Role ends", sort="ends", cell="ends", kind="date"),
    )  # fmt: skip

    def filter_held(self, queryset: Any, value: str) -> Any:
        some = queryset.filter(plans__gt=0)
        return some if value == "some" else some.filter(ends__isnull=False)


@staff_only
def coordinators(request: HttpRequest) -> HttpResponse:
    """Every care coordinator with the number of plans they run; it names no person."""
    table = SeatTable(request.GET, with_absence(seats(request.actor), london_today()))
    if table.wants_csv:
        return table.csv_response("coordinators.csv")
    return render(request, "careplans/coordinators.html", {"table": table})


@staff_only
def coordinator(request: HttpRequest, membership_id: int) -> HttpResponse:
    """One colleague's plans, and handing them over."""
    today = london_today()
    held = held_by(request.actor, membership_id, today)
    audit.note_read([plan.person_id for plan in held.plans], "saw your name in the list of a coordinator's plans")
    named = [(str(plan.pk), f"{plan.person.full_name}, {plan.reference}") for plan in held.plans]
    form = HandOverForm(
        request.POST or None, plans=named, coordinators=_others(request, today, membership_id), initial={"which": ALL}
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        chosen = [plan.pk for plan in held.plans] if typed["which"] == ALL else [int(pk) for pk in typed["plans"]]
        try:
            count = reassign(
                plan_ids=chosen,
                membership_id=int(typed["coordinator"]),
                reason=typed["reason"],
                on=today,
                by=request.actor,
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, f"Handed over: {plural(count, 'plan')}.")
            return redirect("careplans:coordinator", membership_id)
    context = {"held": held, "form": form, "may_change": may(request.actor, "plan coordinator", "W"),
               "elsewhere": held.seat.plans - len(held.plans)}  # fmt: skip
    return render(request, "careplans/coordinator.html", context)


@staff_only
def of_plan(request: HttpRequest, version_id: int) -> HttpResponse:
    """Who runs this plan today, how it changed hands, and giving it to somebody else."""
    shown, today = opened(request, version_id, "saw who runs your plan"), london_today()
    form = CoordinatorForm(request.POST or None, coordinators=_others(request, today, shown.plan.coordinator_id))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            reassign(
                plan_ids=[shown.plan_id], membership_id=int(typed["coordinator"]), reason=typed["reason"], on=today,
                by=request.actor,
            )  # fmt: skip
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The plan has a new care coordinator.")
            # Whoever gave away their own plan may no longer open it.
            still = selectors.versions(request.actor).filter(pk=version_id).exists()
            return redirect("careplans:of_plan", version_id) if still else redirect("careplans:plans")
    context = {
        **case_context(request, shown), "form": form, "contact": contact_of(shown.plan, today),
        "runs": shown.plan.coordinator, "may_change": may(request.actor, "plan coordinator", "W"),
        "history": [moving.in_words(row, {"reassigned": "Handed over"}) for row in handed_over(shown.plan)],
    }  # fmt: skip
    return render(request, "careplans/of_plan.html", context)


def _others(request: HttpRequest, on: date, but: int) -> list[tuple[str, str]]:
    """Who could run a plan from today."""
    rows = selectors.coordinators(request.actor, on).exclude(pk=but).filter(pending=False)
    return [(str(row.pk), row.user.name) for row in rows]
