"""What the holder's pages share."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets.selectors import budgets
from eligibility.selectors.work.reach import reach_of_person
from phb.core import audit
from phb.core.clock import london_today
from phb.core.models import Person
from phb.core.selectors import grants_of, person_for


def opened(request: HttpRequest, person_id: int, what: str, *, part: str | None = None) -> Person:
    """The person whose page this is, noted as read. Raises NotVisible without a running grant that has the part."""
    person = person_for(request.actor, person_id, part=part)
    audit.note_read(person.pk, what)
    return person


def own_page(
    request: HttpRequest,
    template: str,
    person: Person,
    back: tuple[str, str] | None = None,
    first: bool = False,
    **context: Any,
) -> HttpResponse:
    """A page in the holder's layout: the way back (none on the `first` page), whom to ask, whose page it is."""
    grant = grants_of(request.actor).filter(person_id=person.pk).first()
    mine = request.actor.role == "BH"
    way = back or (reverse("own:person", args=[person.pk]), "Back to the start")
    return render(
        request,
        template,
        {
            "person": person,
            "mine": mine,
            "whose": "" if mine else person.full_name,
            "named_contact": contact_of(person, london_today()),
            "sees_money": bool(grant and grant.see_money),
            "sees_plan": bool(grant and grant.see_plan),
            "acts_on_money": bool(grant and grant.act_on_money),
            "back": None if first else {"href": way[0], "label": way[1]},
            **context,
        },
    )


def contact_of(person: Person, on: date) -> dict[str, str]:
    """Whom to ask today: the named contact, who covers while they are away, or the organisation."""
    found = reach_of_person(person, on)
    return {"name": found.name, "phone": found.phone, "email": found.email, "away": found.away}


def budget_of(request: HttpRequest, person: Person):
    """The person's running budget, else the newest one, else None."""
    rows = list(budgets(request.actor).filter(person=person).order_by("-id"))
    running = [row for row in rows if row.state in {"active", "paused", "ending"}]
    return (running or rows or [None])[0]
