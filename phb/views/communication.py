"""Communication needs that are to be gone through again (Accessible Information Standard: the step “review”)."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from phb.core import audit
from phb.core import forms as nhs
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.models import Person
from phb.core.periods import add_months
from phb.core.policies import policy
from phb.core.selectors import people
from phb.core.tables import Column, FilterForm, Table

DUE = [("", "To be gone through again"), ("all", "Everybody with such needs")]


def with_needs(actor: Actor) -> QuerySet[Person]:
    """Everybody of the actor's who needs another format, language, an interpreter, support or adjustments."""
    needs = (
        ~Q(format="STANDARD")
        | Q(needs_interpreter=True)
        | ~Q(language="en")
        | ~Q(communication_support="")
        | ~Q(adjustments="")
    )
    return people(actor).filter(needs, date_of_death=None).select_related("named_contact__user")


def due_before(actor: Actor, on: date) -> date:
    """Needs last gone through on or before this day are due again: the setting's months before today."""
    months = int(policy("communication_review_months", on=on, organisation_id=actor.organisation_id))
    return add_months(on, -months)


class NeedFilters(FilterForm):
    show = nhs.SelectField(label="Show", choices=DUE)


class NeedTable(Table):
    caption, order, filter_form = "Communication needs", "reviewed", NeedFilters
    empty = "Nobody’s communication needs are to be gone through now."
    columns = (
        Column("person", "Person", sort="sort_name", cell="full_name", link=lambda row: reverse("people:contact", args=[row.pk])),
        Column("needs", "Needs", cell=lambda row: needs_in_words(row)),
        Column("reviewed", "Last gone through", sort="communication_reviewed_on", cell="communication_reviewed_on", kind="date"),
        Column("contact", "Named contact", cell=lambda row: row.named_contact.user.name if row.named_contact else ""),
    )  # fmt: skip

    def filter_show(self, queryset: Any, value: str) -> Any:
        """“all” is the only value that can be chosen: without it the view has narrowed the list already."""
        return queryset


def due(queryset: QuerySet[Person], limit: date) -> QuerySet[Person]:
    """Those never gone through, or longer ago than the setting allows."""
    return queryset.filter(Q(communication_reviewed_on=None) | Q(communication_reviewed_on__lte=limit))


def needs_in_words(row: Person) -> str:
    """Format, interpreter, support and adjustments in one line."""
    parts = [row.get_format_display() if row.format != "STANDARD" else "", "interpreter" if row.needs_interpreter else "",
             row.communication_support, row.adjustments]  # fmt: skip
    return "; ".join(part for part in parts if part) or "Another language"


def communication(request: HttpRequest) -> HttpResponse:
    """Whose needs are to be gone through again, the longest ago first."""
    found = with_needs(request.actor)
    if not request.GET.get("show"):
        found = due(found, due_before(request.actor, london_today()))
    table = NeedTable(request.GET, found)
    if table.wants_csv:
        audit.note_read(
            list(table.filtered.values_list("pk", flat=True)), "exported a list of communication needs with your name"
        )
        return table.csv_response("communication.csv")
    audit.note_read([row.pk for row in table.page.rows], "saw your name in the list of communication needs")
    return render(request, "people/communication.html", {"table": table})
