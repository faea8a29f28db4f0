"""The start page, the plan, documents, the case, who has looked, and one's own details."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from budgets.selectors import spend
from budgets.selectors.explaining import explained_version
from budgets.services.spending import spending_of
from careplans.enums import PlanState
from careplans.selectors import versions_of_person
from eligibility.selectors.own_challenges import chances, own_requests
from phb.core import audit, trail
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.display import day
from phb.core.documents import documents_of
from phb.core.errors import NotVisible
from phb.core.selectors import grants_of, people
from phb.journey import journeys_of
from phb.views.own.common import budget_of, opened, own_page

LOOKS_A_PAGE = 25


def home(request: HttpRequest) -> HttpResponse:
    """One's own page; whoever acts for several people chooses one."""
    mine = list(people(request.actor).order_by("sort_name", "id"))
    if len(mine) == 1:
        return redirect("own:person", mine[0].pk)
    audit.note_read([person.pk for person in mine], "saw your name in their own list")
    return render(request, "own/choose.html", {"people": mine})


def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """What is there, what comes next, and what needs doing."""
    shown = opened(request, person_id, "opened your page")
    today = london_today()
    grant = grants_of(request.actor).filter(person_id=shown.pk).first()
    money = bool(grant and grant.see_money)
    budget = budget_of(request, shown) if money else None
    waiting = [version for version in versions_of_person(request.actor, shown.pk) if version.state == PlanState.SHARED]
    newest = (
        spend.statements(request.actor).filter(person=shown).order_by("-period_end", "-version").first()
        if money
        else None
    )
    return own_page(
        request,
        "own/person.html",
        shown,
        first=request.actor.role == "BH",
        back=(reverse("own:home"), "Choose another person"),
        budget=budget,
        today=today,
        spending=spending_of(budget, today) if budget is not None and budget.state != "setting_up" else None,
        waiting=waiting,
        newest=newest,
        explained=budget if budget is not None and explained_version(budget) is not None else None,
        sees_looks=may(request.actor, "who has seen", "R"),
    )


def plan(request: HttpRequest, person_id: int) -> HttpResponse:
    """The plan in force and the one that waits for a yes."""
    shown = opened(request, person_id, "opened the list of your plans", part="see_plan")
    versions = versions_of_person(request.actor, shown.pk)
    files = {
        row.subject_id: row for row in documents_of(request.actor, shown.pk).filter(kind="care_plan").order_by("id")
    }
    return own_page(request, "own/plan.html", shown, versions=[(row, files.get(row.pk)) for row in versions])


def documents(request: HttpRequest, person_id: int) -> HttpResponse:
    """Letters, plans and statements as they were made."""
    shown = opened(request, person_id, "saw the list of your documents")
    page = Paginator(documents_of(request.actor, shown.pk), LOOKS_A_PAGE).get_page(request.GET.get("page"))
    return own_page(request, "own/documents.html", shown, page=page)


def case(request: HttpRequest, person_id: int) -> HttpResponse:
    """Each step, who holds it, and when it is expected."""
    shown = opened(request, person_id, "looked where your case stands", part="see_plan")
    actor, today = request.actor, london_today()
    return own_page(
        request,
        "own/case.html",
        shown,
        journeys=journeys_of(actor, shown.pk, today),
        requests=own_requests(actor, shown.pk, today),
        chance_rows=[
            {"label": each.title, "value": each.words, "note": f"Ask by {day(each.last)}" if each.last else ""}
            for each in chances(actor, shown.pk, today)
        ],
    )


def seen(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who opened or changed the record, in plain words."""
    shown = opened(request, person_id, "saw who has opened your record")
    if not may(request.actor, "who has seen", "R"):
        raise NotVisible
    page = Paginator(trail.looks_of(request.actor, shown.pk), LOOKS_A_PAGE).get_page(request.GET.get("page"))
    return own_page(request, "own/seen.html", shown, page=page, looks=[trail.in_words(event) for event in page])


def contact(request: HttpRequest, person_id: int) -> HttpResponse:
    """What we have written down about how to reach the person, and whom they can ask."""
    shown = opened(request, person_id, "opened your contact details")
    return own_page(
        request, "own/contact.html", shown, back=(reverse("own:person", args=[shown.pk]), "Back to the start")
    )
