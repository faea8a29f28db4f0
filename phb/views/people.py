"""Finding, adding and opening people."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from budgets.services.changes import record_death
from phb.core import audit, people, trail
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.documents import documents_of
from phb.core.errors import RuleBroken
from phb.core.once import once
from phb.core.selectors import find_people, person_for
from phb.forms import AddPersonForm, ContactForm, DeathForm, FindPersonForm
from phb.record import record_of

MOST_FOUND = 50
LOOKS_A_PAGE = 50


def find(request: HttpRequest) -> HttpResponse:
    """Look for a person within one's own people. Names travel in the body, never in an address."""
    form = FindPersonForm(request.POST or None)
    found, more = None, False
    if request.method == "POST" and form.is_valid():
        matches = find_people(request.actor, form.cleaned_data["text"]).order_by("sort_name", "id")
        found = list(matches.select_related("named_contact__user")[: MOST_FOUND + 1])
        found, more = found[:MOST_FOUND], len(found) > MOST_FOUND
        audit.note_read([person.pk for person in found], "saw your name among people found")
    context = {"form": form, "found": found, "more": more, "may_add": may(request.actor, "person", "W")}
    return render(request, "people/find.html", context)


def add(request: HttpRequest) -> HttpResponse:
    form = AddPersonForm(request.POST or None, today=london_today())
    if request.method == "POST" and form.is_valid():
        details = dict(form.cleaned_data)
        key = str(details.pop("key"))

        def effect() -> dict:
            return {"person": people.add_person(by=request.actor, on=london_today(), **details).pk}

        try:
            answer, _ = once("add person", key, details, effect, by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "The person was added and is on your caseload.")
            return redirect("people:show", answer["person"])
    return render(request, "people/add.html", {"form": form})


def show(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person's record: where each case, plan and budget stands, and what to do next."""
    person = person_for(request.actor, person_id)
    audit.note_read(person.pk, "opened your record")
    context = {
        "person": person,
        "record": record_of(request.actor, person),
        "address_shown": not person.address_withheld or request.actor.role in {"CC", "CLN"},
        "may_change": may(request.actor, "person", "W"),
        "may_refer": may(request.actor, "referral", "W"),
        "may_see_money": may(request.actor, "budget record", "R"),
    }
    return render(request, "people/show.html", context)


def contact(request: HttpRequest, person_id: int) -> HttpResponse:
    person = person_for(request.actor, person_id)
    initial = {name: getattr(person, name) for name in ContactForm.base_fields}
    form = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        people.change_contact(person_id=person.pk, by=request.actor, **form.cleaned_data)
        messages.success(request, "Contact details saved.")
        return redirect("people:show", person.pk)
    audit.note_read(person.pk, "opened your contact details")
    return render(request, "people/contact.html", {"form": form, "person": person})


def documents(request: HttpRequest, person_id: int) -> HttpResponse:
    person = person_for(request.actor, person_id)
    audit.note_read(person.pk, "saw the list of your documents")
    return render(
        request, "people/documents.html", {"person": person, "documents": documents_of(request.actor, person.pk)}
    )


def seen(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who has seen or changed this record, in plain words."""
    person = person_for(request.actor, person_id)
    pages = Paginator(trail.looks_of(request.actor, person.pk), LOOKS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    audit.note_read(person.pk, "saw who has opened your record")
    looks = [trail.in_words(event) for event in page]
    return render(request, "people/seen.html", {"person": person, "page": page, "looks": looks})


def death(request: HttpRequest, person_id: int) -> HttpResponse:
    """Record a death. Payments for later days are held; what was paid is settled in a final account."""
    person = person_for(request.actor, person_id)
    form = DeathForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_death(person_id=person.pk, died_on=form.cleaned_data["died_on"], on=london_today(), by=request.actor)
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(
                request, "The death is recorded. Payments for later days are cancelled; one that is in a run is held."
            )
            return redirect("people:show", person.pk)
    audit.note_read(person.pk, "opened the form that records a death")
    return render(request, "people/death.html", {"form": form, "person": person})
