"""The list of reviews that are due: by person, care coordinator, team and place."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from careplans import selectors
from careplans.enums import ReviewKind
from careplans.models import Plan
from careplans.rules.reviews import due_state
from careplans.selectors import reviews as reads
from careplans.views.common import staff_only
from careplans.views.reviews.common import DUE_TAGS, today
from eligibility.selectors.work.reach import with_absence
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.display import day
from phb.core.models import Place, Team
from phb.core.tables import Column, FilterForm, Table, Tag

WHEN = [("", "Any"), ("overdue", "Overdue"), ("soon", "Due soon"), ("later", "Later")]
STANDS = [("", "Any"), ("none", "Not opened"), ("open", "Open"), ("asked", "Asked for, to answer")]


class DueFilters(FilterForm):
    when = nhs.SelectField(label="When", choices=WHEN)
    stands = nhs.SelectField(label="Where it stands", choices=STANDS)
    coordinator = nhs.SelectField(label="Care coordinator", choices=[("", "Anyone")])
    team = nhs.SelectField(label="Team", choices=[("", "Any")])
    place = nhs.SelectField(label="Place", choices=[("", "Any")])
    kind = nhs.SelectField(label="Which review", choices=[("", "Any"), *ReviewKind.choices()])

    names: dict[str, list[tuple[str, str]]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in self.names.items():
            self.fields[name].choices = [*self.fields[name].choices[:1], *choices]


def _stands(row: Plan) -> Tag | str:
    if row.opened:
        return Tag("Open", "yellow")
    return Tag("Asked for", "blue") if row.asked else ""


class DueTable(Table):
    caption, order, filter_form = "Reviews due", "due", DueFilters
    lookups = {"team": "coordinator__team_id", "place": "person__place_id", "kind": "next_review_kind"}
    empty = "No review is due. A plan owes its reviews from the day on which it is in force."
    today: date
    soon: int
    columns = (
        Column("person", "Person", sort="person__sort_name", cell="person.full_name", link=lambda row: reverse("careplans:plan_reviews", args=[row.pk]), note=lambda row: row.reference),
        Column("due", "Review due", sort="next_review_on", cell="next_review_on", kind="date"),
        Column("near", "When", cell=lambda row: ""),
        Column("kind", "Which", cell=lambda row: row.get_next_review_kind_display(), note=lambda row: row.next_review_why),
        Column("stands", "Where it stands", cell=_stands),
        Column("planned", "Planned for", cell="planned", kind="date"),
        Column("coordinator", "Care coordinator", cell="coordinator.user.name", note=lambda row: row.coordinator.team.name if row.coordinator.team else ""),
        Column("place", "Place", cell=lambda row: row.person.place.name if row.person.place else ""),
    )  # fmt: skip

    def filter_when(self, queryset: Any, value: str) -> Any:
        last = self.today + timedelta(days=self.soon)
        if value == "overdue":
            return queryset.filter(next_review_on__lt=self.today)
        return (
            queryset.filter(next_review_on__range=(self.today, last))
            if value == "soon"
            else queryset.filter(next_review_on__gt=last)
        )

    def filter_stands(self, queryset: Any, value: str) -> Any:
        wanted = {"none": {"opened": False, "asked": False}, "open": {"opened": True}, "asked": {"asked": True}}
        return queryset.filter(**wanted[value])


@staff_only
def due(request: HttpRequest) -> HttpResponse:
    """Every plan in force that is the actor's to see, the nearest review first."""
    on = today()
    soon = reads.soon_days(request.actor, on)
    # Classes of this request alone: the names of one organisation never reach another's page.
    filters = type("DueFilters", (DueFilters,), {"names": _names(request, on)})
    near = Column("near", "When", cell=lambda row: Tag(*DUE_TAGS[due_state(row.next_review_on, on, soon)]))
    coordinator = Column(
        "coordinator", "Care coordinator", cell="coordinator.user.name", note=_coordinator_note(request, on)
    )
    named = {"near": near, "coordinator": coordinator}
    columns = tuple(named.get(each.key, each) for each in DueTable.columns)
    shape = {"today": on, "soon": soon, "filter_form": filters, "columns": columns}
    table = type("DueTable", (DueTable,), shape)(request.GET, reads.due(request.actor))
    if table.wants_csv:
        audit.note_read(
            list(table.filtered.values_list("person_id", flat=True)), "exported a list of reviews with your name"
        )
        return table.csv_response("reviews.csv")
    audit.note_read([row.person_id for row in table.page.rows], "saw your name in the list of reviews")
    counts = reads.due_counts(request.actor, on)
    context = {"table": table, "counts": _counts(counts, soon), "may_see_measures": may(request.actor, "measures", "R")}
    return render(request, "careplans/reviews/due.html", context)


def _coordinator_note(request: HttpRequest, on: date) -> Callable[[Plan], str]:
    """Beneath the coordinator: their team, and who covers while they are away. One query for the whole list."""
    away = {
        seat.pk: f"away until {day(seat.away_until)}" + (f", {seat.cover_name} covers" if seat.cover_name else "")
        for seat in with_absence(selectors.coordinators(request.actor, on), on)
        if seat.away_until
    }

    def note(row: Plan) -> str:
        team = row.coordinator.team.name if row.coordinator.team else ""
        return ", ".join(each for each in (team, away.get(row.coordinator_id, "")) if each)

    return note


def _names(request: HttpRequest, on: date) -> dict[str, list[tuple[str, str]]]:
    here = {"organisation_id": request.actor.organisation_id}
    return {
        "coordinator": [(str(row.pk), row.user.name) for row in selectors.coordinators(request.actor, on)],
        "team": [(str(pk), name) for pk, name in Team.objects.filter(**here).values_list("pk", "name")],
        "place": [(str(pk), name) for pk, name in Place.objects.filter(**here).values_list("pk", "name")],
    }


def _counts(counts: dict[str, Any], soon: int) -> list[dict[str, Any]]:
    here = reverse("careplans:reviews")
    items = (
        ("Overdue", "overdue", "when=overdue", "late"),
        (f"Due within {soon} days", "soon", "when=soon", "warn"),
        ("Open", "open", "stands=open", ""),
        ("Asked for, to answer", "asked", "stands=asked", "warn"),
    )
    return [{"label": label, "value": counts[key], "href": f"{here}?{query}", "tone": tone if counts[key] else ""}
            for label, key, query, tone in items]  # fmt: skip
