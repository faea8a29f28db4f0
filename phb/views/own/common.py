"""What the holder's pages share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets.selectors import budgets
from phb.core import audit
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
            "named_contact": contact_of(person),
            "sees_money": bool(grant and grant.see_money),
            "sees_plan": bool(grant and grant.see_plan),
            "acts_on_money": bool(grant and grant.act_on_money),
            "back": None if first else {"href": way[0], "label": way[1]},
            **context,
        },
    )


def contact_of(person: Person) -> dict[str, str]:
    """Whom to ask: the named contact, or the organisation."""
    named = person.named_contact
    if named is None:
        organisation = person.organisation
        return {"name": organisation.name, "phone": organisation.phone, "email": organisation.email}
    return {"name": named.user.name, "phone": named.phone or person.organisation.phone, "email": named.user.email}


def budget_of(request: HttpRequest, person: Person):
    """The person's running budget, else the newest one, else None."""
    rows = list(budgets(request.actor).filter(person=person).order_by("-id"))
    running = [row for row in rows if row.state in {"active", "paused", "ending"}]
    return (running or rows or [None])[0]
