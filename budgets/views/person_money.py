"""All budgets of one person side by side: health, council and education money, a week and a year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budgets.rules.contributions import FREE
from budgets.selectors.whose_money import money_of
from phb.core import audit
from phb.core.clock import london_today
from phb.core.selectors import person_for


def person_money(request: HttpRequest, person_id: int) -> HttpResponse:
    """For staff."""
    person = person_for(request.actor, person_id)
    audit.note_read(person.pk, "saw the money of all your budgets")
    money = money_of(request.actor, person, london_today())
    return render(request, "budgets/person_money.html", {"person": person, "money": money, "free": FREE})
